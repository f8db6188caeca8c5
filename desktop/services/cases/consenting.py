"""What a participant agrees to, purpose by purpose, and takes back."""

from datetime import date

from desktop.crypto.digests import new_id
from desktop.errors import N_
from desktop.models.rows.domain import Consent
from desktop.models.rows.fields import PURPOSES, Value
from desktop.services import checks, rights, transfer, withdrawing
from desktop.services.audience import of_site
from desktop.services.cases.work import CaseWork, participant_of
from desktop.store.repositories import consents
from desktop.store.unit_of_work import Reading


class Consenting(CaseWork):
    def consent(self, participant: str, purpose: str, on: date) -> str:
        """The participant agrees to one purpose; the consent's id. A consent that stands takes the new date.

        Consent to transfer lets everything about the participant travel from now on: its present values are saved once
        more as such. Raises NotAllowed, UnknownParticipant, InvalidValue.
        """
        rights.require(self._context, "consent", "given")
        checks.code(N_("Consent"), purpose, PURPOSES)
        today = self._context.today()
        day = checks.happened(N_("Given on"), on, today)
        with self._context.store.writing(self._context.author) as work:
            who = participant_of(work, participant)
            held_back = transfer.held_back(work, participant, today)
            opens = held_back and purpose == transfer.PURPOSE
            standing = _standing(work, participant, purpose)
            id_ = standing[0].id if standing else new_id()
            value: Value = {"participant": participant, "purpose": purpose, "given_on": day}
            work.put("consent", id_, "given", value, of_site(who.site, participant, local=held_back and not opens))
            if opens:
                work.flush()
                transfer.tell_again(work, participant, who.site, local=False, but={id_})
        return id_

    def withdraw_consent(self, participant: str, purpose: str, on: date) -> None:
        """The consent is withdrawn: the day itself is already without it. Says nothing where none stands.

        Of a consent to transfer the withdrawal still travels, everything else that was told of the participant is taken back
        above, and what is saved afterwards stays at the site.
        Raises NotAllowed, UnknownParticipant, InvalidValue.
        """
        rights.require(self._context, "consent", "withdrawn")
        checks.code(N_("Consent"), purpose, PURPOSES)
        today = self._context.today()
        day = checks.happened(N_("Withdrawn on"), on, today)
        with self._context.store.writing(self._context.author) as work:
            who = participant_of(work, participant)
            about = of_site(who.site, participant, local=transfer.held_back(work, participant, today))
            standing = _standing(work, participant, purpose)
            for one in standing:
                checks.ordered(N_("Withdrawn on"), one.given_on, on)
                work.put("consent", one.id, "withdrawn", {"withdrawn_on": day}, about)
            if standing and purpose == transfer.PURPOSE:
                work.flush()
                withdrawing.take_back(work, participant, who.site)


def _standing(reading: Reading, participant: str, purpose: str) -> list[Consent]:
    """The consents to a purpose that were not withdrawn."""
    known = consents.of_participant(reading.connection, participant)
    return [one for one in known if one.purpose == purpose and one.withdrawn_on is None]
