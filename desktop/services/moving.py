"""A person's move between prisons, as the two sites see it: handed over by a card with a code, claimed by typing it.

The old site ends what ends with the stay and writes a dated hand-over; its card bears nothing but a code. The new site claims
by that code, whenever and in whatever order the files arrive. Headquarters joins the two (moving_on), and then the old site
lets go of the person (letting_go).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from desktop.crypto.digests import domain_hash, new_id, random_bytes
from desktop.errors import N_, InvalidValue, NotMovable, UnknownParticipant
from desktop.models.rows.domain import Course, Participant
from desktop.models.rows.fields import Value
from desktop.models.rows.moves import Claim, HandOver, LateEdit, Withdrawal
from desktop.rules import alias as aliases
from desktop.rules import clocks, moving
from desktop.rules.programmes import of_code
from desktop.rules.status import Period, has_basis
from desktop.services import checks, rights, siblings, transfer, trust
from desktop.services.audience import of_course, of_site
from desktop.services.context import Context
from desktop.store.repositories import configured, consents, courses, hand_overs, matches, movements, participants, sites
from desktop.store.unit_of_work import About, Reading, Work

PURPOSE = "hand_over"
REASON = "transferred"
DOMAIN = "indenfor-hand-over/1"
WISHED = (PURPOSE, transfer.PURPOSE)
"""The consents without which nothing moves: it goes through headquarters."""


@dataclass(frozen=True, slots=True)
class HandedOver:
    """`code` is "" where the participant has not agreed to be handed over: then every open course has ended and nothing moves.

    Ids of courses: `ended` have ended for the transfer, `moving` go along, `interrupted` go along and wait to be taken up again.
    """

    code: str
    ended: tuple[str, ...]
    moving: tuple[str, ...] = ()
    interrupted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Move:
    """A hand-over as this vault knows it. `claims` in merge order, the first is the one that is served; `hand_over` is bare
    where only a claim is known.
    """

    hand_over: HandOver
    claims: tuple[Claim, ...]
    withdrawals: tuple[Withdrawal, ...]
    late: tuple[LateEdit, ...]
    back: bool = False
    """The person has come back to the old site since."""

    @property
    def acknowledged(self) -> bool:
        """Whether every laptop that was asked to let go of the person has said that it has."""
        return self.back or (bool(self.withdrawals) and all(one.done_on is not None for one in self.withdrawals))

    @property
    def contested(self) -> tuple[Claim, ...]:
        """The claims of other sites than the one that the person went to, or goes to: headquarters must look at them."""
        served = self.hand_over.to_site or (self.claims[0].site if self.claims else "")
        return tuple(claim for claim in self.claims if claim.site != served)


class Moving:
    def __init__(self, context: Context) -> None:
        self._context = context

    def hand_over(self, alias: str, on: date) -> HandedOver:
        """The participant has left for another prison, on a day; the code for the card.

        What ends on a transfer ends there, matches too. Raises NotAllowed, UnknownParticipant, InvalidValue, NotMovable, StayForbids.
        """
        rights.require(self._context, "hand_over", "handed")
        day = checks.happened(N_("Handed over on"), on, self._context.today())
        with self._context.store.writing(self._context.author) as work:
            who = _named(work, alias)
            site = sites.own(work.connection)
            _require_here(work, who, site)
            self._note(work, who, on)
            going = agreed(work, who.id, on)
            programmes = configured.programmes(work.connection)
            still = [one for one in courses.of_participant(work.connection, who.id) if _open(one, on)]
            ending = [one for one in still if not going or of_code(one.programme, programmes).ends_on_transfer]
            for one in still:
                self._leave(work, one, on, ends=one in ending)
            work.flush()
            if not going:
                return HandedOver("", _ids(ending))
            code = moving.write_code(int.from_bytes(random_bytes(8), "big") >> 64 - moving.BITS)
            value: Value = {"participant": who.id, "site": site, "handed_on": day, "code": code}
            work.put("hand_over", row_of(code), "handed", value, of_site(site, who.id, local=False))
        along = [one for one in still if one not in ending]
        return HandedOver(
            code, _ids(ending), _ids(along), _ids(one for one in along if of_code(one.programme, programmes).interrupted_by_transfer)
        )

    def claim(self, code: str, on: date, known_as: str = "") -> str:
        """The person of a card is here; the claim's id. `known_as`: the alias of a participant who was made here meanwhile.

        The hand-over need not be known anywhere yet. Claimed again, it says nothing new. Raises NotAllowed, WrongHandOverCode,
        UnknownParticipant, InvalidValue.
        """
        rights.require(self._context, "claim", "claimed")
        row = row_of(moving.read_code(code))
        day = checks.happened(N_("Claimed on"), on, self._context.today())
        with self._context.store.writing(self._context.author) as work:
            site = sites.own(work.connection)
            known = _named(work, known_as).id if known_as else None
            before = next((one for one in hand_overs.claims(work.connection, row) if one.site == site), None)
            if before is not None and (known is None or before.known_as == known):
                return before.id
            id_ = new_id() if before is None else before.id
            value: Value = {"hand_over": row, "site": site, "claimed_on": day, "known_as": known}
            work.put("claim", id_, "claimed", value, About(f"site/{site}"))
        return id_

    def list(self) -> tuple[Move, ...]:
        """Every hand-over that this vault knows of, and every claim of one that it does not know, by date."""
        with self._context.store.reading() as reading:
            known = hand_overs.everything(reading.connection)
            own = sites.own(reading.connection)
            alone = {one.hand_over for one in hand_overs.claims_of_site(reading.connection, own)} - {one.id for one in known}
            if reading.kind == "hq":
                alone = set(hand_overs.claimed(reading.connection)) - {one.id for one in known}
            return tuple(move_of(reading, one) for one in (*known, *(HandOver(id_) for id_ in sorted(alone))))

    def _leave(self, work: Work, course: Course, on: date, *, ends: bool) -> None:
        """What ends on a course with the stay at this prison."""
        local = transfer.course_held_back(work, course, self._context.today())
        about = of_course(course.id, course.participant, local=local)
        if ends:
            checks.ordered(N_("Handed over on"), course.referred_on, on)
            work.put("course", course.id, "end", {"ended_on": on.isoformat(), "end_reason": REASON}, about)
        for match in matches.of_course(work.connection, course.id):
            if match.to_on is None or match.to_on > on:
                last = max(on, match.from_on or on)
                work.put("match", match.id, "end", {"to_on": last.isoformat()}, about)

    def _note(self, work: Work, who: Participant, on: date) -> None:
        """That the participant was transferred, unless that is what is known already. Raises StayForbids."""
        known = clocks.counting(movements.of_participants(work.connection, (who.id,)), None, on)
        if known and known[-1].kind == clocks.TRANSFERRED:
            return
        clocks.require_movement(clocks.stay_on(known, on), clocks.TRANSFERRED)
        value: Value = {
            "participant": who.id,
            "kind": clocks.TRANSFERRED,
            "moved_on": on.isoformat(),
            "precision": "exact",
            "to_site": None,
        }
        about = of_site(who.site, who.id, local=transfer.held_back(work, who.id, self._context.today()))
        work.put("movement", new_id(), "facts", value, about)
        work.flush()  # in a part of its own: volunteers are told it


def _open(course: Course, on: date) -> bool:
    """Whether the course has not come to an end by the day, in whatever way."""
    over = (course.ended_on, course.declined_on, course.withdrawn_on)
    return all(day is None or day > on for day in over)


def _require_here(work: Work, who: Participant, site: str) -> None:
    """Raises NotMovable."""
    if hand_overs.holder(work.connection, who.id) != site:
        raise NotMovable(reason=N_("the person is at another place"))
    if any(one.site == site and not one.to_site for one in hand_overs.of_participant(work.connection, who.id)):
        raise NotMovable(reason=N_("the person was handed over before, and nobody has taken the person in yet"))


def row_of(code: str) -> str:
    """The id of the hand-over with a code: whoever has the card knows it, and nobody else."""
    return domain_hash(DOMAIN, code.encode()).hex()[:32]


def move_of(reading: Reading, one: HandOver) -> Move:
    trusted = trust.load(reading)
    vaults = siblings.beside(trusted, one.site, "") if one.site else frozenset[str]()
    back = bool(one.to_site) and hand_overs.holder(reading.connection, one.participant) == one.site
    late = () if back else hand_overs.late_edits(reading.connection, one, vaults)
    return Move(one, hand_overs.claims(reading.connection, one.id), hand_overs.withdrawals(reading.connection, one.id), late, back)


def agreed(reading: Reading, participant: str, on: date) -> bool:
    """Whether the participant wishes to be handed over, and that anything leaves the site at all."""
    known = consents.of_participant(reading.connection, participant)
    return all(has_basis([Period(one.given_on, one.withdrawn_on) for one in known if one.purpose == purpose], on) for purpose in WISHED)


def _named(reading: Reading, alias: str) -> Participant:
    """The participant of an alias, or of an id. Raises UnknownParticipant, and InvalidValue where several have the alias."""
    wanted = aliases.fold(alias)
    found = [one for one in participants.everybody(reading.connection) if alias == one.id or aliases.fold(one.alias) == wanted]
    if not found:
        raise UnknownParticipant(alias=alias)
    if len(found) > 1:
        raise InvalidValue(field=N_("Alias"), reason=N_("several participants here have it"))
    return found[0]


def _ids(found: Iterable[Course]) -> tuple[str, ...]:
    return tuple(one.id for one in found)
