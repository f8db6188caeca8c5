"""Sealed identities: who opens them, what is audited first, and that nothing of them stands anywhere else."""

import base64
import re
from collections.abc import Callable
from datetime import date

import pytest

from desktop.crypto import sealing
from desktop.crypto.digests import new_id
from desktop.crypto.sealing import SealKey
from desktop.crypto.signatures import SigningKey
from desktop.errors import NotAllowed
from desktop.log.entry import Change
from desktop.models.rows.domain import Identity
from desktop.models.rows.fields import Leaf, Value
from desktop.models.rows.registry import TABLES
from desktop.services import trust
from desktop.services.session_drafts import SessionDraft
from desktop.store.repositories import identities
from desktop.store.unit_of_work import About
from desktop.sync.limits import VERSION
from desktop.sync.root import Root, sign_root
from tests.integration.services.vaults import BORN, TODAY, Bench, active, refer

PERSON = frozenset({"person", "local_person"})


def _enrolled(site: Bench, identity: SealKey) -> None:
    """Give the vault a root, as enrolment does."""
    key = SigningKey.generate()
    root = Root(
        crit=[],
        hq=new_id(),
        identity_seal=identity.public,
        recovery_seal=SealKey.generate().public,
        import_seal=SealKey.generate().public,
        import_sign=SigningKey.generate().public,
        issuing=SigningKey.generate().public,
        keys=[key.public],
        threshold=1,
        v=VERSION,
        version=1,
    )
    with site.store.writing(site.context.author) as work:
        trust.remember_root(work, sign_root(root, [key]))


def _copied(site: Bench, hq: Bench) -> None:
    """Headquarters holds the same rows of identities and grants."""
    hq.store.judge = None
    with hq.store.writing(hq.context.author) as work:
        for _, scope, subject, change in site.changes():
            if change.table in {"identity", "grant"} and change.value is not None:
                work.put(change.table, change.row, change.unit, change.value, About(scope, subject))


def test_a_leader_opens_a_list_of_names(site: Bench) -> None:
    first, _ = refer(site)
    second, _ = site.courses.refer("VISITING", " Åse  Marie ", "von Prøve", date(1980, 1, 1), "f", "", TODAY)
    opened = site.identities.open([first, second, new_id()])
    assert opened == {
        first: Identity(first, "Konrad", "Testmand", BORN),
        second: Identity(second, "Åse Marie", "von Prøve", date(1980, 1, 1)),
    }


def test_one_audit_row_names_the_list_and_comes_first(site: Bench) -> None:
    wanted = sorted(refer(site)[0] for _ in range(2))
    count, entries = len(site.audited()), len(site.log())
    site.identities.open(list(reversed(wanted)))
    assert site.audited()[count:] == [("open", "identity", " ".join(wanted))]
    assert len(site.log()) == entries


def test_where_the_audit_cannot_be_written_no_name_is_shown(site: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    participant, _ = refer(site)
    opened: list[object] = []
    monkeypatch.setattr("desktop.services.identities.unwrap", lambda *args: opened.append(args))
    with site.store.upgrading() as connection:
        connection.exec_driver_sql("CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'no space'); END")
    with pytest.raises(Exception, match="no space"):
        site.identities.open([participant])
    assert opened == []


def test_nobody_but_a_leader_opens_names_at_a_site(site: Bench, make: Callable[..., Bench]) -> None:
    participant, _ = refer(site)
    for other in (make("volunteer", site=site.sites.own()), make("hq")):
        with pytest.raises(NotAllowed):
            other.identities.open([participant])
    with pytest.raises(NotAllowed):
        site.identities.open_with(site.context.keys.seal, site.context.vault, [participant])
    assert [verb for verb, _, _ in site.audited() if verb == "open"] == []


@pytest.mark.parametrize("rewrapped", [False, True])
def test_an_identity_moved_to_another_row_does_not_open(site: Bench, rewrapped: bool) -> None:
    """Not with its grant moved along, and not with its key granted anew for the other row."""
    first, second = (refer(site)[0] for _ in range(2))
    seal = site.context.keys.seal
    with site.store.writing(site.context.author) as work:
        blob = identities.sealed(work.connection, [first])[first]
        wrap = identities.wraps(work.connection, site.context.vault, [first])[first][0]
        if rewrapped:
            wrap = sealing.wrap(seal.public, sealing.unwrap(seal, wrap, f"grant/{first}"), f"grant/{second}")
        about = About(f"site/{site.context.vault}", second)
        work.put("identity", second, "sealed", {"blob": base64.b64encode(blob).decode()}, about)
        value: Value = {"subject": second, "recipient": site.context.vault, "wrap": base64.b64encode(wrap).decode()}
        work.put("grant", new_id(), "wrap", value, about)
    assert set(site.identities.open([first, second])) == {first}


def test_headquarters_opens_what_was_granted_to_its_identity_key(site: Bench, hq: Bench) -> None:
    identity = SealKey.generate()
    _enrolled(site, identity)
    participant, _ = refer(site)
    _copied(site, hq)
    assert hq.identities.open_with(identity, "hq-identity", [participant]) == {
        participant: Identity(participant, "Konrad", "Testmand", BORN)
    }
    assert hq.audited()[-1] == ("open", "identity", participant)
    assert hq.identities.open_with(SealKey.generate(), "hq-identity", [participant]) == {}
    assert hq.identities.open_with(identity, "somebody", [participant]) == {}


def test_enrolment_grants_every_identity_once(site: Bench, hq: Bench) -> None:
    identity = SealKey.generate()
    kept, _ = refer(site, consents=())
    sent, _ = refer(site)
    count = len(site.log())
    with site.store.writing(site.context.author) as work:
        assert site.identities.grant_all(work, "hq-identity", identity.public) == 2
    assert {(class_, subject) for class_, _, subject, _ in site.changes(count)} == {("identity", sent), ("local_person", kept)}
    with site.store.writing(site.context.author) as work:
        assert site.identities.grant_all(work, "hq-identity", identity.public) == 0
    _copied(site, hq)
    assert set(hq.identities.open_with(identity, "hq-identity", [kept, sent])) == {kept, sent}


def test_many_grants_are_written_in_several_entries(site: Bench) -> None:
    for number in range(45):
        first, second, third = (chr(ord("a") + digit) for digit in (*divmod(number, 26), 0))
        refer(site, f"{first}{second}{third}{first}")
    count = len(site.log())
    with site.store.writing(site.context.author) as work:
        assert site.identities.grant_all(work, "hq-identity", SealKey.generate().public) == 45
    assert len(site.log()) == count + 2


def test_a_stranger_grants_nothing(make: Callable[..., Bench]) -> None:
    stranger = make("volunteer", site=new_id(), volunteer=new_id())
    with pytest.raises(NotAllowed), stranger.store.writing(stranger.context.author) as work:
        stranger.identities.grant_all(work, "hq-identity", SealKey.generate().public)
    with pytest.raises(NotAllowed), stranger.store.writing(stranger.context.author) as work:
        stranger.identities.seal(work, Identity(new_id(), "Konrad", "Testmand"), About(f"site/{new_id()}"))


@pytest.mark.parametrize("purposes", [("processing", "transfer"), ("processing",)])
def test_who_somebody_is_stands_only_where_it_is_sealed(site: Bench, purposes: tuple[str, ...]) -> None:
    participant, course, volunteer = active(site, consents=purposes)
    site.sessions.log(course, SessionDraft(date(2026, 2, 10), "held", 60, volunteers=(volunteer,), note="Husk bogen"))
    site.courses.consent(participant, "transfer", TODAY)
    site.identities.open([participant])
    for class_, body in site.parts():
        assert not any(word in body for word in (b"Konrad", b"Testmand", b"1991-07-14"))
        assert b"SERVING" not in body or class_ in PERSON
    for class_, _, _, change in site.changes():
        told = _told(change)
        assert not {1991, "m"} & told or class_ in PERSON
        assert not any("1991" in leaf for leaf in told if isinstance(leaf, str))
    for verb, table, row in site.audited():
        assert verb in {"save", "open"}
        assert table in TABLES
        assert re.fullmatch("[0-9a-f]{32}", row)


def _told(change: Change) -> set[Leaf]:
    """What a change says in words and numbers: ids and sealed bytes are random and tell nothing."""
    unit = TABLES[change.table].unit(change.unit)
    assert unit is not None
    return {(change.value or {})[field.name] for field in unit.fields if change.value and field.kind not in {"id", "bytes"}}
