"""Courses from the referral to the end, step by step."""

from collections.abc import Callable
from datetime import date

import pytest

from desktop.crypto.digests import new_id
from desktop.errors import (
    AmbiguousCourse,
    InvalidValue,
    NotAllowed,
    ProgrammeMissing,
    StatusForbids,
    TextRefused,
    UnknownCourse,
    UnknownParticipant,
    UnknownSite,
    UnknownVolunteer,
)
from desktop.log.entry import read_part
from desktop.models.rows.domain import Consent, PersonFacts
from desktop.models.rows.fields import Value
from desktop.rules.status import Status
from desktop.services.session_drafts import SessionDraft
from desktop.store.repositories import consents, participants
from desktop.store.unit_of_work import About
from tests.integration.services.vaults import ALIASES, BORN, TODAY, Bench, active, refer


def _known(site: Bench, type_: str, *programmes: str) -> None:
    """The site's own row and programmes, as headquarters would have sent them."""
    own, judge = site.sites.own(), site.store.judge
    site.store.judge = None
    with site.store.writing(site.context.author) as work:
        work.put("site", own, "facts", {"name": "Nordby Fængsel", "type": type_, "municipality": ""}, About("all"))
        for programme in programmes:
            value: Value = {"site": own, "programme": programme, "agreement_from": "2024-10", "video": False}
            work.put("site_programme", new_id(), "agreement", value, About("all"))
    site.store.judge = judge


def test_a_referral_makes_a_participant_and_a_course(site: Bench) -> None:
    participant, course = refer(site)
    (line,) = site.courses.list()
    assert (line.course.id, line.course.participant, line.course.programme) == (course, participant, "VISITING")
    assert (line.course.site, line.course.referred_on, line.status) == (site.sites.own(), date(2026, 1, 5), Status.REFERRED)
    assert line.alias in ALIASES
    assert [(one.id, one.alias, one.site) for one in site.courses.participants()] == [(participant, line.alias, site.sites.own())]
    with site.store.reading() as reading:
        assert participants.facts(reading.connection, participant) == PersonFacts(participant, 1991, "m", "SERVING")
        assert {one.purpose for one in consents.of_participant(reading.connection, participant)} == {"processing", "transfer"}


def test_the_alias_travels_in_a_part_of_its_own(site: Bench) -> None:
    refer(site)
    first, second = site.log()
    assert [{change.table for change in read_part(part.body or b"").changes} for part in first.parts] == [{"participant"}]
    assert "participant" not in {change.table for part in second.parts for change in read_part(part.body or b"").changes}


def test_a_referral_may_say_little(site: Bench) -> None:
    participant, _ = site.courses.refer("VISITING", "Konrad", "Testmand", None, "", "", TODAY)
    with site.store.reading() as reading:
        assert participants.facts(reading.connection, participant) == PersonFacts(participant)
        assert consents.of_participant(reading.connection, participant) == ()
    assert site.identities.open([participant])[participant].birth_date is None


def test_an_immigration_centre_stores_no_legal_status(site: Bench) -> None:
    _known(site, "IMMIGRATION")
    participant, _ = refer(site)
    with site.store.reading() as reading:
        found = participants.facts(reading.connection, participant)
    assert found is not None
    assert found.legal_status == ""


def test_aliases_are_drawn_until_the_list_is_used_up(site: Bench) -> None:
    for _ in ALIASES:
        refer(site)
    assert sorted(line.alias for line in site.courses.list()) == sorted(ALIASES)
    with pytest.raises(InvalidValue):
        refer(site)


def test_a_given_alias_is_kept_or_refused(site: Bench) -> None:
    refer(site, " Lærke ")
    assert site.courses.list()[0].alias == "Lærke"
    for alias in ("Laerling", "KT", "Ugle2"):
        with pytest.raises(InvalidValue):
            refer(site, alias)
    with pytest.raises(TextRefused):
        refer(site, "010190-1234")
    assert len(site.courses.list()) == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("programme", "GROUP"),
        ("programme", "CHESS"),
        ("given", " "),
        ("family", "T" * 81),
        ("birth_date", date(2026, 3, 21)),
        ("birth_date", date(1899, 12, 31)),
        ("gender", "male"),
        ("legal_status", "GUILTY"),
        ("referred_on", date(2026, 3, 21)),
        ("referred_on", date(1984, 12, 31)),
        ("consents", ("everything",)),
    ],
)
def test_a_bad_referral_is_refused_and_leaves_nothing(site: Bench, field: str, value: object) -> None:
    good = {
        "programme": "VISITING",
        "given": "Konrad",
        "family": "Testmand",
        "birth_date": BORN,
        "gender": "m",
        "legal_status": "SERVING",
        "referred_on": TODAY,
    }
    with pytest.raises(InvalidValue):
        site.courses.refer(**{**good, field: value})  # type: ignore[arg-type] # wrong values are the point
    assert site.log() == []


def test_a_name_too_long_to_be_sealed_like_every_other_is_refused(site: Bench) -> None:
    with pytest.raises(InvalidValue):
        site.courses.refer("VISITING", "Ø" * 80, "Å" * 80, BORN, "", "", TODAY)
    assert site.log() == []


def test_a_programme_that_the_site_does_not_run_is_refused(site: Bench) -> None:
    _known(site, "OPEN", "KICKSTART")
    with pytest.raises(ProgrammeMissing) as refused:
        refer(site)
    assert refused.value.arguments == {"site": "Nordby Fængsel", "programme": "VISITING"}


def test_the_chain_from_referral_to_the_end(site: Bench) -> None:
    participant, course = refer(site)
    volunteer = site.volunteers.add("Vilma", "Prøvesen", date(2025, 9, 1))
    with pytest.raises(StatusForbids):
        site.courses.match(course, volunteer, date(2026, 1, 20))
    site.courses.approve(course, "staff", date(2026, 1, 10))
    assert site.courses.status(course, TODAY) is Status.AWAITING_APPROVAL
    site.courses.approve(course, "leader", date(2026, 1, 12))
    assert site.courses.status(course, TODAY) is Status.APPROVED
    with pytest.raises(StatusForbids):
        site.courses.approve(course, "leader", date(2026, 1, 14))
    match = site.courses.match(course, volunteer, date(2026, 2, 1))
    assert site.courses.status(course, TODAY) is Status.SETTING_UP
    site.sessions.log(course, SessionDraft(date(2026, 2, 10), "held", 60, volunteers=(volunteer,)))
    assert site.courses.status(course, TODAY) is Status.ACTIVE
    assert site.courses.status(course, date(2026, 2, 9)) is Status.SETTING_UP
    site.courses.unmatch(match, date(2026, 3, 1))
    site.courses.end(course, date(2026, 3, 2), "released")
    (line,) = site.courses.list()
    assert (line.status, line.course.end_reason, line.course.first_held) == (Status.ENDED, "released", date(2026, 2, 10))
    assert site.courses.list(date(2026, 3, 1))[0].status is Status.ACTIVE
    with pytest.raises(StatusForbids):
        site.courses.end(course, date(2026, 3, 3), "completed")
    assert participant == line.course.participant


def test_every_step_saved_again_writes_nothing(site: Bench) -> None:
    participant, course, _ = active(site)
    site.courses.end(course, date(2026, 3, 2), "released")
    before = len(site.log())
    site.courses.consent(participant, "processing", date(2026, 1, 5))
    with site.store.writing(site.context.author) as work:
        about = About(f"course/{course}", participant)
        work.put("course", course, "end", {"ended_on": "2026-03-02", "end_reason": "released"}, about)
        work.put("course", course, "staff_approval", {"staff_approval_on": "2026-01-10"}, about)
    assert len(site.log()) == before


def test_a_volunteer_is_matched_once_at_a_time(site: Bench) -> None:
    _, course, volunteer = active(site)
    with pytest.raises(InvalidValue):
        site.courses.match(course, volunteer, date(2026, 2, 20))
    with pytest.raises(UnknownVolunteer):
        site.courses.match(course, new_id(), date(2026, 2, 20))
    other = site.volunteers.add("Otto", "Eksempel", date(2025, 9, 1))
    match = site.courses.match(course, other, date(2026, 2, 20))
    with pytest.raises(InvalidValue):
        site.courses.unmatch(match, date(2026, 2, 19))
    site.courses.unmatch(match, date(2026, 2, 28))
    site.courses.match(course, other, date(2026, 3, 1))
    with pytest.raises(InvalidValue):
        site.courses.unmatch(new_id(), TODAY)


def test_dates_and_codes_of_steps_are_checked(site: Bench) -> None:
    _, course = refer(site)
    with pytest.raises(InvalidValue):
        site.courses.approve(course, "staff", date(2026, 3, 21))
    with pytest.raises(InvalidValue):
        site.courses.approve(course, "warden", TODAY)  # type: ignore[arg-type] # a wrong word is the point
    with pytest.raises(InvalidValue):
        site.courses.end(course, date(2026, 1, 4), "released")
    with pytest.raises(InvalidValue):
        site.courses.end(course, TODAY, "escaped")
    with pytest.raises(UnknownCourse):
        site.courses.approve(new_id(), "staff", TODAY)


def test_a_second_course_of_a_known_participant(site: Bench) -> None:
    participant, course = refer(site)
    with pytest.raises(StatusForbids):
        site.courses.refer_again(participant, "VISITING", TODAY)
    other = site.courses.refer_again(participant, "PRIMUS_MOTOR", date(2026, 3, 1))
    site.courses.end(course, date(2026, 3, 2), "completed")
    again = site.courses.refer_again(participant, "VISITING", TODAY)
    assert {line.course.id for line in site.courses.list()} == {course, other, again}
    with pytest.raises(UnknownParticipant):
        site.courses.refer_again(new_id(), "VISITING", TODAY)


def test_a_course_is_found_by_alias_and_programme(site: Bench) -> None:
    _known(site, "OPEN", "VISITING")
    participant, course = refer(site, "Lærke")
    for typed in ("Lærke/VISITING", "laerke/visiting", " LÆRKE / VISITING ", "nordby fængsel/Lærke/VISITING"):
        assert site.courses.find(typed).id == course
    for typed in ("Ugle/VISITING", "Lærke/KICKSTART"):
        with pytest.raises(UnknownCourse):
            site.courses.find(typed)
    for typed in ("Lærke", "Lærke/", "a/b/c/d"):
        with pytest.raises(InvalidValue):
            site.courses.find(typed)
    with pytest.raises(UnknownSite):
        site.courses.find("Sydby/Lærke/VISITING")
    site.courses.end(course, TODAY, "completed")
    with pytest.raises(UnknownCourse):
        site.courses.find("Lærke/VISITING")
    again = site.courses.refer_again(participant, "VISITING", TODAY)
    assert site.courses.find("Lærke/VISITING").id == again


def test_two_courses_that_fit_are_not_guessed_between(site: Bench) -> None:
    participant, course = refer(site, "Lærke")
    site.courses.end(course, date(2026, 1, 20), "completed")
    site.courses.refer_again(participant, "VISITING", TODAY)
    with site.store.writing(site.context.author) as work:
        work.tomb("course", course, "end", About(f"course/{course}", participant))
    with pytest.raises(AmbiguousCourse):
        site.courses.find("Lærke/VISITING")


def _verbs(other: Bench) -> list[Callable[[], object]]:
    return [
        lambda: refer(other),
        lambda: other.courses.refer_again(new_id(), "VISITING", TODAY),
        lambda: other.courses.approve(new_id(), "staff", TODAY),
        lambda: other.courses.approve(new_id(), "leader", TODAY),
        lambda: other.courses.match(new_id(), new_id(), TODAY),
        lambda: other.courses.unmatch(new_id(), TODAY),
        lambda: other.courses.end(new_id(), TODAY, "released"),
        lambda: other.courses.consent(new_id(), "processing", TODAY),
        lambda: other.courses.withdraw_consent(new_id(), "processing", TODAY),
    ]


@pytest.mark.parametrize("kind", ["hq", "volunteer"])
def test_only_a_leader_works_on_courses(make: Callable[..., Bench], kind: str) -> None:
    other = make(kind, site="" if kind == "hq" else new_id(), volunteer=new_id())
    for verb in _verbs(other):
        with pytest.raises(NotAllowed):
            verb()
    assert other.log() == []


def test_a_consent_is_given_and_withdrawn(site: Bench) -> None:
    participant, _ = refer(site, consents=())
    id_ = site.courses.consent(participant, "processing", date(2026, 1, 6))
    assert site.courses.consent(participant, "processing", date(2026, 1, 7)) == id_
    site.courses.withdraw_consent(participant, "processing", date(2026, 2, 1))
    with site.store.reading() as reading:
        assert consents.of_participant(reading.connection, participant) == (
            Consent(id_, participant, "processing", date(2026, 1, 7), date(2026, 2, 1)),
        )
    again = site.courses.consent(participant, "processing", date(2026, 3, 1))
    assert again != id_
    with pytest.raises(InvalidValue):
        site.courses.withdraw_consent(participant, "processing", date(2026, 2, 28))
    with pytest.raises(InvalidValue):
        site.courses.consent(participant, "anything", TODAY)
    with pytest.raises(UnknownParticipant):
        site.courses.consent(new_id(), "processing", TODAY)


def test_withdrawing_what_was_never_given_writes_nothing(site: Bench) -> None:
    participant, _ = refer(site, consents=())
    before = len(site.log())
    site.courses.withdraw_consent(participant, "transfer", TODAY)
    assert len(site.log()) == before
