"""Consent for each of seven purposes, as it stands on a day; and what a prison may be shown."""

from collections.abc import Callable
from datetime import date

import pytest

from desktop.crypto.digests import new_id
from desktop.errors import NotAllowed, UnknownParticipant, UnknownSite
from desktop.models.rows.fields import PURPOSES
from desktop.services.consents import Consents
from desktop.services.session_drafts import SessionDraft
from tests.integration.services.vaults import TODAY, Bench, active, deliver, refer

GIVEN, HELD = date(2026, 1, 5), date(2026, 2, 10)


def test_every_purpose_is_given_and_withdrawn_by_itself(site: Bench) -> None:
    participant, _ = refer(site, consents=())
    for number, purpose in enumerate(PURPOSES, 1):
        site.courses.consent(participant, purpose, date(2026, 2, number))
        lines = {one.purpose: one.stands for one in Consents(site.context).list(participant)}
        assert lines == {one: place <= number for place, one in enumerate(PURPOSES, 1)}
    for number, purpose in enumerate(PURPOSES, 1):
        site.courses.withdraw_consent(participant, purpose, date(2026, 3, number))
        line = next(one for one in Consents(site.context).list(participant) if one.purpose == purpose)
        assert (line.stands, line.given_on, line.withdrawn_on) == (False, date(2026, 2, number), date(2026, 3, number))
        before = next(one for one in Consents(site.context).list(participant, date(2026, 2, 28)) if one.purpose == purpose)
        assert (before.stands, before.withdrawn_on) == (True, None)


def test_a_consent_that_was_given_again_shows_its_latest_dates_and_the_lawful_basis(site: Bench) -> None:
    participant, _ = refer(site, consents=("processing",))
    site.courses.withdraw_consent(participant, "processing", date(2026, 2, 1))
    site.courses.consent(participant, "processing", date(2026, 3, 1))
    first = Consents(site.context).list(participant)[0]
    assert (first.purpose, first.stands, first.given_on, first.withdrawn_on) == ("processing", True, date(2026, 3, 1), None)
    assert first.basis.startswith("GDPR")
    never = Consents(site.context).list(participant, date(2026, 1, 1))[0]
    assert (never.stands, never.given_on, never.withdrawn_on) == (False, None, None)


def test_a_participant_is_found_by_alias_alone_or_with_the_place(site: Bench) -> None:
    participant, _ = refer(site, "Granit")
    assert Consents(site.context).find(" granit ").id == participant
    for typed, error in (("Nobody", UnknownParticipant), ("", UnknownParticipant), ("Sydby/Granit", UnknownSite)):
        with pytest.raises(error):
            Consents(site.context).find(typed)
    with pytest.raises(UnknownParticipant):
        Consents(site.context).list(new_id())


def test_a_prison_is_shown_visits_of_those_alone_who_agree_today(site: Bench) -> None:
    agreed, first, _ = active(site, ("processing", "disclosure"))
    silent, second, _ = active(site)
    for course in (first, second):
        for day in (HELD, date(2026, 3, 2)):
            site.sessions.log(course, SessionDraft(day, "held", 60))
    consents = Consents(site.context)
    assert (consents.may_disclose(agreed), consents.may_disclose(silent)) == (True, False)
    shown = consents.shown_to_prison(GIVEN, date(2026, 2, 28))
    assert [(visit.course, visit.held_on) for _, visit in shown] == [(first, HELD)]
    assert len(consents.shown_to_prison(GIVEN, TODAY)) == 2
    site.courses.withdraw_consent(agreed, "disclosure", TODAY)
    assert consents.shown_to_prison(GIVEN, TODAY) == ()
    assert not consents.may_disclose(agreed)
    assert consents.may_disclose(agreed, HELD)


def test_consents_are_a_leaders(site: Bench, make: Callable[..., Bench]) -> None:
    participant, _, volunteer = active(site)
    own = make("volunteer", site=site.sites.own(), volunteer=volunteer)
    deliver(site, own, volunteer)
    for verb in (lambda: Consents(own.context).list(participant), lambda: Consents(own.context).shown_to_prison(GIVEN, TODAY)):
        with pytest.raises(NotAllowed):
            verb()
