"""How a place of the demo begins: what headquarters says of it, its volunteers with every step, its courses up to the match."""

from collections.abc import Iterator
from datetime import timedelta

from desktop import house
from desktop.demo.script import ScriptedCourse, ScriptedSite, ScriptedVolunteer
from desktop.services.courses import Details, Referred
from desktop.services.qualifying import Step

LEADER = "VISIT_LEADER"
PROGRAMMES = ("VISITING", "PRIMUS_MOTOR", "KICKSTART", "STUDY_INSIDE", "STUDY_FREE", "GROUP")
LEVELS = ("grade_9", "grade_10", "hf")
AGES = ("age.study_helper", "age.group_helper", "age.other")
OF_AGE = "18"
SIGNED = (("interview", 1), ("declaration_inform", 3), ("declaration_receive", 3), ("declaration_confidential", 3), ("rules", 3))
"""(step, days after joining)."""


def set_up_everywhere(opened: house.OpenVault) -> None:
    """Headquarters: the places that are known, and the ages that are not set by themselves."""
    opened.do.reference.add_listed()
    since = opened.context.today().replace(month=1, day=1)
    for name in AGES:
        opened.do.configuring.set(name, OF_AGE, since.replace(year=since.year - 2))


def introduce(opened: house.OpenVault, script: ScriptedSite) -> None:
    """Headquarters' facts about a place, and the programmes that run there: everywhere all of them."""
    known = next((site.id for site in opened.do.sites.list() if site.name == script.name), "")
    site = known if known and not script.early else opened.do.sites.add(script.name, script.type, script.municipality, site=known)
    for programme in PROGRAMMES:
        opened.do.sites.programme(site, programme, "2023-08", video=programme != "GROUP")
        if script.contact:
            opened.do.agreements.contact(site, programme, "", leader=True)
    opened.do.agreements.levels(site, "STUDY_INSIDE", LEVELS)


def add_volunteer(opened: house.OpenVault, one: ScriptedVolunteer) -> str:
    do = opened.do
    id_ = do.volunteers.add(one.given, one.family, one.joined_on)
    roles = {role: role in one.roles for role in ("visitor", "mentor", "study_helper", "group_helper")}
    do.qualifying.wishes(id_, **roles, languages=one.languages, free=True)
    do.qualifying.born(id_, one.birth_date)
    return id_


def qualify(opened: house.OpenVault, id_: str, one: ScriptedVolunteer) -> None:
    """Every step of the quality assurance, each before the first visit that it is asked for."""
    for step in _steps(opened, one):
        opened.do.qualifying.add(id_, step)


def _steps(opened: house.OpenVault, one: ScriptedVolunteer) -> Iterator[Step]:
    today, joined = opened.context.today(), one.joined_on
    for kind, days in SIGNED:
        yield Step(kind, joined + timedelta(days=days))
    yield Step("clearance", joined + timedelta(days=8), clearance="valid", valid_until=one.cleared_to)
    yield Step("basic_course", joined + timedelta(days=12), provider="Røde Kors")
    yield Step("interview", today - timedelta(days=200))
    yield Step("supervision", today - timedelta(days=75), minutes=60)


def begin(opened: house.OpenVault, number: int, course: ScriptedCourse) -> Referred:
    """The referral, consents and approvals. Every third participant consents only later: what was kept back then travels after all."""
    do, who = opened.do.courses, course.person
    agreed = (*(("processing", "transfer") if course.transfer else ("processing",)), *course.consents)
    late = number % 3 == 1 and course.staff_on is not None
    referred = do.refer(
        course.programme,
        who.given,
        who.family,
        who.birth_date,
        who.gender,
        who.legal_status,
        course.referred_on,
        consents=() if late else agreed,
        details=Details(
            source="staff",
            language=course.language,
            expected_release=course.expected_release,
            subject=course.subject,
            level=course.level,
        ),
    )
    if late and course.staff_on is not None:
        for purpose in agreed:
            do.consent(referred.participant, purpose, course.staff_on)
    if course.guardian_on is not None:
        do.guardian(referred.participant, course.guardian_on)
    return referred


def approve(opened: house.OpenVault, id_: str, course: ScriptedCourse) -> None:
    """The two approvals, or neither: then it is declined."""
    do = opened.do.courses
    if course.staff_on is not None:
        do.approve(id_, "staff", course.staff_on)
    if course.leader_on is not None:
        if course.programme == "PRIMUS_MOTOR":
            do.confirm_criteria(id_, course.leader_on, LEADER)
        do.approve(id_, "leader", course.leader_on)
    if course.declined_on is not None:
        do.decline(id_, course.declined_on)
