"""Group events: planned, held, called off; heads, and names only where they are allowed."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from desktop.crypto.digests import new_id
from desktop.errors import InvalidValue, NotAllowed, TextRefused, UnknownEvent, UnknownParticipant
from desktop.services.audience import EVERYONE
from desktop.services.group_drafts import GroupDraft
from desktop.services.groups import Groups
from tests.integration.services.vaults import TODAY, Bench, refer

D = date(2026, 3, 1)
BINGO = GroupDraft("bingo", D, state="held", inmates=8, volunteers=2)
SERVICE = GroupDraft("church_service", D, state="held", inmates=14, volunteers=1)


@pytest.fixture
def groups(site: Bench) -> Groups:
    return Groups(site.context)


def _stands(groups: Groups) -> list[tuple[str, date | None, str]]:
    return [(one.event.kind, one.event.from_on, one.event.state) for one in groups.list()]


def _label(site: Bench, list_: str, code: str, danish: str, *, religious: bool = False) -> None:
    """A word of headquarters, as a file from there brings it."""
    judge, site.store.judge = site.store.judge, None
    with site.store.writing(site.context.author) as work:
        id_ = new_id()
        work.put("label", id_, "text", {"list": list_, "code": code, "danish": danish, "english": code}, EVERYONE)
        work.put("label", id_, "nature", {"religious": religious}, EVERYONE)
    site.store.judge = judge


def test_an_event_is_planned_held_or_called_off(groups: Groups) -> None:
    planned = groups.log(GroupDraft("bingo", date(2026, 3, 30)))
    assert groups.log(GroupDraft("bingo", date(2026, 3, 30))).id == planned.id
    assert groups.cancel(planned.id).id == planned.id
    held = groups.log(BINGO)
    assert _stands(groups) == [("bingo", D, "held"), ("bingo", date(2026, 3, 30), "cancelled")]
    (event,) = (one.event for one in groups.list(last=D))
    assert (event.inmates, event.volunteers, event.method) == (8, 2, "ATTENDANCES")
    assert groups.find("bingo", D).id == held.id
    groups.take_back(held.id)
    assert _stands(groups) == [("bingo", date(2026, 3, 30), "cancelled")]
    for verb in (groups.cancel, groups.take_back):
        with pytest.raises(UnknownEvent):
            verb(new_id())
    with pytest.raises(UnknownEvent):
        groups.find("bingo", D)


def test_one_that_was_held_is_neither_planned_nor_called_off_and_its_heads_are_not_overwritten(groups: Groups) -> None:
    held = groups.log(GroupDraft("bingo", D, state="held", inmates=0))
    assert groups.log(GroupDraft("bingo", D)).id == held.id
    assert groups.log(BINGO.__class__("bingo", D, state="held", volunteers=2)).id == held.id
    (line,) = groups.list()
    assert (line.event.inmates, line.event.volunteers) == (0, 2)
    with pytest.raises(InvalidValue):
        groups.log(BINGO)
    with pytest.raises(InvalidValue):
        groups.log(GroupDraft("bingo", D, state="cancelled"))
    with pytest.raises(InvalidValue):
        groups.cancel(held.id)
    second = groups.log(BINGO, another=True)
    assert second.id != held.id
    groups.change(held.id, GroupDraft("bingo", D, state="planned"))
    assert {(one.event.state, one.event.inmates) for one in groups.list()} == {("held", 8), ("planned", None)}


def test_what_recurs_is_planned_again_when_it_was_held(groups: Groups) -> None:
    first = groups.log(GroupDraft("church_service", date(2026, 1, 11), state="held", inmates=9, recurrence="monthly"))
    assert first.next
    assert _stands(groups)[-1] == ("church_service", date(2026, 2, 11), "planned")
    second = groups.log(GroupDraft("church_service", date(2026, 2, 8), state="held", inmates=11))
    assert second.id == first.next
    called_off = groups.cancel(second.next)
    assert _stands(groups) == [
        ("church_service", date(2026, 1, 11), "held"),
        ("church_service", date(2026, 2, 8), "held"),
        ("church_service", date(2026, 3, 8), "cancelled"),
        ("church_service", date(2026, 4, 8), "planned"),
    ]
    assert called_off.next
    again = groups.log(GroupDraft("church_service", date(2026, 2, 8), state="held", inmates=11, recurrence="monthly"))
    assert (again.id, again.next) == (second.id, "")
    groups.change(called_off.next, GroupDraft("church_service", date(2026, 4, 8)))
    assert [one.event.recurrence for one in groups.list()] == ["monthly", "monthly", "monthly", ""]


def test_a_time_that_is_no_day_is_its_days_and_comes_once_a_year(groups: Groups) -> None:
    planned = groups.log(GroupDraft("bingo", vague="easter", recurrence="yearly"))
    (line,) = groups.list()
    assert (line.event.from_on, line.event.to_on, line.event.vague) == (date(2026, 3, 29), date(2026, 4, 6), "easter")
    assert groups.log(GroupDraft("bingo", date(2026, 4, 4))).id == planned.id
    (line,) = groups.list()
    assert (line.event.from_on, line.event.to_on, line.event.vague) == (date(2026, 4, 4), None, "easter")
    groups.cancel(planned.id)
    assert [(one.event.from_on, one.event.to_on) for one in groups.list()][1:] == [(date(2027, 3, 21), date(2027, 3, 29))]
    assert groups.log(GroupDraft("other", date(2024, 1, 1), vague="christmas")).id
    assert _stands(groups)[0] == ("other", date(2024, 12, 24), "planned")
    for draft in (GroupDraft("bingo", vague="payday"), GroupDraft("bingo", vague="easter", recurrence="weekly"), GroupDraft("bingo")):
        with pytest.raises(InvalidValue):
            groups.log(draft)


def test_heads_that_are_not_known_are_not_none(groups: Groups) -> None:
    groups.log(GroupDraft("bingo", D, state="held"))
    (line,) = groups.list()
    assert (line.event.inmates, line.found) == (None, ("heads_unknown",))
    for other in ({"inmates": -1}, {"volunteers": 3000}, {"method": "GUESSED"}):
        with pytest.raises(InvalidValue):
            groups.log(GroupDraft("other", D, state="held", **other))
    with pytest.raises(InvalidValue):
        groups.log(GroupDraft("other", D, inmates=3))


@pytest.mark.parametrize(
    "draft",
    [
        GroupDraft("football", D),
        GroupDraft("bingo", D, state="tomorrow"),
        GroupDraft("bingo", D, recurrence="daily"),
        GroupDraft("bingo", TODAY + timedelta(days=1), state="held"),
        GroupDraft("bingo", TODAY + timedelta(days=6 * 365)),
        GroupDraft("bingo", date(1984, 1, 1)),
        GroupDraft("bingo", D, date(2026, 2, 28)),
        GroupDraft("bingo", D, label="x" * 61),
    ],
)
def test_what_cannot_be_is_refused(groups: Groups, draft: GroupDraft) -> None:
    with pytest.raises(InvalidValue):
        groups.log(draft)
    assert groups.list() == ()


def test_a_religious_kind_has_no_text_no_names_and_counts_attendances(site: Bench, groups: Groups) -> None:
    participant, _ = refer(site)
    _label(site, "group_kind", "friday", "fredagsbøn", religious=True)
    _label(site, "group_kind", "choir", "kor")
    for kind in ("church_service", "friday"):
        with pytest.raises(InvalidValue):
            groups.log(GroupDraft(kind, D, label="koncert"))
        for method in ("UNIQUE_NAMED", "UNIQUE_ESTIMATED"):
            with pytest.raises(InvalidValue):
                groups.log(GroupDraft(kind, D, state="held", inmates=3, method=method))
        held = groups.log(GroupDraft(kind, D, state="held", inmates=3))
        with pytest.raises(InvalidValue):
            groups.attend(held.id, (participant,))
        assert groups.attendances(held.id) == ()
    sung = groups.log(GroupDraft("choir", D, label="koncert", state="held", inmates=3, method="UNIQUE_NAMED"))
    groups.attend(sung.id, (participant,))
    with pytest.raises(InvalidValue):
        groups.change(sung.id, GroupDraft("friday", D, state="held", inmates=3))
    assert {one.event.method for one in groups.list()} == {"ATTENDANCES", "UNIQUE_NAMED"}


def test_a_label_is_a_word_of_the_list_or_a_short_guarded_text(site: Bench, groups: Groups) -> None:
    _label(site, "group_label", "summer_party", "Sommerfest")
    for typed in ("sommerfest", "summer_party"):
        groups.log(GroupDraft("other", D, label=typed))
    assert [one.event.label for one in groups.list()] == ["summer_party"]
    assert groups.log(GroupDraft("bingo", D, label="psykologi og hash")).words == ("hash",)
    with pytest.raises(TextRefused):
        groups.log(GroupDraft("bingo", D, label="ring 12345678"))


def test_names_want_consent_and_an_event_that_was_held_and_counts_them(site: Bench, groups: Groups) -> None:
    agreed, _ = refer(site, consents=("processing",))
    silent, _ = refer(site, consents=())
    named = groups.log(GroupDraft("bingo", D, state="held", inmates=8, method="UNIQUE_NAMED")).id
    groups.attend(named, (agreed,))
    groups.attend(named, (agreed,))
    assert [one.participant for one in groups.attendances(named)] == [agreed]
    with pytest.raises(InvalidValue):
        groups.attend(named, (agreed, silent))
    with pytest.raises(UnknownParticipant):
        groups.attend(named, (new_id(),))
    for draft in (GroupDraft("bingo", date(2026, 4, 1)), GroupDraft("other", D, state="held", inmates=8)):
        with pytest.raises(InvalidValue):
            groups.attend(groups.log(draft).id, (agreed,))
    assert next(one.named for one in groups.list() if one.event.id == named) == 1
    groups.unattend(named, agreed)
    assert groups.attendances(named) == ()


def test_a_name_is_told_as_its_participant_wishes_and_an_event_to_headquarters(site: Bench, groups: Groups) -> None:
    told, _ = refer(site)
    kept, _ = refer(site, consents=("processing",))
    named = groups.log(GroupDraft("bingo", D, state="held", inmates=8, method="UNIQUE_NAMED")).id
    count = len(site.log())
    groups.attend(named, (told, kept))
    changes = site.changes(count)
    assert {(class_, subject) for class_, _, subject, _ in changes} == {("core", told), ("local", kept)}
    assert {scope for _, scope, _, _ in changes} == {f"site/{site.sites.own()}"}
    groups.take_back(named)
    assert groups.attendances(named) == ()


def test_an_estimate_for_a_year_replaces_the_one_before(groups: Groups) -> None:
    groups.log(GroupDraft("bingo", D, state="held", inmates=8, method="UNIQUE_ESTIMATED"))
    assert groups.list()[0].found == ("estimate_missing",)
    assert groups.estimate(2026, 30) == groups.estimate(2026, 31)
    assert groups.list()[0].found == ()
    for year, persons in ((1984, 3), (2027, 3), (2026, -1)):
        with pytest.raises(InvalidValue):
            groups.estimate(year, persons)


def test_group_events_are_a_leaders(make: Callable[..., Bench]) -> None:
    for bench in (make("volunteer"), make("hq")):
        groups = Groups(bench.context)
        for verb in (lambda: groups.log(BINGO), groups.list, lambda: groups.estimate(2026, 3), lambda: groups.attend(new_id(), ())):  # noqa: B023 - called at once
            with pytest.raises(NotAllowed):
                verb()
