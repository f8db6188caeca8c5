"""Rows of "What must happen", on entries: what breaks a chain refuses the file, what one entry may not say is set aside.

The forgers are a volunteer and a leader with a patched program: their entries are signed, chained and sealed as they
should be, and say what their author may not say.
"""

import base64
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import partial

import msgspec

from desktop.crypto.digests import new_id
from desktop.crypto.sealing import SealKey
from desktop.crypto.signatures import SigningKey
from desktop.house import OpenVault
from desktop.log.canonical import decode
from desktop.log.entry import Change, Draft, describe_parts, trace_of, write_entry, write_part
from desktop.models.rows.fields import Value
from desktop.store.repositories import files
from desktop.store.repositories.entries import hash_at
from desktop.store.unit_of_work import About, Work
from desktop.sync.certificate import Certificate, issue
from desktop.sync.parts import Carried, State
from desktop.sync.receipt import Receipt
from desktop.sync.signed import Signed
from tests.integration.sync import tree as trees
from tests.integration.sync.tree import Tree
from tests.sync import tree as wire

UNAUTHORISED, OUT = "UnauthorisedUser", "OutOfScope"
Forgery = Callable[[Work], object]
FIGURES = {"sessions_held": 3, "active_now": 1, "being_set_up": 1}
"""What headquarters counts: two true visits of Bo and one of Eva (to one invented person); Per's course has not begun."""


def blob(data: bytes) -> str:
    return base64.b64encode(data).decode()


def certificate(by: OpenVault, role: str, site: str) -> Value:
    """A certificate for a new user, signed by whoever is at work in the vault."""
    key = by.slot.signing
    made = Certificate(
        crit=[],
        home=by.card.id,
        id=new_id(),
        issued="0195b3c5f0000000",
        issuer=key.public,
        kind="user",
        role=role,  # type: ignore[arg-type] # one of the roles
        seal=SealKey.generate().public,
        sign=SigningKey.generate().public,
        site=site,
        v=0,
    )
    signed = issue(key, made)
    return {"doc": blob(signed.doc), "sig": blob(signed.sig)}


def of_bo(tree: Tree, bo: OpenVault, session: str, evas: str) -> Iterator[tuple[str, str, Forgery]]:
    """(name, reason, forgery): what a volunteer may not say."""
    own, other, eva = tree.courses["bo"], tree.courses["eva"], tree.volunteers["eva"]
    mine, foreign = trees.scope("course", own), trees.scope("course", other)
    site = trees.scope("site", tree.id("a/site"))
    everybody = About("all")
    with bo.store.reading() as reading:
        first = hash_at(reading.connection, *trees.head(bo, 1)) or b""
        participant = str(reading.connection.exec_driver_sql("SELECT participant FROM course WHERE id = ?", (own,)).scalar_one())
    yield "approval", UNAUTHORISED, lambda work: work.put("course", own, "staff_approval", {"staff_approval_on": "2026-02-01"}, mine)
    yield "end", UNAUTHORISED, lambda work: work.put("course", own, "end", {"ended_on": "2026-02-01", "end_reason": "other"}, mine)
    pair: Value = {"course": other, "volunteer": tree.volunteers["bo"], "from_on": "2026-01-01"}
    yield "match", UNAUTHORISED, lambda work: work.put("match", new_id(), "pair", pair, foreign)
    yield "verdict", UNAUTHORISED, lambda work: work.put("verdict", first.hex(), "decision", {"decision": "refuse"}, everybody)
    yield "session elsewhere", OUT, lambda work: work.put("session", new_id(), "facts", trees.facts(other), foreign)
    yield "session elsewhere, own scope", OUT, lambda work: work.put("session", new_id(), "facts", trees.facts(other), mine)
    yield "session moved away", OUT, lambda work: work.put("session", session, "facts", trees.facts(other), mine)
    yield "note elsewhere", OUT, lambda work: work.put("note", new_id(), "text", {"session": evas, "text": "x"}, mine)
    who: Value = {"session": session, "volunteer": eva}
    yield "another's part", OUT, lambda work: work.put("participation", new_id(), "facts", who, trees.scope("volunteer", eva))
    yield "another's part, own scope", OUT, lambda work: work.put("participation", new_id(), "facts", who, mine)
    yield "another's minutes emptied", OUT, lambda work: work.tomb("session", evas, "minutes", foreign)
    yield "apart", UNAUTHORISED, lambda work: work.put("session", session, "separate", {"separate": True}, mine)
    higher = certificate(bo, "VISIT_LEADER", tree.id("a/site"))
    yield "leader's certificate", UNAUTHORISED, lambda work: work.put("user", bo.slot.user, "certificate", higher, site)
    grant: Value = {"subject": participant, "recipient": bo.card.id, "wrap": blob(bytes(32))}
    yield "grant, which the edge does not carry", "", lambda work: work.put("grant", new_id(), "wrap", grant, site)
    yield "alias", UNAUTHORISED, lambda work: work.put("participant", participant, "alias", {"alias": "Zebra"}, site)
    consent: Value = {"participant": participant, "purpose": "transfer", "given_on": "2026-02-01"}
    yield "consent", UNAUTHORISED, lambda work: work.put("consent", new_id(), "given", consent, site)
    yield "told to everyone", OUT, lambda work: work.put("session", new_id(), "facts", trees.facts(own), everybody)
    place: Value = {"vault": tree.id("a/site"), "old": "0" * 16, "seq": 1, "hash": "0" * 64}
    yield "another's incarnation", OUT, lambda work: work.put("incarnation", new_id(), "restored", place, everybody)
    yield (
        "name",
        UNAUTHORISED,
        lambda work: work.put("volunteer", eva, "name", {"given": "X", "family": "Y"}, trees.scope("volunteer", eva)),
    )


def test_what_a_volunteer_may_not_say_is_set_aside_and_the_chain_goes_on(tree: Tree) -> None:
    expected: dict[bytes, str] = {}
    own, evas = tree.courses["bo"], tree.log("eva")
    tree.take("hq", tree.up("a/site", "eva.indb"))
    with tree.open("a/bo") as bo:
        session = trees.log(bo, own)
        for _name, reason, forgery in of_bo(tree, bo, session, evas):
            with trees.patched(bo) as work:
                forgery(work)
                hash_ = work.flush() or b""
                expected |= {hash_: reason} if reason else {}
        trees.log(bo, own, 9)
        ups = [trees.export(bo, tree.root / "bo.indb")]
        for table, row in (("session", session), ("course", own), ("note", new_id())):
            with trees.patched(bo) as work:
                work.erase(table, row, trees.scope("course", own))
                expected[work.flush() or b""] = UNAUTHORISED
        ups.append(trees.export(bo, tree.root / "erased.indb"))
    with tree.open("a/site") as site:
        before = trees.dump(site)
        results = site.take_in(ups)
        assert [(result.outcome, result.new, result.aside) for result in results] == [
            ("imported", len(expected), len(expected) - 3),
            ("imported", 3, 3),
        ]
        assert trees.aside(site) == expected
        assert shown(site, results[0].bundle) + shown(site, results[1].bundle) == sorted(list(expected.values())[:-3]) + [UNAUTHORISED] * 3
        after = trees.dump(site)
        for table in ("course", "match", "verdict", "participant", "consent", "grant", "user", "volunteer", "incarnation"):
            assert without_derived(after, table) == without_derived(before, table)
        trees.check(site)
        file = trees.export(site, tree.root / "up.indb")
        core = {entry.hash for entry in trees.logged(site) if all(part.class_ == "core" for part in entry.parts)}
    with tree.open("hq") as hq:
        (result,) = hq.take_in([file])
        assert {hash_: reason for hash_, reason in trees.aside(hq).items() if hash_ in core} == {
            hash_: reason for hash_, reason in expected.items() if hash_ in core
        }
        assert shown(hq, result.bundle) == sorted(trees.aside(hq).values())
        assert {key: trees.figures(hq)[key] for key in FIGURES} == FIGURES
        trees.check(hq)
    tree.log("eva", 16)
    assert tree.take("hq", tree.up("a/site", "later.indb"))[0].aside == 0


def without_derived(dump: trees.Dump, table: str) -> list[tuple[object, ...]]:
    """Of a course, its first and last visit may change with true visits."""
    return [row[:-2] if table == "course" else row for row in dump[table]]


def shown(vault: OpenVault, bundle_: str) -> list[str]:
    """The reasons that the receipt of a file names."""
    with vault.store.reading() as reading:
        found = files.registered(reading.connection, bundle_)
    assert found is not None
    receipt = decode(decode(found.receipt, Signed).doc, Receipt)
    return sorted(refusal.reason for refusal in receipt.refusals)


def put_again(work: Work, row: str, value: Value, about: About) -> None:
    work.put("course", row, "end", value, about, again=True)


def of_anna(tree: Tree, anna: OpenVault, rows: dict[str, str]) -> Iterator[tuple[str, str, Forgery]]:
    """What a leader may not say; `rows` are ids of the other site and of headquarters."""
    theirs, mine = tree.id("b/site"), trees.scope("site", tree.id("a/site"))
    other, there = tree.courses["per"], trees.scope("site", theirs)
    course = trees.scope("course", other)
    everybody = About("all")
    ended: Value = {"ended_on": "2026-02-01", "end_reason": "other"}
    for scope in (course, mine, there):
        yield "end of their course", OUT, partial(put_again, row=other, value=ended, about=scope)
    yield "visit there", OUT, lambda work: work.put("session", new_id(), "facts", trees.facts(other), course)
    referral: Value = {"participant": new_id(), "programme": "VISITING", "site": theirs, "referred_on": "2026-01-01"}
    yield "course there", OUT, lambda work: work.put("course", new_id(), "referral", referral, mine)
    yield "their participant", OUT, lambda work: work.put("participant", rows["participant"], "home", {"site": tree.id("a/site")}, mine)
    yield "their volunteer", OUT, lambda work: work.put("volunteer", tree.volunteers["per"], "name", {"given": "X", "family": "Y"}, mine)
    yield "their vault", OUT, lambda work: work.put("vault", theirs, "place", {"site": tree.id("a/site"), "label": "X"}, mine)
    yield "their leader", OUT, lambda work: work.put("user", rows["birgit"], "name", {"name": "X"}, mine)
    yield "headquarters' person", OUT, lambda work: work.put("user", rows["hanne"], "name", {"name": "X"}, mine)
    keys: Value = {"sign": blob(anna.slot.signing.public), "seal": blob(anna.slot.sealing.public)}
    yield "headquarters' keys", OUT, lambda work: work.put("user", rows["hanne"], "keys", keys, mine)
    yield (
        "their completeness",
        OUT,
        lambda work: work.put("site_programme", rows["programme"], "complete", {"through": "2026-03-01"}, everybody),
    )
    agreed: Value = {"site": tree.id("a/site"), "programme": "GROUP", "agreement_from": "2026-01", "video": False}
    yield "agreement", UNAUTHORISED, lambda work: work.put("site_programme", new_id(), "agreement", agreed, everybody)
    facts: Value = {"name": "X", "type": None, "municipality": None}
    yield "site", UNAUTHORISED, lambda work: work.put("site", tree.id("a/site"), "facts", facts, everybody)
    admin = certificate(anna, "HQ_ADMIN", "")
    yield "administrator's certificate", UNAUTHORISED, lambda work: work.put("user", new_id(), "certificate", admin, mine)
    decision: Value = {"decision": "refuse"}
    yield "verdict there", OUT, lambda work: work.put("verdict", rows["entry"], "decision", decision, everybody)
    grant: Value = {"subject": rows["participant"], "recipient": anna.card.id, "wrap": blob(bytes(32))}
    yield "grant of theirs", OUT, lambda work: work.put("grant", new_id(), "wrap", grant, mine)
    born: Value = {"birth_year": 1950, "gender": "f"}
    yield "their person", OUT, lambda work: work.put("person", rows["participant"], "facts", born, mine)
    yield "their person", OUT, lambda work: work.put("person", rows["participant"], "legal", {"legal_status": "REMAND"}, mine)


def rows_of_others(tree: Tree) -> dict[str, str]:
    with tree.open("hq") as hq, hq.store.reading() as reading:

        def one(statement: str, argument: str) -> str:
            return str(reading.connection.exec_driver_sql(statement, (argument,)).scalar_one())

        theirs = tree.id("b/site")
        return {
            "participant": one("SELECT participant FROM course WHERE id = ?", tree.courses["per"]),
            "programme": one("SELECT id FROM site_programme WHERE site = ?", theirs),
            "birgit": one("SELECT usr FROM entry WHERE dev = ? LIMIT 1", theirs),
            "hanne": hq.slot.user,
            "entry": one("SELECT lower(hex(hash)) FROM entry WHERE dev = ? LIMIT 1", theirs),
        }


def test_what_a_leader_may_not_say_is_set_aside(tree: Tree) -> None:
    expected: dict[bytes, tuple[str, str]] = {}
    rows = rows_of_others(tree)
    with tree.open("hq") as hq:
        before = trees.dump(hq)
    with tree.open("a/site") as site:
        for name, reason, forgery in of_anna(tree, site, rows):
            with trees.patched(site) as work:
                forgery(work)
                expected[work.flush() or b""] = (name, reason)
        site.do.sites.complete(tree.id("a/site"), date(2026, 3, 1))
        ups = [trees.export(site, tree.root / "up.indb")]
        with trees.patched(site) as work:
            work.erase("course", tree.courses["per"], trees.scope("site", tree.id("a/site")))
            erased = work.flush()
        ups.append(trees.export(site, tree.root / "erased.indb"))
    with tree.open("hq") as hq:
        result, second = hq.take_in(ups)
        assert (second.aside, trees.aside(hq)[erased or b""]) == (1, OUT)
        found = trees.aside(hq)
        assert {(name, found.get(hash_)) for hash_, (name, _) in expected.items()} == set(expected.values())
        assert (result.outcome, result.new) == ("imported", 1 + len(expected))
        after = trees.dump(hq)
        for table in ("course", "session", "participant", "person", "grant", "user", "vault", "volunteer", "site", "verdict"):
            assert after[table] == before[table]
        trees.check(hq)


def test_a_leader_admits_nothing_that_a_leader_may_not_say(tree: Tree) -> None:
    """A leader ends a course of another site and then says that this be admitted: in one file, and in a later one."""
    other = tree.courses["per"]
    ended: Value = {"ended_on": "2026-02-01", "end_reason": "other"}
    ups = []
    with tree.open("a/site") as site:
        with trees.patched(site) as work:
            work.put("course", other, "end", ended, trees.scope("course", other))
            one = work.flush() or b""
            work.put("verdict", one.hex(), "decision", {"decision": "admit"}, About("all"))
        ups.append(trees.export(site, tree.root / "together.indb"))
        with trees.patched(site) as work:
            work.put("verdict", one.hex(), "decision", {"decision": "admit"}, About("all"), again=True)
        ups.append(trees.export(site, tree.root / "later.indb"))
    with tree.open("hq") as hq:
        for path in ups:
            hq.take_in([path])
            assert trees.count(hq, "SELECT count(*) FROM course WHERE ended_on IS NOT NULL") == 0
        assert set(trees.aside(hq).values()) == {OUT}
        assert trees.count(hq, "SELECT count(*) FROM verdict") == 0


def test_a_leaders_verdict_on_a_volunteers_save_travels_with_it(tree: Tree) -> None:
    """Of a volunteer's save on a course that was never matched; a leader could have saved it."""
    other = tree.courses["eva"]
    with tree.open("a/bo") as bo:
        with trees.patched(bo) as work:
            work.put("session", new_id(), "facts", trees.facts(other), trees.scope("course", other))
        up = trees.export(bo, tree.root / "bo.indb")
    with tree.open("a/site") as site:
        (result,) = site.take_in([up])
        ((hash_, reason),) = trees.aside(site).items()
        assert (result.aside, reason, trees.figures(site)["sessions_held"]) == (1, OUT, 0)
        with site.store.writing(site.context.author) as work:
            work.put("verdict", hash_.hex(), "decision", {"decision": "admit"}, About("all"))
        assert trees.figures(site)["sessions_held"] == 1
        up = trees.export(site, tree.root / "up.indb")
    with tree.open("hq") as hq:
        (result,) = hq.take_in([up])
        assert trees.aside(hq) == {hash_: OUT}
        assert trees.figures(hq)["sessions_held"] == 1
        trees.check(hq)


def test_a_leader_corrects_a_volunteers_visit_in_the_same_file(tree: Tree) -> None:
    session = tree.log("bo")
    with tree.open("a/site") as site:
        site.arrive()
        site.do.sessions.correct(session, replace(trees.VISIT, minutes=75, volunteers=(tree.volunteers["bo"],)))
        site.do.sessions.correct(session, replace(trees.VISIT, minutes=80, volunteers=()))
        up = trees.export(site, tree.root / "up.indb")
    with tree.open("hq") as hq:
        (result,) = hq.take_in([up])
        assert (result.new, result.aside) == (3, 0)
        assert trees.count(hq, "SELECT minutes FROM session") == 80


def test_a_correction_of_what_headquarters_was_not_told_is_in_scope(tree: Tree) -> None:
    """Bo saves a visit before his vault has learnt of the consent to transfer; afterwards the leader says that he was not there."""
    with tree.open("a/site") as site:
        own = trees.course(site, tree.volunteers["bo"], consents=("processing",))
        who = next(one.course.participant for one in site.do.courses.list() if one.course.id == own)
        site.leave()
    with tree.open("a/bo") as bo:
        bo.arrive()
        session = trees.log(bo, own)
        bo.leave()
    with tree.open("a/site") as site:
        site.do.courses.consent(who, "transfer", date(2026, 3, 1))
        site.arrive()
        site.do.sessions.correct(session, replace(trees.VISIT, minutes=51, volunteers=()))
        up = trees.export(site, tree.root / "up.indb")
    with tree.open("hq") as hq:
        (result,) = hq.take_in([up])
        assert (result.outcome, result.aside) == ("imported", 0)
        assert trees.count(hq, "SELECT minutes FROM session WHERE id = ?", session) == 51


def test_a_part_that_is_believed_to_be_erased_stays_so_whatever_comes(tree: Tree) -> None:
    """What a volunteer may not say of a visit that is erased: first it is called erased, and later its content comes after all."""
    own, others = tree.courses["bo"], tree.courses["eva"]
    with tree.open("a/site") as site:
        gone = trees.log(site, others)
        with trees.patched(site) as work:
            work.erase("session", gone, trees.scope("course", others))
    change = Change(verb="put", table="session", row=gone, unit="separate", value={"separate": True}, bases=[])
    draft = Draft("core", f"course/{own}", "", (change,))
    with tree.open("a/bo") as bo:
        trees.log(bo, own)
        (good,) = trees.carried(bo, edge="volunteer>site")
        body = write_part(draft)
        header = msgspec.structs.replace(wire.header(good), seq=2, prev=wire.hash_of(good), parts=describe_parts((draft,), (body,)))
        raw = write_entry(header, (body,), bo.slot.signing)
        files_ = [
            trees.forge(bo, [good, Carried(replace(raw, parts=(None,)), (State.ERASED,), (trace_of(body),))]),
            trees.forge(bo, [good, Carried(raw, (State.PRESENT,))]),
        ]
    path = tree.root / "bo.indb"
    with tree.open("a/site") as site:
        before = trees.dump(site)["course"]
        for data in files_:
            path.write_bytes(data)
            (result,) = site.take_in([path])
            assert (result.outcome, result.aside) == ("imported", 0)
        assert body not in [part.body for entry in trees.logged(site) for part in entry.parts]
        assert without_derived(trees.dump(site), "course") == [row[:-2] for row in before]
        trees.check(site)


def test_a_co_mentor_is_told_of_a_visit_but_not_of_what_is_set_aside(tree: Tree) -> None:
    own = tree.courses["bo"]
    with tree.open("a/site") as site:
        site.do.courses.match(own, tree.volunteers["eva"], date(2026, 1, 20))
        site.leave()
    with tree.open("a/eva") as eva:
        eva.arrive()
        true = trees.log(eva, own)
        with trees.patched(eva) as work:
            work.put("course", own, "end", {"ended_on": "2026-02-01", "end_reason": "other"}, trees.scope("course", own))
        eva.leave()
    with tree.open("a/site") as site:
        site.arrive()
        site.leave()
    with tree.open("a/bo") as bo:
        bo.arrive()
        assert [row[0] for row in trees.dump(bo)["session"]] == [true]
        assert trees.aside(bo) == {}
        assert trees.count(bo, "SELECT count(*) FROM course WHERE ended_on IS NOT NULL") == 0
        trees.check(bo)
