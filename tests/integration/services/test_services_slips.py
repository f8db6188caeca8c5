"""Paper slips in a row: each saved or refused by itself, doubles told, nothing half."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from desktop.errors import AmbiguousCourse, InvalidValue, NotAllowed, TextRefused, UnknownCourse, UnknownVolunteer
from desktop.rules.slips import Slip
from desktop.services.session_drafts import SessionDraft
from desktop.services.slips import Slips
from tests.integration.services.vaults import BORN, Bench, active, deliver

HELD = date(2026, 2, 10)
SLIP = Slip("Granit", "10-02-2026", "held", "60", volunteers=("Vilma Prøvesen",))


@pytest.fixture
def begun(site: Bench) -> tuple[Bench, str, str]:
    """Site, course of Granit, volunteer."""
    participant, course, volunteer = active(site)
    alias = next(one.alias for one in site.courses.participants() if one.id == participant)
    if alias != "Granit":
        participant, course = site.courses.refer(
            "VISITING", "Karl", "Testmand", BORN, "m", "SERVING", date(2026, 1, 5), "Granit", ("processing", "transfer")
        )[:2]
        site.courses.approve(course, "staff", date(2026, 1, 10))
        site.courses.approve(course, "leader", date(2026, 1, 12))
        site.courses.match(course, volunteer, date(2026, 2, 1))
    return site, course, volunteer


def test_each_slip_is_saved_or_refused_with_its_own_reason(begun: tuple[Bench, str, str]) -> None:
    site, course, volunteer = begun
    code = Slips(site.context).code(course)
    rows = [
        SLIP,
        replace(SLIP, course=code.lower(), date="11-02-2026"),
        replace(SLIP, course="granit/visiting", date="12-02-2026", outcome="CANCELLED_PRISON", minutes="", cause="staff", volunteers=()),
        replace(SLIP, course="Nobody"),
        replace(SLIP, course="7KQ2-0000"),
        replace(SLIP, date="32-02-2026"),
        replace(SLIP, outcome="well"),
        replace(SLIP, date="13-02-2026", minutes="an hour"),
        replace(SLIP, date="13-02-2026", minutes="100000"),
        replace(SLIP, date="13-02-2026", volunteers=("Nobody",)),
        replace(SLIP, date="13-02-2026", note="ring 12345678"),
        replace(SLIP, date="13-02-2026", areas=("housing",)),
        replace(SLIP, date="13-02-2026", next="1-2-2026"),
        replace(SLIP, date="14-02-2026", start="9.30", present="NO", next="+7", mode="Video"),
    ]
    results = Slips(site.context).save(rows)
    assert [one.number for one in results] == list(range(1, 15))
    assert [type(one.fault) for one in results] == [
        *[type(None)] * 3,
        *[UnknownCourse] * 2,
        *[InvalidValue] * 4,
        UnknownVolunteer,
        TextRefused,
        *[InvalidValue] * 2,
        type(None),
    ]
    assert [one.saved for one in results] == [one.fault is None for one in results]
    logged = site.sessions.of_course(course)
    assert [(one.held_on, one.outcome, one.cause, one.minutes) for one in logged if one.held_on] == [
        (HELD, "held", "", 60),
        (date(2026, 2, 11), "held", "", 60),
        (date(2026, 2, 12), "cancelled_prison", "staff", None),
        (date(2026, 2, 14), "held", "", 60),
    ]
    assert (logged[3].mode, logged[3].start, logged[3].present, logged[3].next_on) == ("video", "09:30", "no", date(2026, 3, 27))
    assert {one.volunteer for one in site.sessions.participations(logged[0].id)} == {volunteer}


def test_a_pile_that_is_typed_twice_is_saved_once(begun: tuple[Bench, str, str]) -> None:
    site, course, _ = begun
    pile = [SLIP, SLIP, replace(SLIP, date="11-02-2026", outcome="transport", minutes="", volunteers=())]
    first = Slips(site.context).save(pile)
    assert [(one.saved, one.logged and one.logged.already) for one in first] == [(True, False), (False, True), (True, False)]
    again = Slips(site.context).save(pile)
    assert [one.saved for one in again] == [False] * 3
    assert again[0].logged is not None
    assert first[0].logged is not None
    assert again[0].logged.id == first[0].logged.id
    assert len(site.sessions.of_course(course)) == 2


def test_a_slip_that_says_more_than_what_stands_is_one_meeting_with_it(begun: tuple[Bench, str, str]) -> None:
    site, course, volunteer = begun
    site.sessions.log(course, SessionDraft(HELD, "held", 45, volunteers=(volunteer,)))
    (result,) = Slips(site.context).save([SLIP])
    assert (result.saved, result.logged and result.logged.already) == (True, True)
    (meeting,) = site.sessions.meetings(course)
    assert (meeting.minutes, meeting.volunteers, len(meeting.sessions)) == (60, (volunteer,), 2)


def test_an_alias_with_courses_in_two_programmes_must_be_said_with_one(begun: tuple[Bench, str, str]) -> None:
    site, course, _ = begun
    participant = next(one.id for one in site.courses.participants() if one.alias == "Granit")
    further = site.courses.refer_again(participant, "PRIMUS_MOTOR", date(2026, 2, 1))
    (result,) = Slips(site.context).save([SLIP])
    assert isinstance(result.fault, AmbiguousCourse)
    assert Slips(site.context).course("Granit/PRIMUS_MOTOR").id == further
    assert Slips(site.context).course(Slips(site.context).code(course)).id == course
    (areas,) = Slips(site.context).save([Slip("Granit/PRIMUS_MOTOR", "10-02-2026", "held", areas=("Network", "HOUSING"))])
    assert areas.saved
    assert site.sessions.of_course(further)[0].areas == ("housing", "network")


def test_slips_are_a_leaders(begun: tuple[Bench, str, str], make: Callable[..., Bench]) -> None:
    site, _, volunteer = begun
    own = make("volunteer", site=site.sites.own(), volunteer=volunteer)
    deliver(site, own, volunteer)
    with pytest.raises(NotAllowed):
        Slips(own.context).save([SLIP])
