"""Prints the rules that are data to docs/: figures, steps of a course, the authority matrix, the registry of tables, spreadsheets.

python -m tools.print_rules          writes docs/figures.md, docs/status.md, docs/authority.md, docs/registry.md and docs/spreadsheets.md
python -m tools.print_rules check    fails where one of them is not what the code says
"""

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from desktop.figures.definitions import COMPLETENESS, DEFINITIONS
from desktop.log.classes import CLASSES, class_of
from desktop.log.heads import rank
from desktop.models.rows.fields import Field, Table
from desktop.models.rows.registry import SCHEMA, TABLES
from desktop.models.tables.projected import column_names
from desktop.rules.authority import CERTIFIES, MATRIX, ROLES, Reach
from desktop.rules.clocks import STAYS, Stay
from desktop.rules.findings import WORDS as FINDINGS
from desktop.rules.programmes import BUILT_IN, STAGES
from desktop.rules.status import ONGOING, OVER, RULE, WAITING, WORDS, Status
from desktop.rules.steps import REFUSED, WHAT, refusal
from tools import print_configuration, sheet_words

DOCS = Path(__file__).resolve().parent.parent / "docs"
NOTE = "<!-- Printed by tools/print_rules.py; change the code, then print again. -->"


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    columns = list(heads)
    return [_row(columns), _row("---" for _ in columns), *map(_row, rows)]


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


SAME_PERSON = (
    "## The same person\n\n"
    "Headquarters compares participants by keys, HMAC-SHA-256 under a secret that never leaves headquarters and can be\n"
    "replaced: K1 of `given|family|birth date`, K2 of `skeleton of the family name|birth date`, K3 of `given|birth\n"
    "date|gender`, where a gender is stated. The names are normalised so (vectors in tests/vectors/names.json): apostrophes\n"
    "are dropped; NFC; casefold; æ, ä → ae, ø, ö → oe, å → aa, ü → y, ß → ss, ł → l, đ → d, and i without its dot → i;\n"
    "NFKD; nonspacing marks are dropped; hyphens and dashes become spaces. The given name is its first token; the family\n"
    "name is its last token after al, el, bin, ben, van, von, de and da have each been joined to what follows. The skeleton\n"
    "is the family name with equal neighbours collapsed.\n\n"
    "Equal K1 is the same person, except that for those born on 1 January it links only within one place, or where a gender\n"
    "is stated and equal. A person without both names or a full birth date has no K1 and is counted singly. Equal K2 or K3,\n"
    "or a K1 that does not link, is a question for a person at headquarters; K3 alone asks nothing of those born on 1\n"
    "January. The answer (same, different, cannot be said) is an entry that is told to nobody and can be changed; until it\n"
    "is same or different, the two count as two and stand among the open pairs. A hand-over whose code was claimed links\n"
    "for certain. Whoever is linked, directly or through others, is one person, known by the smallest participant id; that\n"
    "is computed whenever it is asked. Volunteers are linked by hand alone."
)


def figures() -> str:
    every = (*DEFINITIONS.values(), COMPLETENESS)
    rows = ((f"`{one.key}`", one.label, str(one.version), one.unit, one.sentence) for one in every)
    return _page(
        "Figures: what is counted",
        "Every figure has a name, a version and a definition that is printed beside it in every report.\n"
        'Held means held or held short. A session\'s date is a calendar date as typed and is never converted; only "today" needs a\n'
        "zone, Europe/Copenhagen. The status of a course on a day is in [status.md](status.md). Where no year is asked for, a figure\n"
        "of a year is that of the as-of date's year so far; nothing after the as-of date counts. What was set aside counts nowhere.\n"
        "Behind each figure stands the list of what was counted, and a digest of it: the SHA-256 of the sorted distinct lines\n"
        "`id/number`, one a line. A median is the mean of the two middle values; medians and shares have one decimal, half up,\n"
        "and are kept in tenths. Site of a figure: the place that answers for the course on the day of the visit; after a\n"
        "hand-over the new one.",
        _table(("figure", "name", "version", "unit", "definition"), rows),
        "## Beside the number\n\n"
        "`by_site` and `by_programme` part a number by place and programme; `split` in every other way (visits by mode, outcome\n"
        "and cause; the waiting list by state; volunteers by clearance and expiry; shares by what they are of). A person may\n"
        "count at two places, so these need not add up. What people without consent to transfer, and people about whom\n"
        "everything was deleted, add is a number of each place, programme and year, in which nobody is recognised; it is told\n"
        "beside the total, and says nothing of outcomes, nor, without consent, of minutes.",
        "## A closed year\n\n"
        "Closing a year freezes every number and its parts, the version of each definition, the digest of each list, and how\n"
        "far each place was typed in. What comes later and changes a number makes the next revision, which is shown as revised\n"
        "and frozen when the year is closed again; every revision stays printable. Where people of the year were deleted since,\n"
        "the last closed numbers stand.",
        "## Snapshots\n\n"
        "At the end of each month, and with each page that is printed, a place and headquarters keep how many were active,\n"
        "paused, ongoing and being set up; numbers from elsewhere are brought in by a spreadsheet and say where they come from.",
        SAME_PERSON,
    )


def status() -> str:
    statuses = ((f"`{one}`", WORDS[one], ", ".join(name for name, group in GROUPS.items() if one in group)) for one in Status)
    return _page(
        "The status of a course",
        "A status is never stored and never clicked: it follows from dated events. The status on a day is what the events effective on\n"
        "or before the end of that day give.",
        _table(("status", "said", "group"), statuses),
        "## The rule\n\nThe first line that fits is the status on day D. The stages are those of the programme (below); how many days the\n"
        "passage to freedom has and after how many months without a session a course ends is set by headquarters. Sessions are those held\n"
        "on or before D; a session that is held later makes a course that had ended for want of sessions active again. A movement of the\n"
        "participant counts for a course only after the day of its referral.",
        _table(("status", "on day D"), ((f"`{one}`", words) for one, words in RULE)),
        "## Programmes\n\nThe planned end is the earlier of the two; 0 months after the release: it ends with the stay. Headquarters may\n"
        "put a planned end off, never forward. Months after a day are the same day of a later month, at most its last. Further programmes\n"
        "are set up by headquarters.",
        _table(("programme", "who", "stages", "months from the first session", "months after the release", "transfer"), _programmes()),
        "## Steps\n\nWhich step is possible in which status, on the day of the step, or why not. Logging always is: the truth comes first.",
        _table(("step", "what", *(f"`{one}`" for one in Status)), _steps()),
        "## Movements\n\nWhat may be noted of a participant, by where the participant is on that day.",
        _table(
            ("noted", *(f"`{one}`" for one in Stay)),
            ((f"`{kind}`", *(STAYS[one][kind] or "yes" for one in Stay)) for kind in STAYS[Stay.HERE]),
        ),
        "## Findings\n\nWhat breaks a rule although it was saved is computed from the rows and shown to a person; it refuses nothing.",
        _table(("code", "said"), ((f"`{code}`", words) for code, words in FINDINGS.items())),
    )


GROUPS = {"waiting list": WAITING, "ongoing": ONGOING, "over": OVER}


def _steps() -> Iterable[tuple[str, ...]]:
    return ((f"`{step}`", WHAT[step], *(refusal(step, one) or "yes" for one in Status)) for step in REFUSED)


def _programmes() -> Iterable[tuple[str, ...]]:
    for one in BUILT_IN.values():
        young, old = one.age_from, one.age_before
        who = [
            one.legal,
            f"{young} <= age < {old}" if young is not None or old is not None else "",
            f"guardian below {one.guardian_below}" if one.guardian_below else "",
            "all criteria confirmed" if one.criteria else "",
            f"{one.mentors} mentors" if one.mentors > 1 else "",
        ]
        does = {"ends": one.ends_on_transfer, "moves": one.moves_on_transfer, "interrupted": one.interrupted_by_transfer}
        yield (
            f"`{one.code}`",
            "; ".join(word for word in who if word),
            ", ".join(f"`{stage}`" for stage in STAGES if stage in one.stages),
            _number(one.months_from_start),
            _number(one.months_after_release),
            ", ".join(word for word, so in does.items() if so),
        )


def _number(number: int | None) -> str:
    return "" if number is None else str(number)


def authority() -> str:
    certified = ((f"`{role}`", ", ".join(f"`{one}`" for one in sorted(names))) for role, names in CERTIFIES.items())
    parts: list[str | list[str]] = []
    for role in ROLES:
        parts += [f"## {role}", _table(("table", "unit", "verbs", "reach"), _rights(role))]
    return _page(
        "Who may change what",
        "One static matrix, asked when something is saved and again when the save of another laptop is imported. What is not in it is\n"
        "refused as UnauthorisedUser; what is in it but concerns another place, course or person is OutOfScope. Both are set aside for a\n"
        "person to decide, never lost. A tomb empties a unit; an erase removes a row for good and names no unit. Only rows of the tables\n"
        "site, site_programme, vault, user, verdict, incarnation, revocation, programme, setting and label may be told to everyone; none\n"
        "of these is told to one course or volunteer alone. The login that a leader gives a volunteer is a user of the leader's own site.\n"
        "A visit leader shuts out people of the own place and volunteers' vaults alone, and takes back no word of headquarters.\n"
        "A visit leader decides only on entries of which the leader could have saved every change, and never on a verdict: else a verdict\n"
        "would be a way round the matrix.",
        *parts,
        "## Certificates\n\nWhich roles of people and kinds of vaults a role may certify:",
        _table(("role", "may certify"), certified),
    )


def _rights(role: str) -> Iterable[tuple[str, ...]]:
    verbs: dict[tuple[str, str, Reach], list[str]] = {}
    for right in MATRIX:
        if right.role == role:
            verbs.setdefault((right.table, right.unit, right.reach), []).append(right.verb)
    for table in TABLES:
        for (name, unit, reach), known in verbs.items():
            if name == table:
                yield f"`{table}`", f"`{unit}`" if unit else "", ", ".join(known), reach


def registry() -> str:
    parts: list[str | list[str]] = []
    for table in TABLES.values():
        local = class_of(table.class_, local=True)
        held = f", without consent to transfer `{local}`" if table.local and local != table.class_ else ""
        columns = ", ".join(f"`{name}`" for name in column_names(table))
        parts += [
            f"### {table.name}\n\nClass `{table.class_}`{held}. Columns: {columns}.",
            _table(("unit", "field", "kind", "rule"), _fields(table)),
        ]
    return _page(
        "The registry: tables, units, fields",
        f"Every table that the log projects, under payload schema {SCHEMA}. How entries become rows: [vault-format.md](vault-format.md).\n"
        "The first unit of a table is its main unit. Columns stand in this order in the store and in the state digest.",
        "## Kinds of field\n\nA value is JSON in a change and a column in the store. Null fits every field.",
        _table(("kind", "in a change", "rule", "column"), KINDS),
        "## Tables",
        *parts,
        "## Classes\n\nWhich edge of the tree carries which class of parts. A class that is not listed is never carried."
        " `sibling`: through headquarters, sealed to the other laptops of the place.",
        _table(("class", *EDGES, "kept"), _classes()),
        "## Ranks\n\nOf the kind of vault that wrote a head; the greater is the value. A kind that is not known has 0.",
        _table(("table", *PLACES), ((f"`{name}`", *(str(rank(name, kind)) for kind in PLACES)) for name in TABLES)),
    )


PLACES = ("volunteer", "site", "hq")
EDGES = ("volunteer>site", "site>hq", "site>volunteer", "hq>site", "sibling")
KINDS = (
    ("`text`", "string", "at most so many Unicode characters", "text"),
    ("`int`", "number", "whole, within ±(2^53 - 1)", "number"),
    ("`bool`", "true or false", "", "1 or 0"),
    ("`date`", "string", "`YYYY-MM-DD`, a day of the calendar", "text"),
    ("`month`", "string", "`YYYY-MM`", "text"),
    ("`id`", "string", "32 lowercase hex digits; a row of the table named", "text"),
    ("`bytes`", "string", "standard base64 with padding, of at most so many characters", "text, as in the change"),
    ("`code`", "string", "one of those listed", "text"),
)


def _fields(table: Table) -> Iterable[tuple[str, ...]]:
    return ((f"`{unit.name}`", f"`{field.name}`", f"`{field.kind}`", _rule(field)) for unit in table.units for field in unit.fields)


def _rule(field: Field) -> str:
    if field.kind == "code":
        return " ".join(f"`{code}`" if code else "_empty_" for code in field.codes)
    if field.kind in ("text", "bytes"):
        return f"at most {field.most}"
    return f"of `{field.ref}`" if field.ref else ""


def _classes() -> Iterable[tuple[str, ...]]:
    for part in CLASSES.values():
        yield f"`{part.name}`", *("yes" if part.carried(edge) else "" for edge in EDGES), f"{part.days} days" if part.days else "as its row"


def _page(title: str, *parts: str | list[str]) -> str:
    blocks = ("\n".join(part) if isinstance(part, list) else part for part in parts)
    return "\n\n".join((f"# {title}", NOTE, *blocks)) + "\n"


def spreadsheets() -> str:
    parts: list[str | list[str]] = []
    for title, said, heads, rows in sheet_words.sheets():
        parts += [f"### {title}\n\n{said}", _table(heads, rows)]
    lists: list[str | list[str]] = []
    for name, heads, rows in sheet_words.lists():
        lists += [f"### `{name}`", _table(heads, rows)]
    return _page(
        "Spreadsheets: sheets, columns, words",
        *sheet_words.READ,
        _table(("sheet", "told apart by"), ((f"`{name}`", said) for name, said in sheet_words.APART.items())),
        *sheet_words.AFTER,
        "## Sheets",
        *parts,
        sheet_words.LISTS,
        *lists,
    )


def pages() -> Mapping[str, str]:
    """File name in docs/ → its text."""
    return {
        "figures.md": figures(),
        "status.md": status(),
        "authority.md": authority(),
        "registry.md": registry(),
        "spreadsheets.md": spreadsheets(),
        "configuration.md": _page(print_configuration.title(), *print_configuration.parts(_table)),
    }


def stale() -> list[str]:
    """The files that are not what the code says."""
    return [name for name, text in pages().items() if not (DOCS / name).is_file() or (DOCS / name).read_text(encoding="utf-8") != text]


def main(arguments: list[str]) -> int:
    match arguments:
        case []:
            for name, text in pages().items():
                (DOCS / name).write_text(text, encoding="utf-8")
        case ["check"]:
            found = stale()
            print("\n".join(f"not up to date: docs/{name}" for name in found) or "docs/ says what the rules say")
            return 1 if found else 0
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
