"""What leaves the vault as a spreadsheet: asked for by a leader or by headquarters, audited first, limited in what it holds.

A file that is written so is not sealed any more, and whoever has it can read it. So participants stand in it by alias, with no
name and no date of birth, unless a leader asks for the names, who are then opened as on the screen: the audit row first. What never
leaves a site in a sealed file does not leave it in an open one either: notes, restrictions, volunteers' dates of birth.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from desktop.errors import NotAllowed
from desktop.models.rows.domain import Identity
from desktop.models.rows.fields import AREAS
from desktop.reports.workbook_writing import Tab, Value, write_workbook
from desktop.rules.authority import HQ_ADMIN, HQ_COORDINATOR, VISIT_LEADER
from desktop.rules.sheets import columns
from desktop.rules.sheets.columns import SHEETS, Column, Sheet
from desktop.rules.sheets.words import word_of
from desktop.rules.vague_days import VAGUE, read_vague
from desktop.services.context import Context
from desktop.services.identities import Identities
from desktop.services.session_drafts import BY_PRISON
from desktop.services.sheets.flat_rows import ROLES
from desktop.services.sheets.known import Known
from desktop.services.sheets.template import form_of, title_of
from desktop.store.repositories import live, sessions
from desktop.store.repositories.live import LiveRow
from desktop.store.unit_of_work import Reading
from desktop.texts import Texts
from desktop.vault.atomic import Put

AUDITED = "export"
NEVER = frozenset({"Restrictions"})
"""Sheets that are imported and never exported."""
Cells = Mapping[str, object]
"""Column -> what is known, by code; dates as ISO text."""


@dataclass(frozen=True, slots=True)
class ExportedSheet:
    """The file, and how many rows it holds."""

    path: Path
    rows: int


class SheetExporting:
    def __init__(self, context: Context, identities: Identities) -> None:
        self._context = context
        self._identities = identities

    def export(self, put: Put, texts: Texts, sheets: Collection[str] = (), *, names: bool = False) -> ExportedSheet:
        """Write the rows of some sheets, all of them unless said. `names`: with names and dates of birth, for leaders of a site.

        Raises NotAllowed, StorageError.
        """
        context = self._context
        context.require(VISIT_LEADER, HQ_COORDINATOR, HQ_ADMIN)
        if names and context.kind != "site":
            raise NotAllowed(label=context.author.label)
        wanted = [sheet for sheet in SHEETS if sheet.name not in NEVER and (not sheets or sheet.name in sheets)]
        with context.store.writing(context.author) as work:
            work.audit(AUDITED, "sheet", " ".join(sheet.name for sheet in wanted))
            everybody = [one.id for one in live.where(work.connection, "participant")]
        opened = self._identities.open(everybody) if names and everybody else {}
        with context.store.reading() as reading:
            rows = _Rows(context, reading, texts, opened)
            tabs = [Tab(title_of(sheet, texts), form_of(sheet, texts), rows.of(sheet)) for sheet in wanted]
            counted: list[int] = []
            path = put(lambda out: counted.append(write_workbook(out, tabs)))
        return ExportedSheet(path, sum(counted))


class _Rows:
    """The rows of each sheet, as an import would read them."""

    def __init__(self, context: Context, reading: Reading, texts: Texts, opened: Mapping[str, Identity]) -> None:
        self._reading = reading
        self._texts = texts
        self._opened = opened
        self._known = Known(context, reading)
        self._aliases: dict[str, str] = {}
        for one in live.where(reading.connection, "participant"):
            place = self._known.site_names.get(str(one.values["site"]), "")
            alias = str(one.values["alias"] or "")
            self._aliases[one.id] = f"{place}/{alias}" if reading.kind == "hq" else alias
        self._courses = {one.id: one.values for one in live.where(reading.connection, "course")}
        self._sources: Mapping[str, Callable[[], Iterator[Cells]]] = {
            "Sites": self.sites,
            "SiteProgrammes": self.site_programmes,
            "Volunteers": self.volunteers,
            "Qualifications": self.qualifications,
            "Snapshots": self.snapshots,
            "GroupEvents": self.group_events,
            "Participants": self.participants,
            "Consents": self.consents,
            "Courses": self.courses,
            "Matches": self.matches,
            "Sessions": self.visits,
            "Exams": self.exams,
        }

    def of(self, sheet: Sheet) -> Iterator[Sequence[Value]]:
        for cells in self._sources[sheet.name]():
            yield [self._cell(column, cells.get(column.name)) for column in sheet.columns]

    def _cell(self, column: Column, known: object) -> Value:
        """A code as its word, an ISO text as a date."""
        lang, more = self._texts.lang, self._known.more.get(column.list_, {})
        match known:
            case None | "":
                return None
            case bool():
                return ("ja" if known else "nej") if lang == "da" else ("yes" if known else "no")
            case tuple():
                return "; ".join(word_of(column.list_, str(one), lang, more) if column.list_ else str(one) for one in known)
            case str() if column.kind in {columns.DATE, columns.PAST, columns.BIRTH}:
                return date.fromisoformat(known)
            case str() if column.kind == columns.CODE:
                return word_of(column.list_, known, lang, more)
            case int():
                return known
        return str(known)

    def _all(self, table: str) -> tuple[LiveRow, ...]:
        return live.where(self._reading.connection, table)

    def _site(self, id_: object) -> str:
        return self._known.site_names.get(str(id_ or ""), "")

    def _participant(self, id_: object) -> str:
        return self._aliases.get(str(id_ or ""), "")

    # --- one method for each sheet

    def sites(self) -> Iterator[Cells]:
        return (one.values for one in self._all("site"))

    def site_programmes(self) -> Iterator[Cells]:
        for one in self._all("site_programme"):
            contact = one.values["contact"]
            if one.values["leader_is_contact"]:
                contact = "besøgsleder" if self._texts.lang == "da" else "visit leader"
            levels = tuple(str(one.values["levels"] or "").split())
            yield {**one.values, "site": self._site(one.values["site"]), "contact": contact, "levels": levels or None}

    def volunteers(self) -> Iterator[Cells]:
        for one in self._all("volunteer"):
            values = one.values
            roles = tuple(role for role in ROLES if values[role])
            yield {**values, "given_name": values["given"], "family_name": values["family"], "roles": roles or None}

    def qualifications(self) -> Iterator[Cells]:
        for one in self._all("qualification"):
            name = self._known.volunteer_names.get(str(one.values["volunteer"]), "")
            yield {**one.values, "volunteer": name, "site": self._site(one.values["site"]), "date": one.values["on_date"]}

    def snapshots(self) -> Iterator[Cells]:
        """Those of a place; what headquarters keeps of the whole country is none."""
        for one in self._all("snapshot"):
            if not one.values["site"]:
                continue
            figure = " ".join(filter(None, (str(one.values["figure"]), str(one.values["programme"] or ""))))
            cells = {"site": self._site(one.values["site"]), "date": one.values["as_of"], "figure": figure}
            yield {**cells, "value": one.values["value"], "source": one.values["origin"] or one.values["source"]}

    def group_events(self) -> Iterator[Cells]:
        for one in self._all("group_event"):
            yield {**one.values, "site": self._site(one.values["site"]), "date": self._when(one.values), "state": one.values["event_state"]}

    def _when(self, values: Cells) -> str:
        """A day, a month, or a feast with its year, in words that an import reads as the same."""
        first, last, vague = str(values["from_on"] or ""), str(values["to_on"] or ""), str(values["vague"] or "")
        if vague in VAGUE and first:
            said = f"{self._texts.say(VAGUE[vague]).casefold()} {first[:4]}"
            read = read_vague(said, date.fromisoformat(first))
            return said if read is not None and read[0] == vague else f"{vague} {first[:4]}"
        return first[:7] if last else first

    def participants(self) -> Iterator[Cells]:
        for one in self._all("participant"):
            person = live.by_id(self._reading.connection, "person", one.id)
            who = self._opened.get(one.id)
            named: Cells = {}
            if who is not None:
                born = who.birth_date.isoformat() if who.birth_date else None
                named = {"given_name": who.given, "family_name": who.family, "birth_date": born}
            facts = {} if person is None else {name: person.values[name] for name in ("gender", "legal_status")}
            yield {"alias": one.values["alias"], "site": self._site(one.values["site"]), **facts, **named}

    def consents(self) -> Iterator[Cells]:
        return ({**one.values, "participant": self._participant(one.values["participant"])} for one in self._all("consent"))

    def courses(self) -> Iterator[Cells]:
        released = {
            str(one.values["participant"]): one.values["moved_on"]
            for one in live.where(self._reading.connection, "movement", kind="released")
        }
        for one in self._courses.values():
            release = released.get(str(one["participant"]))
            yield {**one, "participant": self._participant(one["participant"]), "release_date": release if _within(release, one) else None}

    def _of_course(self, values: Cells) -> dict[str, object]:
        course = self._courses.get(str(values["course"]))
        return {} if course is None else {"participant": self._participant(course["participant"]), "programme": course["programme"]}

    def matches(self) -> Iterator[Cells]:
        for one in self._all("match"):
            name = self._known.volunteer_names.get(str(one.values["volunteer"]), "")
            yield {**self._of_course(one.values), "volunteer": name, "from": one.values["from_on"], "to": one.values["to_on"]}

    def visits(self) -> Iterator[Cells]:
        known = self._all("session")
        took_part: dict[str, list[str]] = {}
        for one in sessions.participations(self._reading.connection, [row.id for row in known]):
            took_part.setdefault(one.session, []).append(self._known.volunteer_names.get(one.volunteer, ""))
        for row in sorted(known, key=lambda row: (str(row.values["held_on"]), row.id)):
            values = row.values
            outcome = f"{BY_PRISON}_{values['cause']}" if values["outcome"] == BY_PRISON and values["cause"] else values["outcome"]
            said = {"date": values["held_on"], "outcome": outcome, "next_date": values["next_on"]}
            areas = tuple(area for area in AREAS if values[area])
            people = tuple(sorted(filter(None, took_part.get(row.id, ()))))
            yield {**values, **self._of_course(values), **said, "areas": areas or None, "volunteers": people or None}

    def exams(self) -> Iterator[Cells]:
        return ({**one.values, **self._of_course(one.values), "month": one.values["exam_month"]} for one in self._all("exam"))


def _within(release: object, course: Cells) -> bool:
    return release is not None and str(release) >= str(course["referred_on"] or "")
