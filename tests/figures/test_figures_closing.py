"""What is frozen of a year comes back as it was: numbers, parts, methods, days, versions, and how far all was typed in."""

from datetime import date

from sqlalchemy import Connection

from desktop.figures import closing
from desktop.figures.compute import compute
from desktop.figures.people import PARTICIPANT, VOLUNTEER, of_kind
from desktop.figures.values import Scope
from tests.figures.nation import course, put, session, site

NATION = Scope(None, 2024, date(2024, 12, 31), unnamed=True)


def _freeze(connection: Connection, id_: str, revision: int) -> None:
    found = compute(connection, NATION)
    put(
        connection,
        "year_close",
        id_,
        year=2024,
        revision=revision,
        as_of="2024-12-31",
        known_at="2025-01-15T10:00:00Z",
        digest=found.digest,
    )
    for number, one in enumerate(closing.cells(connection, found)):
        more = {"site": one.site or None, "programme": one.programme or None, "value": one.value, "digest": one.digest or None}
        put(connection, "closed_figure", f"{id_}{number}", close=id_, figure=one.figure, version=one.version, **more)


def test_every_part_of_a_number_comes_back(connection: Connection) -> None:
    site(connection, "s1", "Nord", "2024-12-31")
    site(connection, "s2", "Syd", None)
    course(connection, "c1", "p1", "s1", d_first_held="2024-02-01", d_last_held="2024-02-01")
    course(connection, "c2", "p2", "s2")
    session(connection, "a", "c1", "2024-02-01")
    session(connection, "b", "c2", "2024-02-01", "cancelled_participant")
    put(connection, "snapshot", "s", site="s1", figure="active_now", as_of="2024-06-30", value=3)
    put(connection, "group_event", "g", site="s1", kind="bingo", from_on="2024-05-05", event_state="held", inmates=9, method="ATTENDANCES")
    put(connection, "cell", "e", site="s1", programme="VISITING", year=2024, persons=2, meetings=3, minutes=90)
    live = compute(connection, NATION)
    assert live.figures["formerly_snapshot"].on == date(2024, 6, 30)
    assert (live.figures["persons_visited"].value, live.figures["persons_erased"].value, live.figures["contact_minutes"].value) == (
        3,
        2,
        90,
    )
    _freeze(connection, "y1", 1)
    (close,) = closing.closes(connection, 2024)
    kept, erased = closing.frozen(connection, close)
    assert (erased, close.digest, kept.revision, closing.years(connection)) == (2, live.digest, 1, (2024,))
    for key, figure in live.figures.items():
        frozen = kept.figures[key]
        assert (frozen.value, frozen.by_site, frozen.by_programme, frozen.split) == (
            figure.value,
            figure.by_site,
            figure.by_programme,
            figure.split,
        )
        assert (frozen.method, frozen.on, frozen.digest, frozen.definition) == (figure.method, figure.on, figure.digest, figure.definition)
    assert [(one.site, one.state, one.through) for one in kept.completeness.sites] == [
        (one.site, one.state, one.through) for one in live.completeness.sites
    ]
    assert kept.digest == live.digest


def test_revisions_stand_in_their_order(connection: Connection) -> None:
    site(connection, "s1", "Nord", None)
    _freeze(connection, "y2", 2)
    _freeze(connection, "y1", 1)
    assert [one.revision for one in closing.closes(connection, 2024)] == [1, 2]
    assert closing.closes(connection, 2023) == ()


def test_a_definition_keeps_the_version_that_it_had(connection: Connection) -> None:
    put(connection, "year_close", "y", year=2024, revision=1, as_of="2024-12-31")
    put(connection, "closed_figure", "a", close="y", figure="sessions_held", version=7, value=4, digest="ab")
    (close,) = closing.closes(connection, 2024)
    kept, _ = closing.frozen(connection, close)
    assert list(kept.figures) == ["sessions_held"]
    assert (kept.figures["sessions_held"].definition.version, kept.figures["sessions_held"].digest) == (7, "ab")


def test_participants_and_volunteers_are_linked_apart(connection: Connection) -> None:
    put(connection, "link", "a", kind=PARTICIPANT, first="p1", second="p2", likeness="same", ground="officer")
    put(connection, "link", "b", kind=VOLUNTEER, first="v1", second="v2", likeness="same", ground="officer")
    assert of_kind(connection, PARTICIPANT).united() == {"p1": "p1", "p2": "p1"}
    assert of_kind(connection, VOLUNTEER).united() == {"v1": "v1", "v2": "v1"}
