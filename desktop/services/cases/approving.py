"""What is decided of a referral: the two approvals, the criteria, the guardian; and that nothing comes of it."""

from dataclasses import replace
from datetime import date
from typing import Literal

from desktop.errors import N_, InvalidValue
from desktop.models.rows.fields import CONFIRMERS, GUARDIAN_REASONS
from desktop.rules import eligibility
from desktop.services import checks, course_reading, rights
from desktop.services.cases.referring import guardian_value
from desktop.services.cases.work import CaseWork, participant_of


class Approving(CaseWork):
    def approve(self, course: str, by: Literal["staff", "leader"], on: date) -> None:
        """One of the two dated approvals. Before the leader's, what the programme asks of the participant is settled.

        Raises NotAllowed, UnknownCourse, InvalidValue, StatusForbids, NotEligible.
        """
        checks.code(N_("Approved by"), by, ("staff", "leader"))
        unit = f"{by}_approval"
        rights.require(self._context, "course", unit)
        day = self._happened(N_("Approved on"), on)
        if by == "leader":
            self._require_settled(course)
        with self._context.store.writing(self._context.author) as work:
            known = self._for_step(work, course, "approve", on)
            work.put("course", course, unit, {f"{unit}_on": day}, self._about(work, known))

    def decline(self, course: str, on: date) -> None:
        """The referral was not approved. At which stage and why is kept nowhere.

        Raises NotAllowed, UnknownCourse, InvalidValue, StatusForbids.
        """
        rights.require(self._context, "course", "declined")
        day = self._happened(N_("Declined on"), on)
        with self._context.store.writing(self._context.author) as work:
            known = self._for_step(work, course, "decline", on)
            checks.ordered(N_("Declined on"), known.referred_on, on)
            about = self._about(work, known)
            work.put("course", course, "declined", {"declined_on": day}, about)
            for unit, value in (("staff_approval", known.staff_approval_on), ("leader_approval", known.leader_approval_on)):
                if value is not None:  # else what is left would tell at which stage it was
                    work.tomb("course", course, unit, about)

    def withdraw_referral(self, course: str, on: date) -> None:
        """Whoever referred the participant calls it back. Raises NotAllowed, UnknownCourse, InvalidValue, StatusForbids."""
        rights.require(self._context, "course", "withdrawn")
        day = self._happened(N_("Called back on"), on)
        with self._context.store.writing(self._context.author) as work:
            known = self._for_step(work, course, "withdraw", on)
            checks.ordered(N_("Called back on"), known.referred_on, on)
            work.put("course", course, "withdrawn", {"withdrawn_on": day}, self._about(work, known))

    def confirm_criteria(self, course: str, on: date, by: str) -> None:
        """All criteria of the programme are met, as somebody in the role `by` (CONFIRMERS) confirms. Which one is not met is never kept.

        Raises NotAllowed, UnknownCourse, InvalidValue, StatusForbids.
        """
        rights.require(self._context, "course", "criteria")
        checks.code(N_("Confirmed by"), by, CONFIRMERS)
        day = self._happened(N_("Confirmed on"), on)
        with self._context.store.writing(self._context.author) as work:
            known = self._for_step(work, course, "confirm", on)
            if not course_reading.programme_of(work, known.programme).criteria:
                raise InvalidValue(field=N_("Programme"), reason=N_("it has no criteria"))
            work.put("course", course, "criteria", {"criteria_confirmed_on": day, "criteria_by": by}, self._about(work, known))

    def guardian(self, participant: str, on: date | None = None, reason: str = "") -> None:
        """The guardian's consent, or why there is none (a code of GUARDIAN_REASONS).

        Raises NotAllowed, UnknownParticipant, InvalidValue.
        """
        rights.require(self._context, "person", "guardian")
        checks.code(N_("Guardian"), reason, ("", *GUARDIAN_REASONS))
        if (on is None) == (not reason):
            raise InvalidValue(field=N_("Guardian"), reason=N_("say a date or a reason"))
        if on is not None:
            self._happened(N_("Guardian"), on)
        with self._context.store.writing(self._context.author) as work:
            about = self._about_person(work, participant_of(work, participant))
            work.put("person", participant, "guardian", guardian_value(on, reason), about)

    def _require_settled(self, course: str) -> None:
        """Raises UnknownCourse, NotEligible."""
        with self._context.store.reading() as reading:
            known = course_reading.required(reading, course)
            asked = course_reading.programme_of(reading, known.programme)
        found = self._applicant(asked, known.participant, known.referred_on)
        settled = replace(found, criteria_confirmed_on=known.criteria_confirmed_on)
        eligibility.require(asked, eligibility.before_approval(asked, settled))
