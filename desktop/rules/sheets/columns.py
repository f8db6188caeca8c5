"""The sheets of a workbook and their columns, as data. docs/spreadsheets.md is printed from this.

A heading is accepted in Danish and in English, in any order and however its letters are cased; a column that is not known is
reported and left out. An empty cell says nothing: it takes nothing back.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from desktop.errors import N_
from desktop.rules.sheets.words import fold

TEXT, NAME, DATE, PAST, BIRTH, MONTH, NUMBER, YES, CODE, CODES, NAMES, VAGUE = (
    *("text", "name", "date", "past", "birth", "month", "number"),
    *("yes", "code", "codes", "names", "vague"),
)
KINDS = frozenset({TEXT, NAME, DATE, PAST, BIRTH, MONTH, NUMBER, YES, CODE, CODES, NAMES, VAGUE})
"""Kinds of column: `name` is somebody's name (a CPR number is refused in it, nothing else), `past` a date that is not to come,
`codes` and `names` several of them between semicolons, `vague` a date, a month or a feast such as "påsken 2026".
"""


@dataclass(frozen=True, slots=True)
class Column:
    """`label` is the source string of the column's name in a report; `list_` names the accepted words; `also`: further headings."""

    name: str
    danish: str
    label: str
    kind: str = TEXT
    list_: str = ""
    required: bool = False
    most: int = 200
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """`person`: its rows are about a participant, and all rows about one are saved together or not at all."""

    name: str
    danish: str
    about: str
    columns: tuple[Column, ...]
    person: bool = False

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


_PARTICIPANT = Column("participant", "deltager", N_("Participant"), NAME, required=True, most=164, also=("alias", "indsat"))
_PROGRAMME = Column("programme", "program", N_("Programme"), CODE, "programme", required=True, also=("program", "indsats"))
_SITE = Column("site", "sted", N_("Site"), TEXT, most=80, also=("fængsel", "place", "prison", "matrikel"))
_SITE_REQUIRED = Column("site", "sted", N_("Site"), TEXT, required=True, most=80, also=("fængsel", "place", "prison", "matrikel"))
_GIVEN = Column("given_name", "fornavn", N_("Given name"), NAME, most=80, also=("first name",))
_FAMILY = Column("family_name", "efternavn", N_("Family name"), NAME, most=80, also=("last name", "surname"))
_BIRTH = Column("birth_date", "fødselsdato", N_("Date of birth"), BIRTH, also=("født", "date of birth"))

SHEETS: tuple[Sheet, ...] = (
    Sheet(
        "Sites",
        "Steder",
        N_("Prisons; headquarters' administrators import them."),
        (
            Column("name", "navn", N_("Name"), TEXT, required=True, most=80),
            Column("type", "type", N_("Type"), CODE, "site_type"),
            Column("municipality", "kommune", N_("Municipality"), TEXT, most=80),
            Column("coordinator", "koordinator", N_("Coordinator"), TEXT, most=120),
        ),
    ),
    Sheet(
        "SiteProgrammes",
        "Stedprogrammer",
        N_("Which programmes a site runs, and since which month."),
        (
            _SITE_REQUIRED,
            _PROGRAMME,
            Column("agreement_from", "aftale fra", N_("Agreement from"), MONTH, also=("samarbejde fra",)),
            Column("levels", "niveauer", N_("Levels"), CODES, "level", most=80),
            Column("video", "video", N_("Video"), YES),
            Column("contact", "kontaktperson", N_("Contact person"), TEXT, most=120, also=("contact person",)),
        ),
    ),
    Sheet(
        "Volunteers",
        "Frivillige",
        N_("Volunteers of the own site."),
        (
            Column("given_name", "fornavn", N_("Given name"), NAME, required=True, most=80, also=("first name",)),
            Column("family_name", "efternavn", N_("Family name"), NAME, required=True, most=80, also=("last name", "surname")),
            _BIRTH,
            Column("roles", "roller", N_("Roles"), CODES, "role"),
            Column("languages", "sprog", N_("Languages"), TEXT, most=120),
            Column("joined_on", "begyndt", N_("Joined on"), PAST, also=("startet", "indmeldt")),
        ),
    ),
    Sheet(
        "Qualifications",
        "Kvalifikationer",
        N_("What qualifies a volunteer: one row for each step."),
        (
            Column("volunteer", "frivillig", N_("Volunteer"), NAME, required=True, most=164),
            Column("kind", "trin", N_("Kind"), CODE, "qualification", required=True, also=("art", "slags")),
            _SITE,
            Column("date", "dato", N_("Date"), PAST, required=True),
            Column("valid_until", "gyldig til", N_("Valid until"), DATE, also=("udløber",)),
            Column("version", "version", N_("Version"), TEXT, most=40),
        ),
    ),
    Sheet(
        "Snapshots",
        "Øjebliksbilleder",
        N_("Figures that were counted before, with where they come from."),
        (
            _SITE_REQUIRED,
            Column("date", "dato", N_("Date"), PAST, required=True),
            Column("figure", "tal", N_("Figure"), TEXT, required=True, most=90),
            Column("value", "værdi", N_("Value"), NUMBER, required=True),
            Column("source", "kilde", N_("Source"), TEXT, required=True, most=120),
        ),
    ),
    Sheet(
        "GroupEvents",
        "Fællesaktiviteter",
        N_("Group events, counted by heads."),
        (
            _SITE,
            Column("date", "dato", N_("Date"), VAGUE, required=True, most=40),
            Column("kind", "slags", N_("Kind"), CODE, "event_kind", required=True, also=("aktivitet", "art")),
            Column("label", "betegnelse", N_("Label"), TEXT, most=60),
            Column("state", "status", N_("State"), CODE, "event_state", also=("tilstand",)),
            Column("recurrence", "gentagelse", N_("Recurrence"), CODE, "recurrence", also=("gentages",)),
            Column("inmates", "indsatte", N_("Inmates"), NUMBER, also=("deltagere",)),
            Column("volunteers", "frivillige", N_("Volunteers"), NUMBER),
            Column("method", "tællemåde", N_("Method"), CODE, "method", also=("metode",)),
        ),
    ),
    Sheet(
        "Participants",
        "Deltagere",
        N_("Participants of the own site. Without an alias one is drawn."),
        (
            Column("alias", "alias", N_("Alias"), TEXT, most=40, also=("participant", "deltager")),
            _GIVEN,
            _FAMILY,
            _BIRTH,
            Column("gender", "køn", N_("Gender"), CODE, "gender"),
            Column("legal_status", "retslig status", N_("Legal status"), CODE, "legal_status", also=("status",)),
            _SITE,
            Column("hand_over_code", "overflytningskode", N_("Hand-over code"), TEXT, most=20, also=("kode",)),
        ),
        person=True,
    ),
    Sheet(
        "Consents",
        "Samtykker",
        N_("What a participant agreed to: one row for each purpose."),
        (
            _PARTICIPANT,
            Column("purpose", "formål", N_("Purpose"), CODE, "purpose", required=True),
            Column("given_on", "givet", N_("Given on"), PAST, required=True, also=("givet den", "dato")),
            Column("withdrawn_on", "trukket tilbage", N_("Withdrawn on"), PAST, also=("tilbagekaldt",)),
        ),
        person=True,
    ),
    Sheet(
        "Courses",
        "Forløb",
        N_("Courses, from the referral to the end."),
        (
            _PARTICIPANT,
            _PROGRAMME,
            Column("referred_on", "henvist", N_("Referred on"), PAST, required=True, also=("henvisning", "henvist den")),
            Column("staff_approval_on", "godkendt af fængslet", N_("Approved by the staff"), PAST, also=("godkendt af personalet",)),
            Column(
                "leader_approval_on", "godkendt af besøgsleder", N_("Approved by the visit leader"), PAST, also=("godkendt af lederen",)
            ),
            Column("criteria_confirmed_on", "kriterier bekræftet", N_("Criteria confirmed on"), PAST, also=("kriterier",)),
            Column("release_date", "løsladelse", N_("Release date"), DATE, also=("løslades", "løsladelsesdato")),
            Column("ended_on", "afsluttet", N_("Ended on"), PAST, also=("slut", "afsluttet den")),
            Column("end_reason", "afslutningsgrund", N_("Reason"), CODE, "end_reason", also=("årsag", "grund")),
        ),
        person=True,
    ),
    Sheet(
        "Matches",
        "Match",
        N_("Volunteers on courses."),
        (
            _PARTICIPANT,
            _PROGRAMME,
            Column("volunteer", "frivillig", N_("Volunteer"), NAME, required=True, most=164),
            Column("from", "fra", N_("From"), DATE, required=True, also=("start",)),
            Column("to", "til", N_("To"), DATE, also=("slut",)),
        ),
        person=True,
    ),
    Sheet(
        "Sessions",
        "Besøg",
        N_("Visits and meetings: one row for each."),
        (
            _PARTICIPANT,
            _PROGRAMME,
            Column("date", "dato", N_("Date"), DATE, required=True),
            Column("minutes", "minutter", N_("Minutes"), NUMBER),
            Column("mode", "form", N_("Mode"), CODE, "mode"),
            Column("outcome", "udfald", N_("Outcome"), CODE, "outcome", required=True, also=("resultat",)),
            Column("present", "andre til stede", N_("Others present"), CODE, "presence", also=("til stede", "kontrol")),
            Column("volunteers", "frivillige", N_("Volunteers"), NAMES, most=600, also=("frivillig", "volunteer")),
            Column("areas", "områder", N_("Areas"), CODES, "area"),
            Column("next_date", "næste dato", N_("Next visit"), DATE, also=("næste besøg", "næste")),
            Column("note", "note", N_("Note"), TEXT, most=200, also=("bemærkning",)),
        ),
        person=True,
    ),
    Sheet(
        "Restrictions",
        "Restriktioner",
        N_("Letter and visit control; it stays at the site."),
        (
            _PARTICIPANT,
            Column("kind", "slags", N_("Kind"), CODE, "restriction", required=True, also=("art",)),
            Column("from", "fra", N_("From"), PAST, required=True),
            Column("to", "til", N_("To"), DATE),
        ),
        person=True,
    ),
    Sheet(
        "Exams",
        "Eksamener",
        N_("Exams of the study programmes."),
        (
            _PARTICIPANT,
            Column("subject", "fag", N_("Subject"), TEXT, required=True, most=60),
            Column("level", "niveau", N_("Level"), CODE, "level"),
            Column("month", "måned", N_("Month"), MONTH, required=True, also=("eksamensmåned",)),
            Column("result", "resultat", N_("Result"), CODE, "result"),
        ),
        person=True,
    ),
)
"""In the order in which they are read: whatever a row refers to stands in an earlier sheet."""

GUIDE = ("Guide", "Vejledning")
LISTS = ("Lists", "Lister")
"""The sheets of a template that only explain and that hold the choices, in English and Danish; an import passes over them."""

BY_NAME: Mapping[str, Sheet] = MappingProxyType({sheet.name: sheet for sheet in SHEETS})
_TITLES: Mapping[str, Sheet] = MappingProxyType(
    {fold(title).replace(" ", ""): sheet for sheet in SHEETS for title in (sheet.name, sheet.danish)}
)


def sheet_of(title: str) -> Sheet | None:
    """The sheet that a tab's title means."""
    return _TITLES.get(fold(title).replace(" ", ""))


def is_guide(title: str) -> bool:
    return fold(title) in {fold(name) for name in (*GUIDE, *LISTS)}


def column_of(sheet: Sheet, heading: str) -> Column | None:
    """The column that a heading means. A star or a remark in brackets behind it does not matter."""
    wanted = fold(heading.partition("(")[0]).replace(" ", "")
    for names in (lambda one: (one.name, one.danish), lambda one: one.also):
        for column in sheet.columns:
            if wanted and wanted in {fold(name).replace(" ", "") for name in names(column)}:
                return column
    return None
