"""What docs/spreadsheets.md says beside the tables; tools/print_rules.py prints it."""

from collections.abc import Iterable, Iterator

from desktop.rules.sheets.columns import SHEETS
from desktop.rules.sheets.words import WORDS
from desktop.services.sheets.template import KINDS

Rows = Iterable[tuple[str, ...]]

READ = (
    "`sheet template` makes an empty workbook, `sheet import` takes one in, `sheet export` writes one: .xlsx, without macros.",
    """## How a workbook is read

- Titles of sheets and headings are known in Danish and English, however they are cased; columns stand in any order. A sheet or a
  column that is not known is reported and passed over; a column that must be filled in and is missing refuses its sheet.
- Dates: a date cell, `21-11-2026`, `21.11.26`, `21/11/2026`, `2026-11-21`, `21. november 2026`, and `21/11` for the last such day (of a
  next visit the coming one). Two digits of a birth year leave somebody aged 15 or more. Months: `2026-11`, `nov 2026`, any day of it.
- An empty cell says nothing and takes nothing back; an empty row is passed over. Spaces of every kind, capital letters, and æ, ø, å
  typed as ae, oe, aa do not matter.
- Every cell is guarded: what looks like a CPR number is refused in every column, a telephone number or an e-mail address in every text.
- A participant is named by alias, or by the full name, with `, 14-07-1991` behind it where two have one name. Names are opened in
  memory, once for an import, with one line in the audit trail. A volunteer is named by the full name; several stand between semicolons.
- `figure` of a snapshot is the name of a figure in [figures.md](figures.md), with a programme behind it where it is of one.
- A workbook has at most 200,000 rows in a sheet, 200 columns and 64 MB; what would unpack to more than it says is refused.""",
    """## What becomes of a row

A row is saved, the same as what is known, refused with a reason, or held back because another row about the same participant was
refused: all rows about one participant are saved together or not at all, and every other row stands for itself. What stands in a row
is found again by what tells it apart, so the same workbook a second time writes nothing, and a changed cell corrects:""",
)
AFTER = (
    """What a visit breaks is reported beside its row and refuses nothing. A note older than 90 days is left out. Eligibility is asked as
at a referral and at the leader's approval; of a referral on an earlier day the legal status of today says nothing and is not asked.
Who may import what is what [authority.md](authority.md) says: a leader the own site's people and events, headquarters places,
programmes and snapshots. A hand-over code claims the person of the card for the participant of the row.""",
    """## What an export holds

Everything that an import would read, by alias; with `--names`, which is for visit leaders, also names and dates of birth. Never notes,
restrictions or volunteers' dates of birth. A text that begins as a formula does gets an apostrophe, which an import takes away.
The file is not sealed. Every export is in the audit trail before the file is written.""",
)
LISTS = """## Words

The code itself is always accepted; of the words the first two are those that templates and exports write, in Danish and English.
Programmes and kinds of group event that headquarters sets up are accepted by their names."""

APART = {
    "Sites": "name, or an alias of the site",
    "SiteProgrammes": "site and programme",
    "Volunteers": "full name, and date of birth where two have one name",
    "Qualifications": "volunteer, kind, date, and the site of a clearance",
    "Snapshots": "site, date, figure and programme",
    "GroupEvents": "site, kind, date, and label where both have one",
    "Participants": "alias, else full name and date of birth",
    "Consents": "participant, purpose and the day it was given, else the one of that purpose that stands",
    "Courses": "participant, programme and the day of the referral, else the one of that programme in the same time",
    "Matches": "course, volunteer and first day, else the one in the same time",
    "Sessions": "course, date and mode; of several the one that says the same",
    "Restrictions": "participant, kind and first day",
    "Exams": "participant, subject and month",
}


def sheets() -> Iterator[tuple[str, str, tuple[str, ...], Rows]]:
    """Title, sentence, headings and rows of each sheet."""
    for sheet in SHEETS:
        rows = (
            (
                f"`{column.name}`",
                ", ".join((column.danish, *column.also)),
                KINDS[column.kind],
                f"`{column.list_}`" if column.list_ else "",
                "yes" if column.required else "",
            )
            for column in sheet.columns
        )
        yield f"{sheet.name} · {sheet.danish}", sheet.about, ("heading", "also", "a cell holds", "words", "must be filled in"), rows


def lists() -> Iterator[tuple[str, tuple[str, ...], Rows]]:
    """Name, headings and rows of each list of words."""
    for name, codes in WORDS.items():
        yield name, ("code", "words"), ((f"`{code}`", ", ".join(dict.fromkeys(said))) for code, said in codes.items())
