"""The rows of one participant's visits: each beside the logging that is known of that course, day and mode.

The truth comes first: a visit that a rule forbids is saved, and what it breaks is reported beside the row.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from desktop.crypto.digests import new_id
from desktop.errors import N_, AmbiguousCourse, InvalidValue, UnknownCourse, UnknownVolunteer
from desktop.log.classes import CLASSES
from desktop.models.rows.fields import AREAS, CAUSES, Leaf
from desktop.rules import findings as finding_rules
from desktop.rules.meeting import CANCELLED, PLANNED, is_held
from desktop.services import rights
from desktop.services.audience import of_volunteer
from desktop.services.context import Context
from desktop.services.session_drafts import BY_PRISON, SessionDraft, checked
from desktop.services.sheets.course_rows import CourseRows
from desktop.services.sheets.known import Known
from desktop.services.sheets.putting import claim, put_row
from desktop.services.sheets.reading import SheetRow
from desktop.services.sheets.report import AskedAbout, FoundInRow
from desktop.services.visit_findings import beside
from desktop.store.repositories import courses, live, matches, sessions
from desktop.store.repositories.live import LiveRow
from desktop.store.unit_of_work import Work

MOST_CHANGES, MOST_PEOPLE = 600, 40
"""Changes in one entry, of about 350 bytes each, and people who took part, of whom each has a part: half of what an entry may hold."""
Tell = Callable[[SheetRow, Callable[[], object]], None]


@dataclass(frozen=True, slots=True)
class _Visit:
    """A row with what it refers to."""

    course: str
    draft: SessionDraft
    said: Mapping[str, Leaf]
    volunteers: tuple[str, ...] | None
    """None: the row does not say who took part."""


class VisitRows:
    def __init__(self, context: Context, work: Work, known: Known, course_rows: CourseRows) -> None:
        self._context = context
        self._work = work
        self._known = known
        self._courses = course_rows
        self._rows: dict[str, int] = {}
        """Session -> the row that says it."""
        self._seen: set[str] = set()
        self.asked: list[AskedAbout] = []

    def sessions(self, rows: Sequence[SheetRow], tell: Tell) -> None:
        ordered = sorted(rows, key=lambda row: (row.text("programme"), row.text("date"), row.number))
        visits = [self._visit(row) for row in ordered]
        meant = claim([_values(one) for one in visits], list(self._stored(visits)), ("course", "held_on", "mode"))
        written, people = self._work.collected, set[str]()
        for row, visit, before in zip(ordered, visits, meant, strict=True):
            more = set(visit.volunteers or ()) if visit else set[str]()
            if self._work.collected - written >= MOST_CHANGES or len(people | more) > MOST_PEOPLE or row.text("note"):
                self._work.flush()  # a note has an entry of its own: it goes before its visit does
                written, people = self._work.collected, set()
            people |= more
            tell(row, partial(self._put, row, visit, before))
            if row.text("note"):
                self._work.flush()

    def findings(self) -> Iterator[FoundInRow]:
        """What the visits of the sheet break, by row."""
        connection = self._work.connection
        for id_ in sorted(self._seen):
            course = courses.by_id(connection, id_)
            if course is None:
                continue
            known = sessions.of_course(connection, id_)
            found = finding_rules.findings((course,), matches.of_course(connection, id_), known, beside(self._work, (course,), known))
            for one in found:
                for row in one.rows:
                    if row in self._rows:
                        yield FoundInRow("Sessions", self._rows[row], one.code)

    def _visit(self, row: SheetRow) -> _Visit | None:
        """None where the row refers to something unknown: that is said when its turn comes."""
        try:
            return self._resolved(row)
        except (UnknownCourse, AmbiguousCourse, UnknownVolunteer, InvalidValue):
            return None

    def _resolved(self, row: SheetRow) -> _Visit:
        day = date.fromisoformat(row.text("date"))
        course = self._courses.find(row.text("programme"), day)
        outcome, cause = _outcome(row.text("outcome"))
        names = row.several("volunteers")
        volunteers = None if names is None else tuple(dict.fromkeys(self._known.volunteer(name) for name in names))
        draft = SessionDraft(
            held_on=day,
            outcome=outcome,
            minutes=row.number_of("minutes"),
            mode=row.text("mode") or "in_person",
            cause=cause,
            present=row.text("present") or "unknown",
            next_on=row.day("next_date"),
            volunteers=volunteers or (),
            note=row.text("note"),
            areas=row.several("areas") or (),
        )
        said: dict[str, Leaf] = {
            "course": course.id,
            "held_on": day.isoformat(),
            "mode": draft.mode,
            "outcome": outcome,
            "cause": cause,
            "minutes": draft.minutes,
            "present": row.text("present") or None,
            "next_on": row.text("next_date") or None,
        }
        if row.several("areas") is not None:
            said |= {area: area in draft.areas for area in AREAS}
        return _Visit(course.id, draft, said, volunteers)

    def _stored(self, visits: Sequence[_Visit | None]) -> Iterator[LiveRow]:
        """The visits that are known of the courses that the rows speak of, with who took part."""
        connection = self._work.connection
        for course in dict.fromkeys(one.course for one in visits if one is not None):
            known = live.where(connection, "session", course=course)
            took_part: dict[str, set[str]] = {}
            for one in sessions.participations(connection, [row.id for row in known]):
                took_part.setdefault(one.session, set()).add(one.volunteer)
            for row in known:
                yield LiveRow(row.id, {**row.values, "volunteers": _joined(took_part.get(row.id, ()))})

    def _put(self, row: SheetRow, visit: _Visit | None, before: LiveRow | None) -> None:
        visit = visit or self._resolved(row)
        draft, words = checked(visit.draft, self._context.today())
        programme = self._courses.programmes.get(row.text("programme"))
        if draft.areas and not (programme and programme.areas):
            raise InvalidValue(field=N_("Areas"), reason=N_("the programme has none"))
        id_ = before.id if before else new_id()
        about = self._courses.about(visit.course)
        if before is None:
            self._work.seen["session", id_] = None  # nobody has a row of a fresh id: it need not be looked for
        put_row(self._context, self._work, ("session", id_), visit.said, before.values if before else {}, about)
        if before is not None and before.values["minutes"] is not None and draft.outcome in CANCELLED:
            self._work.tomb("session", id_, "minutes", about)  # what was not held has none
        if visit.volunteers is not None and (before is None or before.values["volunteers"] != _joined(visit.volunteers)):
            self._put_volunteers(id_, visit, is_new=before is None)
        if draft.note and draft.held_on > self._context.today() - timedelta(days=CLASSES["note"].days):
            note = live.by_id(self._work.connection, "note", id_)
            said: dict[str, Leaf] = {"session": id_, "text": draft.note}
            put_row(self._context, self._work, ("note", id_), said, note.values if note else {}, about)
            if words:
                self.asked.append(AskedAbout(row.sheet, row.number, words))
        if is_held(draft.outcome) or draft.outcome == PLANNED:
            self._rows[id_] = row.number
            self._seen.add(visit.course)

    def _put_volunteers(self, session: str, visit: _Visit, *, is_new: bool) -> None:
        """A leader's word is the whole list."""
        work, wanted = self._work, visit.volunteers or ()
        rights.require(self._context, "participation", "facts")
        about = self._courses.about(visit.course)
        known = {} if is_new else {one.volunteer: one.id for one in sessions.participations(work.connection, (session,))}
        for volunteer in wanted:
            if volunteer not in known:
                value: dict[str, Leaf] = {"session": session, "volunteer": volunteer}
                fresh = new_id()
                work.seen["participation", fresh] = None
                work.put("participation", fresh, "facts", value, of_volunteer(volunteer, about.subject, local=about.local))
        for volunteer, id_ in known.items():
            if volunteer not in wanted:
                work.tomb("participation", id_, "facts", of_volunteer(volunteer, about.subject, local=about.local))


def _values(visit: _Visit | None) -> Mapping[str, Leaf]:
    if visit is None:
        return {"course": "-"}
    return {**visit.said, "volunteers": None if visit.volunteers is None else _joined(visit.volunteers)}


def _joined(volunteers: "Sequence[str] | set[str] | tuple[str, ...]") -> str:
    return " ".join(sorted(volunteers))


def _outcome(typed: str) -> tuple[str, str]:
    """An outcome, and why the prison cancelled where the word says it."""
    for cause in CAUSES:
        if typed == f"{BY_PRISON}_{cause}":
            return BY_PRISON, cause
    return typed, ""
