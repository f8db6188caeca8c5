"""Saving all rows about one participant: who it is, consents, courses, matches, visits, and what restricts.

The rows of one participant are one unit of work: all of them or none. Whoever may know a row decides in which part of the log it
stands, as everywhere: the alias in one of its own, a restriction and a note in an entry of their own.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from desktop.crypto.digests import new_id, random_bytes
from desktop.errors import N_, InvalidValue, UnknownCourse, WorldFault
from desktop.models.rows.domain import Identity
from desktop.models.rows.fields import Leaf
from desktop.rules import alias as alias_rules
from desktop.rules import moving
from desktop.rules.sheets.words import fold
from desktop.rules.status import Period, has_basis
from desktop.services import checks, rights, transfer, withdrawing
from desktop.services.audience import of_site
from desktop.services.context import Context
from desktop.services.identities import Identities
from desktop.services.moving import row_of
from desktop.services.sheets.course_rows import CourseRows
from desktop.services.sheets.known import Known
from desktop.services.sheets.persons import Group
from desktop.services.sheets.putting import claim, put_row
from desktop.services.sheets.reading import SheetRow, unpack
from desktop.services.sheets.report import Report
from desktop.services.sheets.visit_rows import VisitRows
from desktop.store.repositories import live, participants
from desktop.store.unit_of_work import About, Work

NO_LEGAL_STATUS = "IMMIGRATION"


class GroupRefused(Exception):
    """A row of the group was refused, so nothing of the group is saved; it never leaves this package."""


@dataclass(frozen=True, slots=True)
class Means:
    """What saving needs beside the rows. `opened` are the names that were opened for this import."""

    context: Context
    identities: Identities
    known: Known
    aliases: Sequence[str]
    opened: Mapping[str, Identity]
    report: Report

    @property
    def today(self) -> date:
        return self.context.today()


class PersonRows:
    """One participant's rows within one unit of work."""

    def __init__(self, means: Means, work: Work, group: Group) -> None:
        self._means = means
        self._work = work
        self._new = not group.participant
        self._id = group.participant or new_id()
        stored = live.by_id(work.connection, "participant", self._id)
        self._home = str((stored.values["site"] if stored else "") or means.known.own)
        """Where the participant was first referred: what is told of somebody who came from elsewhere is told as of there."""
        self._rows: dict[str, list[SheetRow]] = {}
        for packed in group.rows:
            row = unpack(packed)
            self._rows.setdefault(row.sheet, []).append(row)
        self._refused = group.bad
        self._changed: list[bool] = []
        self._drawn: list[tuple[int, str]] = []

    def save(self) -> None:
        """Raises GroupRefused where a row was refused, now or when it was read; the report says why."""
        work = self._work
        local = self._begin()
        introduced = self._rows.get("Participants", [])
        for row in introduced:
            self._told(row, partial(self._participant, row, local=local))
        if self._refused or (self._new and not introduced):
            raise GroupRefused
        self._consents(local=local)
        self._flush()
        local = transfer.held_back(work, self._id, self._means.today)
        courses = CourseRows(self._means.context, work, self._means.known, (self._id, self._home), local=local, born=self._born())
        self._every("Courses", courses.courses)
        self._flush()
        self._every("Matches", courses.matches)
        self._flush()
        visits = VisitRows(self._means.context, work, self._means.known, courses)
        self._every("Sessions", visits.sessions)
        self._flush()
        self._every("Exams", courses.exams)
        self._flush()
        self._every("Restrictions", self._restrictions)
        self._flush()
        if self._refused:
            raise GroupRefused
        self._means.report.drawn += self._drawn
        for changed in self._changed:
            self._means.report.count(changed=changed)
        self._means.report.findings += visits.findings()
        self._means.report.asked += visits.asked

    # --- the rows of one sheet

    def _flush(self) -> None:
        if not self._refused:
            self._work.flush()

    def _every(self, sheet: str, put: "Callable[[Sequence[SheetRow], Tell], object]") -> None:
        rows = self._rows.get(sheet, [])
        if rows:
            put(rows, self._told)

    def _told(self, row: SheetRow, put: Callable[[], object]) -> None:
        """Do one row, and say what became of it."""
        before = self._work.collected
        try:
            put()
        except WorldFault as error:
            if not (self._refused and isinstance(error, UnknownCourse)):  # the course's own row was refused
                self._means.report.refuse(row, error)
            self._refused = True
        else:
            self._changed.append(self._work.collected != before)

    # --- who it is

    def _born(self) -> date | None:
        opened = self._means.opened.get(self._id)
        said = [row.day("birth_date") for row in self._rows.get("Participants", [])]
        return next((day for day in said if day is not None), opened.birth_date if opened else None)

    def _begin(self) -> bool:
        """Whether what is saved about the participant now is held back; somebody new must be introduced."""
        if not self._new:
            return transfer.held_back(self._work, self._id, self._means.today)
        given = [row for row in self._rows.get("Consents", []) if row.text("purpose") == transfer.PURPOSE]
        return not has_basis([Period(row.day("given_on"), row.day("withdrawn_on")) for row in given], self._means.today)

    def _participant(self, row: SheetRow, *, local: bool) -> None:
        work, means = self._work, self._means
        site = means.known.own_site(row.text("site"))
        about = of_site(self._home, self._id, local=local)
        before = live.by_id(work.connection, "participant", self._id)
        if self._new and not row.text("given_name"):
            raise InvalidValue(field=N_("Given name"), reason=N_("it is missing"))
        code = row_of(moving.read_code(row.text("hand_over_code"))) if row.text("hand_over_code") else ""
        alias = self._alias(row, site, "" if before is None else str(before.values["alias"] or ""))
        known = {} if before is None else before.values
        put_row(means.context, work, ("participant", self._id), {"alias": alias, "site": known.get("site") or site}, known, about)
        work.flush()  # the alias travels in a part of its own: a volunteer is told it, and nothing else of this
        self._person(row, about)
        self._identity(row, about)
        if code:
            self._claim(code, site)

    def _alias(self, row: SheetRow, site: str, present: str) -> str:
        typed = row.text("alias")
        if present and (not typed or fold(typed) == fold(present)):
            return present
        taken = [one for one in participants.aliases(self._work.connection, site) if one != present]
        if not typed:
            drawn = alias_rules.propose(self._means.aliases, taken, _pick)
            self._drawn.append((row.number, drawn))
            return drawn
        alias_rules.check_alias(typed, taken, f"{row.text('given_name')} {row.text('family_name')}")
        return typed

    def _person(self, row: SheetRow, about: About) -> None:
        means, born = self._means, row.day("birth_date")
        legal = row.text("legal_status") or None
        if legal and means.known.site_types.get(means.known.own) == NO_LEGAL_STATUS:
            raise InvalidValue(field=N_("Legal status"), reason=N_("it is not stored at an immigration centre"))
        before = live.by_id(self._work.connection, "person", self._id)
        said: dict[str, Leaf] = {
            "birth_year": born.year if born else None,
            "gender": row.text("gender") or (None if before else ""),
            "legal_status": legal,
        }
        known = {} if before is None else before.values
        put_row(means.context, self._work, ("person", self._id), said, known, about)

    def _identity(self, row: SheetRow, about: About) -> None:
        """Sealed anew only where the names that were opened are others."""
        if not row.text("given_name"):
            return
        opened = self._means.opened.get(self._id)
        given = checks.name(N_("Given name"), row.text("given_name"))
        family = checks.name(N_("Family name"), row.text("family_name"))
        born = row.day("birth_date") or (opened.birth_date if opened else None)
        if opened is None or (opened.given, opened.family, opened.birth_date) != (given, family, born):
            self._means.identities.seal(self._work, Identity(self._id, given, family, born), about)

    def _claim(self, hand_over: str, site: str) -> None:
        """The person of a hand-over card is the one of this row: headquarters joins the two for certain."""
        rights.require(self._means.context, "claim", "claimed")
        before = next(iter(live.where(self._work.connection, "claim", hand_over=hand_over, site=site)), None)
        if before is not None and before.values["known_as"] == self._id:
            return
        day = before.values["claimed_on"] if before else self._means.today.isoformat()
        value: dict[str, Leaf] = {"hand_over": hand_over, "site": site, "claimed_on": day, "known_as": self._id}
        self._work.put("claim", before.id if before else new_id(), "claimed", value, About(f"site/{site}"))

    # --- what was agreed to

    def _consents(self, *, local: bool) -> None:
        """Consent to transfer decides what may travel: with it the present values are told again, without it taken back."""
        rows = sorted(self._rows.get("Consents", []), key=lambda row: row.text("given_on"))
        work, means = self._work, self._means
        said = [_consent(self._id, row) for row in rows]
        meant = claim(said, live.where(work.connection, "consent", participant=self._id), ("purpose", "given_on"), _same_consent)
        kept: set[str] = set()
        opens = local and has_basis(
            [Period(row.day("given_on"), row.day("withdrawn_on")) for row in rows if row.text("purpose") == transfer.PURPOSE], means.today
        )
        for row, values, before in zip(rows, said, meant, strict=True):
            id_ = before.id if before else new_id()
            travels = opens and row.text("purpose") == transfer.PURPOSE
            about = of_site(self._home, self._id, local=local and not travels)
            if travels:
                kept.add(id_)
            known = before.values if before else {}
            self._told(row, partial(self._put_consent, id_, values, known, about))
        if self._refused or self._new:
            return
        work.flush()
        if opens:
            transfer.tell_again(work, self._id, self._home, local=False, but=kept)
        elif not local and transfer.held_back(work, self._id, means.today):
            withdrawing.take_back(work, self._id, self._home)

    def _put_consent(self, id_: str, said: Mapping[str, Leaf], known: Mapping[str, Leaf], about: About) -> None:
        _require_order(N_("Withdrawn on"), said["given_on"], said["withdrawn_on"])
        put_row(self._means.context, self._work, ("consent", id_), said, known, about)

    # --- what restricts

    def _restrictions(self, rows: Sequence[SheetRow], tell: "Tell") -> None:
        """Each in an entry of its own; they stay at the site, so consent changes nothing."""
        work = self._work
        said: list[dict[str, Leaf]] = [
            {
                "participant": self._id,
                "kind": row.text("kind"),
                "from_on": row.text("from"),
                "to_on": row.text("to") or None,
            }
            for row in rows
        ]
        meant = claim(said, live.where(work.connection, "restriction", participant=self._id), ("kind", "from_on"))
        about = of_site(self._home, self._id, local=False)
        for row, values, before in zip(rows, said, meant, strict=True):
            self._flush()
            id_, known = (before.id, before.values) if before else (new_id(), {})
            tell(row, partial(self._put_restriction, id_, values, known, about))
            self._flush()

    def _put_restriction(self, id_: str, said: Mapping[str, Leaf], known: Mapping[str, Leaf], about: About) -> None:
        _require_order(N_("To"), said["from_on"], said["to_on"])
        put_row(self._means.context, self._work, ("restriction", id_), said, known, about)


Tell = Callable[[SheetRow, Callable[[], object]], None]
"""Does one row, and says what became of it."""


def _consent(participant: str, row: SheetRow) -> dict[str, Leaf]:
    return {
        "participant": participant,
        "purpose": row.text("purpose"),
        "given_on": row.text("given_on"),
        "withdrawn_on": row.text("withdrawn_on") or None,
    }


def _same_consent(row: Mapping[str, object], one: Mapping[str, object]) -> bool:
    """A consent that stands, of which the day was wrong: unless the row's own had ended before."""
    if row["purpose"] != one["purpose"] or one["withdrawn_on"] is not None:
        return False
    return row["withdrawn_on"] is None or str(row["withdrawn_on"]) > str(one["given_on"] or "")


def _require_order(field: str, first: Leaf, last: Leaf) -> None:
    if first is not None and last is not None and str(last) < str(first):
        raise InvalidValue(field=field, reason=N_("the end lies before the beginning"))


def _pick(words: Sequence[str]) -> str:
    return words[int.from_bytes(random_bytes(8), "big") % len(words)]


def numbers(rows: Iterable[bytes]) -> list[tuple[str, int]]:
    """(sheet, row number) of packed rows."""
    return [(row.sheet, row.number) for row in map(unpack, rows)]
