"""The template: an empty workbook with every sheet, its headings, the words that are known, and a sheet that explains."""

from collections.abc import Mapping
from types import MappingProxyType

from desktop.errors import N_
from desktop.reports import workbook_writing as writing
from desktop.reports.workbook_writing import Guide, Tab, write_workbook
from desktop.rules.sheets import columns
from desktop.rules.sheets.columns import GUIDE, LISTS, SHEETS, Column, Sheet
from desktop.rules.sheets.words import WORDS
from desktop.texts import Texts
from desktop.vault.atomic import Fill

KINDS: Mapping[str, str] = MappingProxyType(
    {
        columns.TEXT: N_("a text"),
        columns.NAME: N_("a name"),
        columns.DATE: N_("a date, as 21-11-2026"),
        columns.PAST: N_("a date that is not to come, as 21-11-2026"),
        columns.BIRTH: N_("a date of birth, as 21-11-1990"),
        columns.MONTH: N_("a month, as 2026-11 or nov 2026"),
        columns.NUMBER: N_("a whole number"),
        columns.YES: N_("ja or nej"),
        columns.CODE: N_("one of the words of the list"),
        columns.CODES: N_("words of the list, with a semicolon between them"),
        columns.NAMES: N_("full names, with a semicolon between them"),
        columns.VAGUE: N_("a date, a month, or a feast such as påsken 2026"),
    }
)
"""Kind of column -> what a person reads."""
_CELLS: Mapping[str, str] = MappingProxyType(
    {
        columns.DATE: writing.DATE,
        columns.PAST: writing.DATE,
        columns.BIRTH: writing.DATE,
        columns.NUMBER: writing.NUMBER,
    }
)
ABOUT = (
    N_("Fill in the sheets that you need; the others may be left empty or taken out. Columns may stand in any order."),
    N_("An empty cell says nothing and takes nothing back. The same workbook may be imported again: nothing is saved twice."),
    N_("Rows about one participant are saved together or not at all. Participants are named by alias, or by their full name."),
    N_("Never write a CPR number, a telephone number, an e-mail address, an offence, or anything about health, religion or gangs."),
    N_("Headings with a shaded field must be filled in."),
)


def template(texts: Texts) -> Fill:
    """Writes the template in a language."""
    tabs = [Tab(title_of(sheet, texts), form_of(sheet, texts)) for sheet in SHEETS]
    return lambda out: write_workbook(out, tabs, _guide(texts))


def title_of(sheet: Sheet, texts: Texts) -> str:
    return sheet.danish if texts.lang == "da" else sheet.name


def form_of(sheet: Sheet, texts: Texts) -> tuple[writing.Column, ...]:
    """The columns of a sheet as they are written in a language."""
    return tuple(
        writing.Column(
            heading_of(column, texts),
            _CELLS.get(column.kind, writing.TEXT),
            texts.say(KINDS[column.kind]),
            _choices(column, texts) if column.kind == columns.CODE else ("ja", "nej") if column.kind == columns.YES else (),
            column.required,
        )
        for column in sheet.columns
    )


def heading_of(column: Column, texts: Texts) -> str:
    return column.danish if texts.lang == "da" else column.name


def _choices(column: Column, texts: Texts) -> tuple[str, ...]:
    place = 0 if texts.lang == "da" else 1
    return tuple(words[place] for words in WORDS[column.list_].values())


def _guide(texts: Texts) -> Guide:
    danish = texts.lang == "da"
    blocks = [(texts.say("How this workbook is filled in"), *(f"\t{texts.say(line)}" for line in ABOUT))]
    for sheet in SHEETS:
        lines = [f"\t{texts.say(sheet.about)}"]
        for column in sheet.columns:
            said = [texts.say(KINDS[column.kind])]
            if column.list_:
                said.append(", ".join(_choices(column, texts)))
            if column.required:
                said.append(texts.say("must be filled in"))
            lines.append(f"{heading_of(column, texts)}\t{'; '.join(said)}")
        blocks.append((title_of(sheet, texts), *lines))
    return Guide(GUIDE[1] if danish else GUIDE[0], tuple(blocks), LISTS[1] if danish else LISTS[0])
