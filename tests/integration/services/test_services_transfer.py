"""What leaves a site: classes of parts with and without consent to transfer, and telling it again once it is given."""

from collections.abc import Callable
from datetime import date

from desktop.log.entry import Change, read_part
from desktop.models.rows.domain import Session
from desktop.rules.status import Status
from desktop.services.session_drafts import SessionDraft
from desktop.services.transfer import BATCH
from desktop.store.repositories import participants, units
from desktop.store.repositories.entries import StoredEntry
from tests.integration.services.vaults import TODAY, Bench, active, deliver

HELD = date(2026, 2, 10)
PERSONAL = frozenset({"participant", "person", "identity", "grant", "consent", "course", "match", "session", "participation"})


def _classes(site: Bench, after: int = 0) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for class_, _, _, change in site.changes(after):
        found.setdefault(change.table, set()).add(class_)
    return found


def _changes(entry: StoredEntry) -> list[Change]:
    return [change for part in entry.parts if part.body is not None for change in read_part(part.body).changes]


def _logged(site: Bench, course: str, volunteer: str) -> str:
    draft = SessionDraft(HELD, "held", 60, present="no", next_on=date(2026, 2, 24), volunteers=(volunteer,), note="Husk bogen")
    return site.sessions.log(course, draft).id


def test_with_consent_everything_but_notes_may_travel(site: Bench) -> None:
    _, course, volunteer = active(site)
    _logged(site, course, volunteer)
    classes = _classes(site)
    assert {table for table, names in classes.items() if names == {"core"}} == (PERSONAL | {"volunteer"}) - {"person", "identity", "grant"}
    assert classes["person"] == {"person"}
    assert classes["identity"] == classes["grant"] == {"identity"}
    assert classes["note"] == {"note"}


def test_without_consent_nothing_about_the_participant_leaves_the_site(site: Bench) -> None:
    _, course, volunteer = active(site, consents=("processing",))
    _logged(site, course, volunteer)
    classes = _classes(site)
    assert all(classes[table] == {"local"} for table in PERSONAL - {"person", "identity", "grant"})
    assert all(classes[table] == {"local_person"} for table in ("person", "identity", "grant"))
    assert classes["volunteer"] == {"core"}


def test_who_may_know_each_part(site: Bench) -> None:
    participant, course, volunteer = active(site)
    _logged(site, course, volunteer)
    own = f"site/{site.sites.own()}"
    for _, scope, subject, change in site.changes():
        match change.table:
            case "volunteer":
                assert (scope, subject) == (f"volunteer/{volunteer}", "")
            case "participation":
                assert (scope, subject) == (f"volunteer/{volunteer}", participant)
            case "course" | "match" | "session" | "note":
                assert (scope, subject) == (f"course/{course}", participant)
            case _:
                assert (scope, subject) == (own, participant)


def test_giving_consent_tells_everything_again_but_notes(site: Bench) -> None:
    participant, course, volunteer = active(site, consents=("processing",))
    session = _logged(site, course, volunteer)
    with site.store.reading() as reading:
        rows = participants.rows_about(reading.connection, participant)
        before = {row: units.present(reading.connection, *row) for row in rows}
        heads = {row: reading.row(*row) for row in rows}
    count = len(site.log())
    given = site.courses.consent(participant, "transfer", date(2026, 3, 1))
    classes = _classes(site, count)
    assert set(classes) == PERSONAL
    assert not {"local", "local_person"} & set().union(*classes.values())
    told = {(change.table, change.row, change.unit): change for _, _, _, change in site.changes(count)}
    for row, values in before.items():
        for unit, value in values.items():
            change = told[(*row, unit)]
            assert change.value == value
            assert change.bases
            assert change.bases[0] in [cell for cell in (heads[row] or []) if isinstance(cell, bytes)]
    assert ("consent", given, "given") in told
    with site.store.reading() as reading:
        assert {row: units.present(reading.connection, *row) for row in rows} == before
    for entry in site.log()[count:]:
        tables = {change.table for change in _changes(entry)}
        assert tables == {"participant"} or "participant" not in tables
    assert ("note", session) not in {(table, row) for table, row, _ in told}


def test_a_consent_given_twice_is_told_once(site: Bench) -> None:
    participant, _, _ = active(site)
    count = len(site.log())
    site.courses.consent(participant, "transfer", date(2026, 1, 5))
    assert len(site.log()) == count


def test_emptied_fields_are_told_as_emptied(site: Bench) -> None:
    participant, course, volunteer = active(site, consents=())
    session = _logged(site, course, volunteer)
    site.sessions.correct(session, SessionDraft(HELD, "cancelled_participant", volunteers=(volunteer,)))
    count = len(site.log())
    site.courses.consent(participant, "transfer", TODAY)
    told = {change.unit: change.verb for _, _, _, change in site.changes(count) if change.row == session}
    assert told == {"facts": "put", "minutes": "tomb", "present": "put", "next": "tomb"}


def test_many_visits_are_told_again_in_several_entries(site: Bench) -> None:
    participant, course, volunteer = active(site, consents=())
    for day in range(1, 29):
        site.sessions.log(course, SessionDraft(date(2026, 2, day), "held", 60, volunteers=(volunteer,)))
    count = len(site.log())
    site.courses.consent(participant, "transfer", TODAY)
    told = [{(change.table, change.row) for change in _changes(entry)} for entry in site.log()[count:]]
    assert len(told) == 5
    assert max(len(rows) for rows in told) <= BATCH
    assert sum(change.table == "session" and change.unit == "facts" for _, _, _, change in site.changes(count)) == 28


def test_after_withdrawal_only_the_withdrawal_travels(site: Bench) -> None:
    """And the tombs of what had travelled; nothing that says anything."""
    participant, course, volunteer = active(site)
    count = len(site.log())
    site.courses.withdraw_consent(participant, "transfer", TODAY)
    travelling = {(change.table, change.verb) for class_, _, _, change in site.changes(count) if not class_.startswith("local")}
    assert ("consent", "put") in travelling
    assert {verb for table, verb in travelling if table != "consent"} == {"tomb"}
    assert {change.unit for class_, _, _, change in site.changes(count) if class_ == "core" and change.verb == "put"} == {"withdrawn"}
    count = len(site.log())
    _logged(site, course, volunteer)
    assert {name for names in _classes(site, count).values() for name in names} == {"local", "note"}


def test_a_volunteers_vault_holds_back_what_the_site_does(site: Bench, make: Callable[..., Bench]) -> None:
    participant, course, volunteer = active(site, consents=("processing",))
    own = make("volunteer", site=site.sites.own(), volunteer=volunteer)
    deliver(site, own, volunteer)
    count = len(own.log())
    own.sessions.log(course, SessionDraft(HELD, "held", 60))
    assert {class_ for class_, _, _, _ in own.changes(count)} == {"local"}
    site.courses.consent(participant, "transfer", TODAY)
    deliver(site, own, volunteer)
    count = len(own.log())
    own.sessions.log(course, SessionDraft(date(2026, 2, 24), "held", 60))
    assert {class_ for class_, _, _, _ in own.changes(count)} == {"core"}
    site.courses.withdraw_consent(participant, "transfer", TODAY)
    deliver(site, own, volunteer)
    count = len(own.log())
    own.sessions.log(course, SessionDraft(date(2026, 3, 10), "held", 60))
    assert {class_ for class_, _, _, _ in own.changes(count)} == {"local"}


def test_a_volunteers_vault_knows_the_alias_and_the_course_and_no_more(site: Bench, make: Callable[..., Bench]) -> None:
    participant, course, volunteer = active(site)
    own = make("volunteer", site=site.sites.own(), volunteer=volunteer)
    deliver(site, own, volunteer)
    assert [(one.id, one.alias) for one in own.courses.participants()] == [(participant, site.courses.list()[0].alias)]
    assert own.courses.find(f"{own.courses.participants()[0].alias}/VISITING").id == course
    assert {change.table for _, _, _, change in own.changes()} == {"participant", "course", "match", "volunteer"}
    logged = own.sessions.log(course, SessionDraft(HELD, "held", 60))
    assert own.sessions.of_course(course) == (Session(logged.id, course, HELD, "in_person", "held", "", 60),)
    assert own.courses.list()[0].status is Status.ACTIVE
