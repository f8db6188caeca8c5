"""What a participant agrees to: one consent for each of seven purposes, each given and withdrawn by itself (services.cases), with dates.

Nothing about a visit is shown to a prison without consent to disclosure, so whatever is written for a prison is made of
`Consents.shown_to_prison` and nothing else.
"""

from dataclasses import dataclass
from datetime import date

from desktop.errors import UnknownParticipant
from desktop.models.rows.domain import Consent, Participant, Session
from desktop.models.rows.fields import PURPOSES
from desktop.rules.status import Period, has_basis
from desktop.services import configuring, rights
from desktop.services.context import Context
from desktop.services.participant_reading import named_participant
from desktop.store.repositories import consents, courses, participants, sessions
from desktop.store.unit_of_work import Reading

DISCLOSURE = "disclosure"


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """One purpose on a day. The dates are those of the latest consent; `basis` is what headquarters names as the lawful basis."""

    purpose: str
    stands: bool
    given_on: date | None
    withdrawn_on: date | None
    basis: str


class Consents:
    def __init__(self, context: Context) -> None:
        self._context = context

    def find(self, typed: str) -> Participant:
        """The participant "[SITE/]ALIAS". Raises UnknownSite, UnknownParticipant."""
        with self._context.store.reading() as reading:
            return named_participant(reading, typed)

    def list(self, participant: str, on: date | None = None) -> tuple[ConsentLine, ...]:
        """Every purpose as it stands on a day, today unless given. Raises NotAllowed, UnknownParticipant."""
        rights.require(self._context, "consent", "given")
        day = on or self._context.today()
        with self._context.store.reading() as reading:
            _participant(reading, participant)
            known = consents.of_participant(reading.connection, participant)
            configuration = configuring.read(reading)
        return tuple(_line(purpose, known, day, configuration.text(f"lawful_basis.{purpose}", day)) for purpose in PURPOSES)

    def may_disclose(self, participant: str, on: date | None = None) -> bool:
        """Whether anything about the participant's visits may be shown to the prison on a day, today unless given."""
        day = on or self._context.today()
        with self._context.store.reading() as reading:
            return stands(consents.of_participant(reading.connection, participant), DISCLOSURE, day)

    def shown_to_prison(self, first: date, last: date) -> tuple[tuple[str, Session], ...]:
        """(alias, visit) between two days, by date: of those alone who agree today that the prison is told. Raises NotAllowed."""
        rights.require(self._context, "consent", "given")
        today = self._context.today()
        with self._context.store.reading() as reading:
            agreed: dict[str, list[Consent]] = {}
            for one in consents.for_purpose(reading.connection, DISCLOSURE):
                agreed.setdefault(one.participant, []).append(one)
            who = [participant for participant, known in agreed.items() if stands(known, DISCLOSURE, today)]
            aliases = {one.id: one.alias for one in participants.by_ids(reading.connection, who)}
            found = [
                (aliases[participant], session)
                for participant in aliases
                for course in courses.of_participant(reading.connection, participant)
                for session in sessions.of_course(reading.connection, course.id)
                if session.held_on is not None and first <= session.held_on <= last
            ]
        return tuple(sorted(found, key=lambda line: (line[1].held_on or date.min, line[0], line[1].id)))


def stands(known: tuple[Consent, ...] | list[Consent], purpose: str, day: date) -> bool:
    """Whether a consent to the purpose was given and is not withdrawn at the end of `day`."""
    return has_basis([Period(one.given_on, one.withdrawn_on) for one in known if one.purpose == purpose], day)


def _line(purpose: str, known: tuple[Consent, ...], day: date, basis: str) -> ConsentLine:
    own = [one for one in known if one.purpose == purpose and one.given_on is not None and one.given_on <= day]
    latest = max(own, key=lambda one: (one.given_on or date.min, one.withdrawn_on is None, one.id), default=None)
    withdrawn = latest.withdrawn_on if latest and latest.withdrawn_on is not None and latest.withdrawn_on <= day else None
    return ConsentLine(purpose, stands(known, purpose, day), latest.given_on if latest else None, withdrawn, basis)


def _participant(reading: Reading, id_: str) -> Participant:
    found = participants.by_id(reading.connection, id_)
    if found is None:
        raise UnknownParticipant(alias=id_)
    return found
