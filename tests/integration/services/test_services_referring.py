"""Referrals: who may be taken in, what a referral says, and what is decided of it before anybody visits."""

from collections.abc import Callable
from datetime import date

import pytest

from desktop.crypto.digests import new_id
from desktop.errors import InvalidValue, NotAllowed, NotEligible, ProgrammeMissing, StatusForbids, UnknownCourse, UnknownParticipant
from desktop.models.rows.domain import Course, PersonFacts, ProgrammeRow
from desktop.rules.status import Status
from desktop.services.agreements import Agreements
from desktop.services.audience import EVERYONE
from desktop.services.courses import Details, Referred
from desktop.services.session_drafts import SessionDraft
from desktop.store.repositories import courses, participants, units
from tests.integration.services.vaults import TODAY, Bench, active, refer

REFERRED = date(2026, 1, 5)
NOW = date(2026, 3, 1)


def kickstart(site: Bench, born: date | None, legal: str = "REMAND", details: Details | None = None) -> Referred:
    return site.courses.refer("KICKSTART", "Kalle", "Prøve", born, "m", legal, REFERRED, details=details or Details())


def course_of(site: Bench, course: str) -> Course:
    with site.store.reading() as reading:
        found = courses.by_id(reading.connection, course)
    assert found is not None
    return found


def facts_of(site: Bench, participant: str) -> PersonFacts:
    with site.store.reading() as reading:
        found = participants.facts(reading.connection, participant)
    assert found is not None
    return found


@pytest.mark.parametrize("born", [date(2000, 1, 6), date(2009, 1, 5)])
def test_kickstart_takes_in_from_the_17th_birthday_to_the_day_before_the_26th(site: Bench, born: date) -> None:
    _, course = kickstart(site, born)
    assert site.courses.status(course, TODAY) is Status.REFERRED


@pytest.mark.parametrize(
    ("born", "legal", "many"),
    [
        (date(2000, 1, 5), "REMAND", 1),
        (date(2009, 1, 6), "REMAND", 1),
        (date(2005, 1, 1), "SERVING", 1),
        (date(2005, 1, 1), "", 1),
        (None, "", 2),
        (date(1980, 1, 1), "SERVING", 2),
    ],
)
def test_a_referral_that_is_not_eligible_is_refused_with_every_reason_and_leaves_nothing(
    site: Bench, born: date | None, legal: str, many: int
) -> None:
    with pytest.raises(NotEligible) as refused:
        kickstart(site, born, legal)
    assert len(refused.value.reasons) == many
    assert site.log() == []


def test_at_17_the_leader_approves_once_a_guardian_has_agreed_or_a_reason_is_given(site: Bench) -> None:
    participant, course = kickstart(site, date(2008, 6, 1))
    site.courses.approve(course, "staff", REFERRED)
    with pytest.raises(NotEligible):
        site.courses.approve(course, "leader", REFERRED)
    with pytest.raises(InvalidValue):
        site.courses.guardian(participant)
    with pytest.raises(InvalidValue):
        site.courses.guardian(participant, REFERRED, "other")
    with pytest.raises(InvalidValue):
        site.courses.guardian(participant, reason="ill")
    site.courses.guardian(participant, reason="unreachable")
    site.courses.approve(course, "leader", REFERRED)
    site.courses.guardian(participant, REFERRED)
    assert (facts_of(site, participant).guardian_on, facts_of(site, participant).guardian_reason) == (REFERRED, "")
    assert site.courses.status(course, TODAY) is Status.APPROVED


def test_a_guardian_may_be_named_with_the_referral_and_at_18_is_not_asked(site: Bench) -> None:
    _, young = kickstart(site, date(2008, 6, 1), details=Details(guardian_on=REFERRED))
    site.courses.approve(young, "leader", REFERRED)
    _, grown = kickstart(site, date(2008, 1, 5))
    site.courses.approve(grown, "leader", REFERRED)


def test_primus_motor_is_approved_by_the_leader_once_all_criteria_are_confirmed(site: Bench) -> None:
    _, course = site.courses.refer("PRIMUS_MOTOR", "Per", "Prøve", None, "", "", REFERRED)
    site.courses.approve(course, "staff", REFERRED)
    with pytest.raises(NotEligible):
        site.courses.approve(course, "leader", REFERRED)
    with pytest.raises(InvalidValue):
        site.courses.confirm_criteria(course, REFERRED, "VOLUNTEER")
    site.courses.confirm_criteria(course, date(2026, 1, 7), "STAFF")
    site.courses.approve(course, "leader", date(2026, 1, 8))
    found = course_of(site, course)
    assert (found.criteria_confirmed_on, found.criteria_by) == (date(2026, 1, 7), "STAFF")
    _, visiting = refer(site)
    with pytest.raises(InvalidValue):
        site.courses.confirm_criteria(visiting, REFERRED, "STAFF")


def test_a_referral_says_what_it_knows(site: Bench) -> None:
    details = Details("contact_teacher", " Polsk ", None, "", "2026-09", "Matematik B", "hf", "2026-06")
    participant, course = site.courses.refer("STUDY_INSIDE", "Stig", "Prøve", None, "", "", REFERRED, details=details)
    found, facts = course_of(site, course), facts_of(site, participant)
    assert (found.source, found.subject, found.level, found.exam_month) == ("contact_teacher", "Matematik B", "hf", "2026-06")
    assert (facts.language, facts.expected_release) == ("Polsk", "2026-09")


@pytest.mark.parametrize(
    "details",
    [
        Details(source="friend"),
        Details(guardian_reason="ill"),
        Details(level="phd"),
        Details(guardian_on=date(2026, 3, 21)),
        Details(expected_release="soon"),
        Details(exam_month="2026"),
        Details(subject="Matematik B"),
    ],
)
def test_what_a_visiting_referral_cannot_say_is_refused(site: Bench, details: Details) -> None:
    with pytest.raises(InvalidValue):
        site.courses.refer("VISITING", "Stig", "Prøve", None, "", "", REFERRED, details=details)
    assert site.log() == []


def test_the_wished_language_goes_at_the_match(site: Bench) -> None:
    participant, course = site.courses.refer("VISITING", "Stig", "Prøve", None, "", "", REFERRED, details=Details(language="Polsk"))
    volunteer = site.volunteers.add("Vilma", "Prøvesen", date(2025, 9, 1))
    for by in ("staff", "leader"):
        site.courses.approve(course, by, REFERRED)
    assert facts_of(site, participant).language == "Polsk"
    site.courses.match(course, volunteer, REFERRED)
    assert facts_of(site, participant).language == ""


def test_two_mentors_are_matched_on_one_course(site: Bench) -> None:
    _, course, _ = active(site)
    site.courses.match(course, site.volunteers.add("Otto", "Eksempel", date(2025, 9, 1)), TODAY)
    assert site.courses.status(course, TODAY) is Status.SETTING_UP


def test_what_is_declined_has_no_stage_and_no_reason(site: Bench) -> None:
    _, course = refer(site)
    site.courses.approve(course, "staff", date(2026, 1, 10))
    with pytest.raises(InvalidValue):
        site.courses.decline(course, date(2026, 1, 4))
    site.courses.decline(course, date(2026, 1, 20))
    found = course_of(site, course)
    assert (found.declined_on, found.staff_approval_on, found.leader_approval_on) == (date(2026, 1, 20), None, None)
    assert site.courses.status(course, TODAY) is Status.DECLINED
    with pytest.raises(UnknownCourse):
        site.courses.find(f"{site.courses.list()[0].alias}/VISITING")


def test_a_referral_is_called_back_until_the_course_has_begun(site: Bench) -> None:
    participant, course = refer(site)
    site.courses.withdraw_referral(course, date(2026, 1, 20))
    assert site.courses.status(course, TODAY) is Status.WITHDRAWN
    assert site.courses.refer_again(participant, "VISITING", TODAY) != course
    _, begun, _ = active(site)
    site.sessions.log(begun, SessionDraft(date(2026, 2, 10), "held", 60))
    with pytest.raises(StatusForbids) as refused:
        site.courses.withdraw_referral(begun, TODAY)
    assert refused.value.arguments["reason"] == "it has begun, and can only be ended"
    with pytest.raises(StatusForbids):
        site.courses.decline(begun, TODAY)


def test_a_known_participant_is_judged_by_the_sealed_date_of_birth_where_the_year_does_not_tell(site: Bench) -> None:
    year_tells, _ = site.courses.refer("VISITING", "Kaj", "Prøve", date(2002, 12, 1), "m", "REMAND", REFERRED)
    edge, _ = site.courses.refer("VISITING", "Kai", "Prøve", date(2000, 3, 2), "m", "REMAND", REFERRED)
    over, _ = site.courses.refer("VISITING", "Kay", "Prøve", date(2000, 3, 1), "m", "REMAND", REFERRED)
    site.courses.refer_again(year_tells, "KICKSTART", NOW)
    assert not [verb for verb, _, _ in site.audited() if verb == "open"]
    site.courses.refer_again(edge, "KICKSTART", NOW)
    with pytest.raises(NotEligible):
        site.courses.refer_again(over, "KICKSTART", NOW)
    assert [row for verb, _, row in site.audited() if verb == "open"] == [edge, over]


def test_the_legal_status_of_the_day_may_be_said_with_a_further_referral(site: Bench) -> None:
    participant, _ = site.courses.refer("VISITING", "Kaj", "Prøve", date(2002, 12, 1), "m", "SERVING", REFERRED)
    with pytest.raises(NotEligible):
        site.courses.refer_again(participant, "KICKSTART", NOW)
    site.courses.refer_again(participant, "KICKSTART", NOW, legal_status="REMAND")
    assert facts_of(site, participant).legal_status == "REMAND"


def test_somebody_of_whom_nothing_is_known_is_not_judged_by_guess(site: Bench) -> None:
    participant, _ = site.courses.refer("VISITING", "Kaj", "Prøve", None, "m", "REMAND", REFERRED)
    with pytest.raises(NotEligible):
        site.courses.refer_again(participant, "KICKSTART", NOW)
    site.courses.refer_again(participant, "KICKSTART", NOW, birth_date=date(2004, 1, 1))


def test_a_study_course_goes_on_outside_and_starts_anew(site: Bench) -> None:
    details = Details(subject="Dansk A", level="hf", exam_month="2026-06")
    participant, inside = site.courses.refer("STUDY_INSIDE", "Stig", "Prøve", None, "", "SERVING", REFERRED, details=details)
    with pytest.raises(StatusForbids):
        site.courses.continue_from(inside, TODAY)
    site.sessions.log(inside, SessionDraft(date(2026, 2, 1), "held", 60))
    found = site.courses.release(participant, date(2026, 3, 1))
    assert (found.ended, found.to_continue) == ((inside,), (inside,))
    outside = site.courses.continue_from(inside, date(2026, 3, 1))
    made = course_of(site, outside)
    assert (made.programme, made.continues_from, made.participant, made.first_held) == ("STUDY_FREE", inside, participant, None)
    assert (made.subject, made.level, made.exam_month) == ("Dansk A", "hf", "2026-06")
    assert site.courses.status(outside, TODAY) is Status.REFERRED
    with pytest.raises(StatusForbids):
        site.courses.continue_from(inside, TODAY)


def test_a_further_programme_of_headquarters_has_its_own_rules(site: Bench, make: Callable[..., Bench]) -> None:
    """The entry of headquarters reaches the site like any other; here it is taken over by hand."""
    hq = make("hq")
    row = ProgrammeRow("", "CHESS", "Skak", "Chess", "mentoring", "pause transition", 18, 21, "SERVING", 6, None, mentors=2)
    with pytest.raises(NotAllowed):
        Agreements(site.context).define(row)
    id_ = Agreements(hq.context).define(row)
    assert Agreements(hq.context).define(row) == id_
    assert [one.code for one in Agreements(hq.context).programmes()][-2:] == ["GROUP", "CHESS"]
    with pytest.raises(InvalidValue):
        site.courses.refer("CHESS", "Stig", "Prøve", date(2006, 1, 1), "", "SERVING", REFERRED)
    site.store.judge = None
    with site.store.writing(site.context.author) as work, hq.store.reading() as reading:
        for unit, value in units.present(reading.connection, "programme", id_).items():
            assert value is not None
            work.put("programme", id_, unit, value, EVERYONE)
    assert "CHESS" in site.courses.offered()
    _, course = site.courses.refer("CHESS", "Stig", "Prøve", date(2006, 1, 1), "", "SERVING", REFERRED)
    assert course_of(site, course).programme == "CHESS"
    with pytest.raises(NotEligible):
        site.courses.refer("CHESS", "Stig", "Prøve", date(2005, 1, 5), "", "SERVING", REFERRED)


@pytest.mark.parametrize(
    "row",
    [
        ProgrammeRow("", "chess", "Skak", "Chess", "mentoring"),
        ProgrammeRow("", "VISITING", "Skak", "Chess", "mentoring"),
        ProgrammeRow("", "CHESS", "", "Chess", "mentoring"),
        ProgrammeRow("", "CHESS", "Skak", "Chess", "group"),
        ProgrammeRow("", "CHESS", "Skak", "Chess", "mentoring", "half-time"),
        ProgrammeRow("", "CHESS", "Skak", "Chess", "mentoring", "", 30, 20),
        ProgrammeRow("", "CHESS", "Skak", "Chess", "mentoring", mentors=-1),
        ProgrammeRow("", "CHESS", "Skak", "Chess", "mentoring", legal="GUILTY"),
    ],
)
def test_a_programme_that_makes_no_sense_is_refused(hq: Bench, row: ProgrammeRow) -> None:
    with pytest.raises(InvalidValue):
        Agreements(hq.context).define(row)
    assert hq.log() == []


def test_what_a_place_offers_and_until_when(hq: Bench) -> None:
    site = hq.sites.add("Nordby Fængsel", "CLOSED", "")
    hq.sites.programme(site, "STUDY_INSIDE", "2024-10", video=True)
    agreements = Agreements(hq.context)
    agreements.levels(site, "STUDY_INSIDE", ["higher", "hf"])
    agreements.end(site, "STUDY_INSIDE", "2026-02")
    with pytest.raises(InvalidValue):
        agreements.end(site, "STUDY_INSIDE", "2024-09")
    with pytest.raises(InvalidValue):
        agreements.levels(site, "STUDY_INSIDE", ["phd"])
    with pytest.raises(ProgrammeMissing):
        agreements.end(site, "KICKSTART", "2026-02")
    agreements.contact(site, "STUDY_INSIDE", "", leader=True)
    ((row,),) = [one.programmes for one in hq.sites.overview()]
    assert (row.levels, row.contact, row.leader_is_contact, row.agreement_to) == ("hf higher", "", True, "2026-02")


def test_only_a_leader_decides_of_referrals(make: Callable[..., Bench]) -> None:
    for other in (make("hq"), make("volunteer", site=new_id(), volunteer=new_id())):
        for verb in _verbs(other):
            with pytest.raises(NotAllowed):
                verb()
        assert other.log() == []


def _verbs(other: Bench) -> list[Callable[[], object]]:
    return [
        lambda: other.courses.decline(new_id(), TODAY),
        lambda: other.courses.withdraw_referral(new_id(), TODAY),
        lambda: other.courses.confirm_criteria(new_id(), TODAY, "STAFF"),
        lambda: other.courses.guardian(new_id(), TODAY),
        lambda: other.courses.continue_from(new_id(), TODAY),
        lambda: other.courses.pause(new_id(), TODAY),
        lambda: other.courses.resume(new_id(), TODAY),
        lambda: other.courses.release(new_id(), TODAY),
        lambda: other.courses.take_back_movement(new_id()),
    ]


def test_what_is_not_known_is_said_to_be_unknown(site: Bench) -> None:
    with pytest.raises(UnknownParticipant):
        site.courses.guardian(new_id(), TODAY)
    with pytest.raises(UnknownCourse):
        site.courses.decline(new_id(), TODAY)
    with pytest.raises(UnknownCourse):
        site.courses.continue_from(new_id(), TODAY)
