"""A person's move, as headquarters carries it out: it joins a hand-over with a claim, or with a place that an officer names.

Whoever holds headquarters' identity keys does it, when files have come or when asked to: the new site's laptops are granted the
identity, everything that headquarters holds of the person is for the new site from then on (delivering), and each laptop of
the old site is asked to let go. Whoever was first in merge order is served; a further claim is shown.
"""

from datetime import date

from desktop.crypto.digests import domain_hash
from desktop.errors import N_, NotAllowed, NotMovable, UnknownHandOver, WrongHandOverCode
from desktop.models.rows.fields import Value
from desktop.models.rows.moves import HandOver
from desktop.rules import moving
from desktop.services import delivering, rights, trust
from desktop.services.audience import of_site
from desktop.services.context import Context
from desktop.services.identities import Identities
from desktop.services.moving import agreed, row_of
from desktop.services.sites import named
from desktop.store.repositories import hand_overs, participants
from desktop.store.unit_of_work import About, Reading, Work

WITHDRAWAL, LINK = "indenfor-withdrawal/1", "indenfor-link/1"


class MovingOn:
    def __init__(self, context: Context, identities: Identities) -> None:
        self._context = context
        self._identities = identities

    def direct(self, code: str, site: str = "") -> HandOver:
        """Carry out one hand-over, by its code or its id: to a place by name, else to the one that claims it.

        Raises NotAllowed, UnknownHandOver, UnknownSite, NotMovable.
        """
        rights.require(self._context, "hand_over", "moved")
        with self._context.store.writing(self._context.author) as work:
            known = _found(work, code)
            to_site = named(work, site).id if site else _claimant(work, known)
            reason = _hindrance(work, known, to_site, self._context.today())
            if reason:
                raise NotMovable(reason=reason)
            self._move(work, known, to_site)
            work.flush()
            return hand_overs.by_id(work.connection, known.id) or known

    def carry_out(self) -> int:
        """Every hand-over that is claimed and can be carried out; how many. What cannot be waits, and is listed.

        Without headquarters' identity keys nothing is done: somebody who holds them does it another day.
        """
        self._context.require_hq()
        done = 0
        if not self._context.identities:
            return done
        with self._context.store.reading() as reading:
            waiting = [one.id for one in hand_overs.everything(reading.connection) if self._ready(reading, one)]
        for id_ in waiting:
            try:
                self.direct(id_)
            except (NotAllowed, NotMovable):  # the next one may well be moved; this one is listed as waiting
                continue
            done += 1
        return done

    def _ready(self, reading: Reading, one: HandOver) -> bool:
        return not one.to_site and bool(hand_overs.claims(reading.connection, one.id))

    def _move(self, work: Work, one: HandOver, to_site: str) -> None:
        trusted, day = trust.load(work), self._context.today().isoformat()
        home = hand_overs.home_of(work.connection, one.participant)
        laptops = {id_: vault.seal for id_, vault in trust.siblings(trusted, to_site, "").items()}
        self._identities.grant_to(work, one.participant, laptops, of_site(home, one.participant, local=False))
        old = About(f"site/{one.site}")
        work.put("hand_over", one.id, "moved", {"to_site": to_site, "moved_on": day}, About(old.scope, one.participant))
        for vault in trust.siblings(trusted, one.site, ""):
            value: Value = {"hand_over": one.id, "vault": vault, "asked_on": day}
            work.put("withdrawal", withdrawal_row(one.id, vault), "asked", value, old)
        work.flush()
        for vault in laptops.keys() & _asked_before(work, one, to_site):
            delivering.give_again(work, vault, set(participants.rows_about(work.connection, one.participant)))
        for claim in hand_overs.claims(work.connection, one.id):
            if claim.site == to_site and claim.known_as and hand_overs.home_of(work.connection, claim.known_as) == to_site:
                _link(work, one.participant, claim.known_as, to_site)


def _asked_before(reading: Reading, one: HandOver, site: str) -> set[str]:
    """The laptops of a site that were asked to let go of the person before, and now get the person back."""
    before = (other for other in hand_overs.of_participant(reading.connection, one.participant) if other.site == site)
    return {asked.vault for other in before for asked in hand_overs.withdrawals(reading.connection, other.id)}


def withdrawal_row(hand_over: str, vault: str) -> str:
    """The id of what one laptop is asked for one hand-over."""
    return domain_hash(WITHDRAWAL, f"{hand_over}/{vault}".encode()).hex()[:32]


def _link(work: Work, participant: str, known_as: str, site: str) -> None:
    """The two records are one person's, for certain."""
    if participant == known_as:
        return
    first, second = sorted((participant, known_as))
    row = domain_hash(LINK, f"participant/{first}/{second}".encode()).hex()[:32]
    about = About(f"site/{site}")
    work.put("link", row, "pair", {"kind": "participant", "first": first, "second": second}, about)
    work.put("link", row, "decision", {"likeness": "same", "ground": "hand_over"}, about)


def _found(reading: Reading, typed: str) -> HandOver:
    """Raises UnknownHandOver."""
    try:
        row = row_of(moving.read_code(typed))
    except WrongHandOverCode:
        row = typed.strip().lower()
    known = hand_overs.by_id(reading.connection, row)
    if known is None or known.to_site:
        raise UnknownHandOver(code=typed)
    return known


def _claimant(reading: Reading, one: HandOver) -> str:
    """The first in merge order."""
    found = hand_overs.claims(reading.connection, one.id)
    return found[0].site if found else ""


def _hindrance(reading: Reading, one: HandOver, to_site: str, today: date) -> str:
    """Why the person cannot be moved there now, "" where nothing hinders. Who withdrew a consent meanwhile stays."""
    if not to_site:
        return N_("nobody has claimed the hand-over")
    if to_site == one.site:
        return N_("the person was handed over by that very place")
    if participants.by_id(reading.connection, one.participant) is None:
        return N_("nothing is known of the person here")
    if hand_overs.holder(reading.connection, one.participant) != one.site:
        return N_("the person is at another place")
    if one.handed_on is None or not all(agreed(reading, one.participant, day) for day in {one.handed_on, today}):
        return N_("the participant has not agreed to be handed over")
    return "" if trust.siblings(trust.load(reading), to_site, "") else N_("no laptop of that place is enrolled")
