"""The rows of one participant's courses: the courses themselves, the volunteers on them, and exams."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial

from desktop.crypto.digests import new_id
from desktop.errors import N_, AmbiguousCourse, InvalidValue, ProgrammeMissing, UnknownCourse, UnknownVolunteer
from desktop.models.rows.fields import Leaf
from desktop.rules import eligibility, programmes
from desktop.rules.eligibility import Applicant
from desktop.services import checks
from desktop.services.audience import of_course, of_site
from desktop.services.cases.referring import runs
from desktop.services.context import Context
from desktop.services.sheets.known import Known
from desktop.services.sheets.putting import Values, claim, put_row
from desktop.services.sheets.reading import SheetRow
from desktop.store.repositories import configured, live, sites
from desktop.store.repositories.live import LiveRow
from desktop.store.unit_of_work import About, Work

CONFIRMED_BY = "VISIT_LEADER"
Tell = Callable[[SheetRow, Callable[[], object]], None]


class CourseRows:
    """`who` is the participant and where it was first referred; `local`: nothing about it leaves the site; `born` where it is known."""

    def __init__(self, context: Context, work: Work, known: Known, who: tuple[str, str], *, local: bool, born: date | None = None) -> None:
        self._context = context
        self._work = work
        self._known = known
        self._participant, self._home = who
        self._local = local
        self._born = born
        self.programmes = configured.programmes(work.connection)
        self._read()

    def _read(self) -> None:
        self._courses = list(live.where(self._work.connection, "course", participant=self._participant))

    def about(self, course: str) -> About:
        return of_course(course, self._participant, local=self._local)

    # --- courses

    def courses(self, rows: Sequence[SheetRow], tell: Tell) -> None:
        ordered = sorted(rows, key=lambda row: row.text("referred_on"))
        said = [_course(self._participant, row) for row in ordered]
        meant = claim(said, self._courses, ("programme", "referred_on"), _same_course)
        for row, values, before in zip(ordered, said, meant, strict=True):
            tell(row, partial(self._put_course, row, values, before))
        self._read_later = True

    def _put_course(self, row: SheetRow, said: dict[str, Leaf], before: LiveRow | None) -> None:
        programme = self._offered(row.text("programme"), before)
        _check_course(row)
        self._require_eligible(programme, row, before)
        id_, known = (before.id, before.values) if before else (new_id(), {})
        if before is None:
            said["site"] = self._known.own
        put_row(self._context, self._work, ("course", id_), said, known, self.about(id_))
        if row.day("release_date"):
            self._release(row, row.day("release_date") or date.max)
        self._work.flush()
        self._read()

    def _offered(self, code: str, before: LiveRow | None) -> programmes.Programme:
        """Raises InvalidValue, ProgrammeMissing."""
        programme = self.programmes.get(code)
        if programme is None or not programme.has_courses:
            raise InvalidValue(field=N_("Programme"), reason=N_("it has no courses"))
        told = sites.programmes_of(self._work.connection, self._known.own)
        month = self._context.today().strftime("%Y-%m")
        if before is None and told and code not in {one.programme for one in told if runs(one, month)}:
            raise ProgrammeMissing(site=self._known.site_names.get(self._known.own, ""), programme=code)
        return programme

    def _require_eligible(self, programme: programmes.Programme, row: SheetRow, before: LiveRow | None) -> None:
        """As at a referral and at the leader's approval. Of a day that has passed, the legal status of today says nothing.

        Raises NotEligible.
        """
        person = live.by_id(self._work.connection, "person", self._participant)
        values: Values = person.values if person else {}
        referred = row.day("referred_on")
        legal = str(values.get("legal_status") or "") if referred == self._context.today() else programme.legal
        year = values.get("birth_year")
        who: Applicant = eligibility.applicant(
            referred,
            self._born,
            birth_year=year if isinstance(year, int) else None,
            legal_status=legal,
            guardian_on=date.fromisoformat(str(values["guardian_on"])) if values.get("guardian_on") else None,
            guardian_reason=str(values.get("guardian_reason") or ""),
            criteria_confirmed_on=row.day("criteria_confirmed_on") or _day(before, "criteria_confirmed_on"),
        )
        if before is None:
            eligibility.require(programme, eligibility.at_referral(programme, who))
        if row.text("leader_approval_on") and _day(before, "leader_approval_on") is None:
            eligibility.require(programme, eligibility.before_approval(programme, who))

    def _release(self, row: SheetRow, day: date) -> None:
        """A release that has been is a dated event; one to come is known by its month."""
        work, about = self._work, of_site(self._home, self._participant, local=self._local)
        if day > self._context.today():
            person = live.by_id(work.connection, "person", self._participant)
            put_row(
                self._context,
                work,
                ("person", self._participant),
                {"expected_release": day.isoformat()[:7]},
                person.values if person else {},
                about,
            )
            return
        checks.ordered(N_("Release date"), row.day("referred_on"), day)
        said: dict[str, Leaf] = {
            "participant": self._participant,
            "kind": "released",
            "moved_on": day.isoformat(),
            "precision": "exact",
        }
        releases = live.where(work.connection, "movement", participant=self._participant, kind="released")
        since = [one for one in releases if str(one.values["moved_on"] or "") >= row.text("referred_on")]
        before = next((one for one in since if one.values["moved_on"] == said["moved_on"]), since[0] if len(since) == 1 else None)
        put_row(
            self._context,
            work,
            ("movement", before.id if before else new_id()),
            said,
            before.values if before else {},
            about,
        )

    # --- which course

    def find(self, programme: str, day: date) -> LiveRow:
        """The course that was open on that day, or else the only one of the programme. Raises UnknownCourse, AmbiguousCourse."""
        self._read_if_wanted()
        of_programme = [one for one in self._courses if one.values["programme"] == programme]
        if not of_programme:
            raise UnknownCourse(course=programme)
        fits = [one for one in of_programme if _open(one.values, day)] or of_programme
        if len(fits) > 1:
            raise AmbiguousCourse(course=programme)
        return fits[0]

    def _read_if_wanted(self) -> None:
        if self._read_later:
            self._read()
            self._read_later = False

    _read_later = False

    # --- volunteers on courses

    def matches(self, rows: Sequence[SheetRow], tell: Tell) -> None:
        ordered = sorted(rows, key=lambda row: row.text("from"))
        known = [
            LiveRow(one.id, one.values) for course in self._courses for one in live.where(self._work.connection, "match", course=course.id)
        ]
        said = [self._match(row) for row in ordered]
        meant = claim([values or {"course": "-"} for values in said], known, ("course", "volunteer", "from_on"), _same_match)
        for row, values, before in zip(ordered, said, meant, strict=True):
            tell(row, partial(self._put_match, row, values, before))

    def _match(self, row: SheetRow) -> dict[str, Leaf] | None:
        """What a row says, None where it refers to something unknown: that is said when the row's turn comes."""
        try:
            return self._resolved(row)
        except (UnknownCourse, AmbiguousCourse, UnknownVolunteer, InvalidValue):
            return None

    def _resolved(self, row: SheetRow) -> dict[str, Leaf]:
        course = self.find(row.text("programme"), date.fromisoformat(row.text("from")))
        volunteer = self._known.volunteer(row.text("volunteer"))
        return {"course": course.id, "volunteer": volunteer, "from_on": row.text("from"), "to_on": row.text("to") or None}

    def _put_match(self, row: SheetRow, said: dict[str, Leaf] | None, before: LiveRow | None) -> None:
        said = said or self._resolved(row)
        if row.day("to") is not None:
            checks.ordered(N_("To"), row.day("from"), row.day("to") or date.max)
        id_, known = (before.id, before.values) if before else (new_id(), {})
        put_row(self._context, self._work, ("match", id_), said, known, self.about(str(said["course"])))

    # --- exams

    def exams(self, rows: Sequence[SheetRow], tell: Tell) -> None:
        studies = [one for one in self._courses if self._is_study(one)]
        known = [one for course in studies for one in live.where(self._work.connection, "exam", course=course.id)]
        said: list[dict[str, Leaf]] = [
            {
                "subject": row.text("subject"),
                "level": row.text("level") or None,
                "exam_month": row.text("month"),
                "result": row.text("result") or None,
            }
            for row in rows
        ]
        meant = claim(said, known, ("subject", "exam_month"))
        for row, values, before in zip(rows, said, meant, strict=True):
            tell(row, partial(self._put_exam, row, values, before, studies))

    def _put_exam(self, row: SheetRow, said: dict[str, Leaf], before: LiveRow | None, studies: Sequence[LiveRow]) -> None:
        month = row.text("month")
        if said["result"] and month > self._context.today().isoformat()[:7]:
            raise InvalidValue(field=N_("Result"), reason=N_("the month of the exam has not come"))
        if before is None:
            begun = [one for one in studies if str(one.values["referred_on"] or "")[:7] <= month]
            fits = [one for one in begun if one.values["ended_on"] is None or str(one.values["ended_on"])[:7] >= month] or begun
            if not fits:
                raise UnknownCourse(course="STUDY_INSIDE, STUDY_FREE")
            if len(fits) > 1:
                raise AmbiguousCourse(course="STUDY_INSIDE, STUDY_FREE")
            said["course"] = fits[0].id
        id_, known = (before.id, before.values) if before else (new_id(), {})
        put_row(self._context, self._work, ("exam", id_), said, known, self.about(str(said.get("course") or known.get("course"))))

    def _is_study(self, course: LiveRow) -> bool:
        found = self.programmes.get(str(course.values["programme"]))
        return found is not None and found.family == programmes.STUDY


def _course(participant: str, row: SheetRow) -> dict[str, Leaf]:
    said: dict[str, Leaf] = {"participant": participant, "programme": row.text("programme")}
    for name in ("referred_on", "staff_approval_on", "leader_approval_on", "criteria_confirmed_on", "ended_on", "end_reason"):
        said[name] = row.text(name) or None
    if said["criteria_confirmed_on"]:
        said["criteria_by"] = CONFIRMED_BY
    return said


def _check_course(row: SheetRow) -> None:
    if bool(row.text("ended_on")) != bool(row.text("end_reason")):
        missing = N_("Reason") if row.text("ended_on") else N_("Ended on")
        raise InvalidValue(field=missing, reason=N_("it is missing"))
    if row.day("ended_on") is not None:
        checks.ordered(N_("Ended on"), row.day("referred_on"), row.day("ended_on") or date.max)


def _same_course(row: Mapping[str, object], one: Mapping[str, object]) -> bool:
    """A course of the programme of which the day was wrong: the two cannot have followed one another."""
    if row["programme"] != one["programme"]:
        return False
    row_over = row["ended_on"] is not None and str(row["ended_on"]) <= str(one["referred_on"] or "")
    one_over = one["ended_on"] is not None and str(one["ended_on"]) <= str(row["referred_on"] or "")
    return not row_over and not one_over


def _same_match(row: Mapping[str, object], one: Mapping[str, object]) -> bool:
    if row["course"] != one["course"] or row.get("volunteer") != one["volunteer"]:
        return False
    row_over = row["to_on"] is not None and str(row["to_on"]) < str(one["from_on"] or "")
    one_over = one["to_on"] is not None and str(one["to_on"]) < str(row["from_on"] or "")
    return not row_over and not one_over


def _open(values: Values, day: date) -> bool:
    written = day.isoformat()
    return str(values["referred_on"] or "") <= written and (values["ended_on"] is None or str(values["ended_on"]) >= written)


def _day(before: LiveRow | None, name: str) -> date | None:
    found = None if before is None else before.values[name]
    return date.fromisoformat(found) if isinstance(found, str) else None
