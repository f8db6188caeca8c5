"""Volunteers' quality over a real store: steps, birth dates, planned visits that need another, the gate's list, suggestions."""

from collections.abc import Callable
from datetime import date

import pytest

from desktop.errors import InvalidValue, NotAllowed, TextRefused, UnknownVolunteer
from desktop.rules.quality import DECLARATIONS
from desktop.services.audience import of_volunteer
from desktop.services.planning import Planning
from desktop.services.qualifying import Qualifying, Step, tell_ages
from desktop.services.quality import Quality
from desktop.services.session_drafts import SessionDraft
from desktop.store.repositories import qualifications, volunteers
from tests.integration.services.vaults import BORN, TODAY, Bench, refer

JOINED = date(2025, 6, 1)


def volunteer(bench: Bench, name: str = "Bo") -> str:
    return bench.volunteers.add(name, "Berg", JOINED)


def qualify(bench: Bench, id_: str, *, but: str = "") -> None:
    """Everything that a visitor needs, but for one kind."""
    doing = Qualifying(bench.context)
    for kind in ("interview", *DECLARATIONS, "rules", "basic_course", "supervision"):
        if kind != but:
            doing.add(id_, Step(kind, date(2025, 12, 1)))
    if but != "clearance":
        doing.add(id_, Step("clearance", date(2025, 12, 10), clearance="valid", valid_until=date(2026, 5, 1)))
    if but != "birth":
        doing.born(id_, date(1980, 2, 29))


def course(bench: Bench) -> str:
    """A course of the site that is approved and may be matched."""
    _, made = refer(bench)
    bench.courses.approve(made, "staff", date(2026, 1, 12))
    bench.courses.approve(made, "leader", date(2026, 1, 12))
    return made


def test_a_volunteer_with_every_step_may_visit_and_the_first_end_is_told(site: Bench) -> None:
    bo = volunteer(site)
    qualify(site, bo)
    answer = Quality(site.context).may_visit(bo, "VISITING", TODAY)
    assert (answer.allowed, answer.reasons) == (True, ())
    assert answer.expires is not None
    assert (answer.expires.kind, answer.expires.until) == ("clearance_expired", date(2026, 5, 1))


@pytest.mark.parametrize("missing", ["interview", "clearance", "rules", "basic_course", "birth", *DECLARATIONS])
def test_without_one_step_the_volunteer_may_not(site: Bench, missing: str) -> None:
    bo = volunteer(site)
    qualify(site, bo, but=missing)
    (reason,) = Quality(site.context).may_visit(bo, "VISITING", TODAY).blocks
    assert reason.code == {"birth": "age_unknown"}.get(missing, missing)


def test_only_leaders_record_steps_and_what_does_not_fit_is_refused(site: Bench, make: Callable[..., Bench]) -> None:
    bo = volunteer(site)
    doing = Qualifying(site.context)
    for step in (
        Step("wizardry", TODAY),
        Step("clearance", TODAY),
        Step("interview", TODAY, clearance="valid"),
        Step("interview", date(2026, 3, 21)),
        Step("clearance", TODAY, clearance="valid", valid_until=date(2026, 3, 1)),
        Step("interview", TODAY, minutes=30),
        Step("supervision", TODAY, minutes=0),
    ):
        with pytest.raises(InvalidValue):
            doing.add(bo, step)
    with pytest.raises(TextRefused):
        doing.add(bo, Step("basic_course", TODAY, provider="kurset@example.org"))
    with pytest.raises(UnknownVolunteer):
        doing.add("0" * 32, Step("interview", TODAY))
    own = make("volunteer", site=site.store.own, volunteer=bo)
    with pytest.raises(NotAllowed):
        Qualifying(own.context).add(bo, Step("interview", TODAY))
    with pytest.raises(NotAllowed):
        Qualifying(own.context).born(bo, BORN)


def test_a_step_is_changed_and_taken_back(site: Bench) -> None:
    bo = volunteer(site)
    doing, quality = Qualifying(site.context), Quality(site.context)
    id_ = doing.add(bo, Step("clearance", date(2026, 3, 1), clearance="applied", seen_by="Anna"))
    assert "clearance_applied" in {reason.code for reason in quality.may_visit(bo, "VISITING", TODAY).blocks}
    doing.change(id_, Step("clearance", date(2026, 3, 15), clearance="valid"))
    assert not {reason.code for reason in quality.may_visit(bo, "VISITING", TODAY).blocks} & {"clearance", "clearance_applied"}
    doing.take_back(id_)
    assert quality.card(bo).qualifications == ()
    with pytest.raises(InvalidValue):
        doing.take_back(id_)
    with pytest.raises(InvalidValue):
        doing.change(id_, Step("interview", TODAY))


def test_the_birth_date_stays_and_what_travels_says_only_that_the_age_is_met(site: Bench) -> None:
    bo = volunteer(site)
    count = len(site.log())
    Qualifying(site.context).born(bo, date(1980, 2, 29))
    said = site.changes(count)
    assert {class_ for class_, _, _, change in said if change.unit == "birth"} == {"contact"}
    assert [change.value for class_, _, _, change in said if class_ == "core"] == [{"age_asked": 25, "age_met": True}]
    with pytest.raises(InvalidValue):
        Qualifying(site.context).born(bo, date(1880, 1, 1))


def test_a_birthday_that_passed_is_told_at_the_next_occasion(site: Bench) -> None:
    bo = volunteer(site)
    with site.store.writing(site.context.author) as work:
        work.put("contact", bo, "birth", {"birth_date": "2001-03-20"}, of_volunteer(bo))
        work.put("volunteer", bo, "age", {"age_asked": 25, "age_met": False}, of_volunteer(bo))
    for _ in range(2):
        with site.store.writing(site.context.author) as work:
            tell_ages(work, TODAY)
    with site.store.reading() as reading:
        found = volunteers.by_id(reading.connection, bo)
    assert found is not None
    assert (found.age_asked, found.age_met) == (25, True)
    assert len(site.log()) == 3


def test_how_a_volunteer_is_reached_may_hold_a_telephone_number_but_no_cpr(site: Bench) -> None:
    bo = volunteer(site)
    doing = Qualifying(site.context)
    doing.reached(bo, "Nygade 4", "4800", "Nykøbing F.", "12 34 56 78", "bo@example.org")
    with site.store.reading() as reading:
        contact = qualifications.contacts(reading.connection, (bo,))[bo]
    assert (contact.street, contact.phone, contact.birth_date) == ("Nygade 4", "12 34 56 78", None)
    with pytest.raises(TextRefused):
        doing.reached(bo, "Nygade 4", "4800", "By", "010190-1234", "")
    with pytest.raises(InvalidValue):
        doing.reached(bo, "x" * 121, "", "", "", "")


def test_who_left_is_blocked_and_not_reminded(site: Bench) -> None:
    bo = volunteer(site)
    qualify(site, bo)
    quality = Quality(site.context)
    assert [(one.expiry.kind, one.within) for one in quality.reminders()] == [("clearance_expired", 60)]
    with pytest.raises(InvalidValue):
        Qualifying(site.context).left(bo, date(2025, 5, 1))
    Qualifying(site.context).left(bo, TODAY)
    assert quality.reminders() == ()
    assert [reason.code for reason in quality.may_visit(bo, "VISITING", TODAY).blocks] == ["left"]
    with pytest.raises(UnknownVolunteer):
        quality.card("0" * 32)
    with pytest.raises(UnknownVolunteer):
        quality.may_visit("0" * 32, "VISITING", TODAY)


def test_what_has_ended_is_reminded_of_as_well(site: Bench) -> None:
    bo = volunteer(site)
    Qualifying(site.context).add(bo, Step("clearance", date(2025, 1, 1), clearance="valid", valid_until=date(2026, 3, 1)))
    found = Quality(site.context).reminders()
    assert [(one.expiry.kind, one.within, one.days_left) for one in found if one.expiry.kind == "clearance_expired"] == [
        ("clearance_expired", 0, -19)
    ]


def test_a_planned_visit_whose_volunteer_may_not_come_needs_another_and_stays_planned(site: Bench) -> None:
    id_ = course(site)
    bo, kaj = volunteer(site), volunteer(site, "Kaj")
    qualify(site, bo)
    site.courses.match(id_, bo, date(2026, 1, 15))
    planning = Planning(site.context)
    early = site.sessions.log(id_, SessionDraft(date(2026, 3, 24), "planned", volunteers=(bo,)))
    late = site.sessions.log(id_, SessionDraft(date(2026, 5, 5), "planned"))
    other = site.sessions.log(id_, SessionDraft(date(2026, 3, 26), "planned", volunteers=(kaj,)))
    alone = {one.session: one for one in planning.needing_another(TODAY, date(2026, 6, 1))}
    assert set(alone) == {late.id, other.id}
    assert [reason.code for reason in alone[late.id].to_come[0].answer.blocks] == ["clearance_expired"]
    assert [(one.session, one.name) for one in planning.gate_week(date(2026, 3, 23))] == [(early.id, "Bo Berg")]
    assert {one.id for one in site.sessions.of_course(id_)} == {early.id, late.id, other.id}


def test_suggestions_give_reasons_for_and_against(site: Bench) -> None:
    id_ = course(site)
    bo, kaj, ane = volunteer(site), volunteer(site, "Kaj"), volunteer(site, "Ane")
    qualify(site, bo)
    qualify(site, kaj, but="clearance")
    qualify(site, ane)
    doing = Qualifying(site.context)
    doing.wishes(bo, visitor=True, mentor=False, study_helper=False, group_helper=False, languages="Polsk", free=True)
    site.courses.match(id_, ane, date(2026, 1, 15))
    found = Quality(site.context).suggest(id_)
    assert [(one.name, one.in_favour, one.against) for one in found] == [
        ("Bo Berg", ("may_visit", "free", "role"), ()),
        ("Kaj Berg", ("free",), ("may_not_visit",)),
    ]
