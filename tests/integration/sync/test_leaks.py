"""What nobody may read where it must not be: with everything on a laptop but the leaders' secrets, at headquarters, in every file.

Pages of stores are decrypted here by hand, so that what lies in unused corners of a page is read too.
"""

import base64
import io
import random
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from desktop.crypto.sealing import unwrap
from desktop.errors import InvalidValue, NotForUs, StatusForbids
from desktop.house import OpenVault
from desktop.log.classes import CLASSES, carried
from desktop.log.entry import Part, part_hash, read_header, read_part
from desktop.store.repositories import entries
from desktop.sync import frames
from desktop.sync.blocks import unpack
from desktop.sync.parts import State
from desktop.sync.reader import BundleReader, open_bundle
from desktop.sync.sealed import SealedItem, open_part
from desktop.vault.atomic import fill_file, written
from desktop.vault.folder import VaultFolder
from desktop.vault.keyring_file import KeyringFile
from tests.integration.sync import tree as trees
from tests.integration.sync.tree import Tree

GIVEN, FAMILY, BORN = "Zyxwkanin", "Qwvbrendt", date(1937, 3, 19)
LOCAL = "Wqzlokalis"
"""Family name of a participant who has not consented to transfer."""
NOTE, OTHERS_NOTE = "Kxjnotekanin", "Vqhandennote"
HIDDEN = (GIVEN, FAMILY, LOCAL, BORN.isoformat(), "19.03.1937", "19. marts 1937")
PAGE, RESERVED, SALT = 4096, 80, 16
WHO = {"a": ("bo", "eva"), "b": ("per",), "c": ("ida",)}
"""Laptop -> its volunteers in a long run; the first and the third stand in one prison."""


def spellings(text: str) -> set[bytes]:
    return {text.encode(), text.lower().encode(), text.encode("utf-16-le"), base64.b64encode(text.encode())[:-2]}


def found(data: bytes, *texts: str) -> set[str]:
    return {text for text in texts if any(one in data for one in spellings(text))}


def pages(vault: OpenVault) -> bytes:
    """Every page of the store and of its write-ahead log, decrypted."""
    key, path = bytes(vault.slot.store_key.view), vault.folder.store_db
    data = path.read_bytes()
    sealed = [data[at : at + PAGE] for at in range(0, len(data), PAGE)]
    log = path.with_name(path.name + "-wal")
    written = log.read_bytes()[32:] if log.exists() else b""
    sealed += [written[at + 24 : at + 24 + PAGE] for at in range(0, len(written), PAGE + 24)]
    return b"".join(_page(key, page, SALT if not number or page[:SALT] == data[:SALT] else 0) for number, page in enumerate(sealed))


def _page(key: bytes, page: bytes, start: int) -> bytes:
    body, vector = page[start : PAGE - RESERVED], page[PAGE - RESERVED : PAGE - RESERVED + 16]
    decryptor = Cipher(algorithms.AES(key), modes.CBC(vector)).decryptor()
    return decryptor.update(body) + decryptor.finalize()


def files_of(*folders: Path) -> Iterator[Path]:
    for folder in folders:
        yield from (path for path in folder.rglob("*") if path.is_file())


def plain(reader: BundleReader) -> bytes:
    """Everything a file says: its frames, blocks unpacked."""
    walked = frames.walk(reader._opened.plain())
    return b"".join(unpack(frame.content) if frame.type == frames.ENTRIES else frame.content for frame in walked)


@pytest.fixture
def lived(tree: Tree) -> Tree:
    """Names were opened, visits and notes written by two volunteers, everything was sent up, and all have left."""
    with tree.open("a/site") as site:
        mine = trees.course(site, tree.volunteers["bo"], GIVEN, FAMILY, born=BORN)
        trees.course(site, tree.volunteers["bo"], GIVEN, LOCAL, born=BORN, consents=("processing",))
        shared = trees.course(site, tree.volunteers["bo"], GIVEN + "x", FAMILY, born=BORN)
        site.do.courses.match(shared, tree.volunteers["eva"], date(2026, 1, 20))
        opened = site.do.identities.open([one.id for one in site.do.courses.participants()])
        assert {GIVEN, GIVEN + "x"} <= {one.given for one in opened.values()}
        site.leave()
    for vault, own, note in (("a/bo", mine, NOTE), ("a/eva", tree.courses["eva"], OTHERS_NOTE), ("a/eva", shared, "")):
        with tree.open(vault) as volunteer:
            volunteer.arrive()
            trees.log(volunteer, own, 3, note=note)
            volunteer.leave()
    path = tree.up("a/site", "up.indb")
    tree.take("hq", path)
    tree.take("a/site", tree.receipt("a/site", "down.indb"))
    with tree.open("a/site") as site:
        site.do.identities.open([one.id for one in site.do.courses.participants()])
        site.leave()
    with tree.open("a/bo") as bo:
        bo.arrive()
    return tree


def test_the_hand_made_decryption_reads_what_is_there(lived: Tree) -> None:
    with lived.open("a/site") as site:
        read = pages(site)
        assert found(read, NOTE, OTHERS_NOTE, "Bo", "Lund", "SERVING") == {NOTE, OTHERS_NOTE, "Bo", "Lund", "SERVING"}
        assert found(read, *HIDDEN) == set()  # sealed even in the site's own store


def test_everything_on_the_laptop_but_the_leaders_secrets(lived: Tree) -> None:
    """All files as they lie, a volunteer's store page by page, and every file that the volunteer's keys open."""
    for path in files_of(lived.root / "a", lived.root / "state", Path(tempfile.gettempdir()) / "nothing"):
        assert found(path.read_bytes(), *HIDDEN, NOTE, OTHERS_NOTE, "Lund", "Berg", "SERVING") == set(), path
        assert found(path.name.encode(), *HIDDEN) == set()
    with lived.open("a/bo") as bo:
        read = pages(bo)
        assert found(read, NOTE, "Berg") == {NOTE, "Berg"}
        assert found(read, *HIDDEN, OTHERS_NOTE, "Lund", "SERVING", 'birth_year":19', "Birgit") == set()
        for table, rows in trees.dump(bo).items():
            for cell in (cell for row in rows for cell in row):
                assert cell not in (BORN.year, str(BORN.year), BORN.isoformat(), "SERVING"), table
        for table in ("person", "identity", "grant", "consent", "user"):
            assert all(set(row[2:]) == {None} for row in trees.dump(bo)[table]), table  # named by others, nothing known
        assert all(lived.volunteers["eva"] not in row for row in trees.dump(bo)["participation"])
        opened = 0
        for path in (lived.root / "a" / "exchange").iterdir():
            try:
                data = plain(open_bundle(io.BytesIO(path.read_bytes()), [bo.context.keys.seal, bo.slot.sealing]))
            except NotForUs:
                continue
            opened += 1
            assert found(data, *HIDDEN, OTHERS_NOTE, "Lund", "SERVING") == set()
        card = lived.id("a/site")
        (slot,) = KeyringFile(VaultFolder(lived.path("a/site")), card).read().keyring.slots
        for key in (bo.slot.sealing, bo.context.keys.seal):
            with pytest.raises(NotForUs):
                unwrap(key, slot.store, f"store-key/{card}")


def test_headquarters_holds_no_names_notes_or_local_participants(lived: Tree) -> None:
    with lived.open("hq") as hq:
        read = pages(hq)
        assert found(read, "Bo", "Berg", "SERVING") == {"Bo", "Berg", "SERVING"}
        assert found(read, *HIDDEN, NOTE, OTHERS_NOTE) == set()
        assert trees.dump(hq)["note"] == []
        assert trees.count(hq, "SELECT count(*) FROM participant") == 5  # the local one is not among them
        assert trees.count(hq, "SELECT count(*) FROM part WHERE state = 'present' AND class NOT IN ('core', 'person', 'identity')") == 0
    for path in files_of(lived.path("hq"), lived.root / "state"):
        assert found(path.read_bytes(), *HIDDEN, NOTE) == set(), path


def test_a_blob_moved_to_another_row_does_not_open(tree: Tree) -> None:
    with tree.open("a/site") as site:
        trees.course(site, tree.volunteers["bo"], GIVEN, FAMILY, born=BORN)
        blobs = {str(row[0]): str(row[2]) for row in trees.dump(site)["identity"]}
        names = site.do.identities.open(list(blobs))
        mine = next(id_ for id_, identity in names.items() if identity.given == GIVEN)
        other = next(id_ for id_ in blobs if id_ != mine)
        with trees.patched(site) as work:
            work.put("identity", other, "sealed", {"blob": blobs[mine]}, trees.scope("site", site.card.id))
        assert set(site.do.identities.open([mine, other])) == {mine}


# --- every file of a long random run -----------------------------------------------------------------------------


@dataclass
class Run:
    """All vaults open at once, and every file that any of them wrote."""

    tree: Tree
    vaults: dict[str, OpenVault]
    chance: random.Random
    written: dict[str, bytes] = field(default_factory=dict)
    number: int = 0
    closed: set[str] = field(default_factory=set)
    """Canaries that were met in sealed parts."""

    def step(self) -> None:
        often, seldom = (self.visit, self.meet), (self.visit, self.refer, self.consent, self.correct, self.share, self.send)
        act = self.chance.choice((*often, *often, *seldom))
        with suppress(StatusForbids):
            act(self.chance.choice(("a", "a", "b", "c")))
        self.gather()

    def gather(self) -> None:
        """Keep every file that is new."""
        for path in files_of(*(self.tree.root / home / "exchange" for home in WHO), self.tree.root / "stick"):
            if path.name not in self.written:
                self.written[path.name] = path.read_bytes()

    def who(self, home: str) -> str:
        return self.chance.choice(WHO[home])

    def visit(self, home: str) -> None:
        name = self.who(home)
        vault = self.vaults[f"{home}/{name}"]
        with vault.store.reading() as reading:
            matched = "SELECT course FROM match WHERE volunteer = ? AND state = 'live'"
            own = [str(id_) for (id_,) in reading.connection.exec_driver_sql(matched, (self.tree.volunteers[name],))]
        if own:
            self.number += 1
            trees.log(vault, self.chance.choice(own), self.chance.randrange(1, 28), note=self.chance.choice(("", f"{NOTE}{name}")))

    def refer(self, home: str) -> None:
        consents = self.chance.choice((("processing",), ("processing", "transfer")))
        self.number += 1
        born = BORN + timedelta(days=self.number)
        given, volunteer = f"{GIVEN} {'ab'[self.number % 2]}", self.tree.volunteers[self.who(home)]
        trees.course(self.vaults[f"{home}/site"], volunteer, given, FAMILY, born=born, consents=consents)

    def consent(self, home: str) -> None:
        site = self.vaults[f"{home}/site"]
        who = self.chance.choice(site.do.courses.participants()).id
        if self.chance.random() < 0.5:
            site.do.courses.consent(who, "transfer", date(2026, 3, 1))
        else:
            site.do.courses.withdraw_consent(who, "transfer", date(2026, 3, 2))

    def correct(self, home: str) -> None:
        site = self.vaults[f"{home}/site"]
        for session in site.do.sessions.recent(1):
            minutes = self.chance.randrange(10, 90)
            draft = replace(trees.VISIT, held_on=session.held_on or trees.TODAY, minutes=minutes, note=NOTE + home)
            site.do.sessions.correct(session.id, draft)

    def share(self, home: str) -> None:
        site = self.vaults[f"{home}/site"]
        course, name = self.chance.choice(site.do.courses.list()).course.id, self.who(home)
        with suppress(InvalidValue):  # matched already
            site.do.courses.match(course, self.tree.volunteers[name], date(2026, 2, 1))

    def meet(self, home: str) -> None:
        for name in ("site", *WHO[home], "site"):
            self.vaults[f"{home}/{name}"].arrive()
            self.vaults[f"{home}/{name}"].leave()
            self.gather()

    def send(self, home: str) -> None:
        site, hq = self.vaults[f"{home}/site"], self.vaults["hq"]
        stick = self.tree.root / "stick"
        self.number += 1
        made = site.do.exporting.up(written(stick / f"up-{self.number}", fill_file)).path
        if made is not None and self.chance.random() < 0.8:
            assert hq.take_in([made])[0].outcome in ("imported", "pending")
        down = hq.do.delivering.down(written(stick / f"down-{self.number}", fill_file), site.card.id).path
        if down is not None and self.chance.random() < 0.8:
            site.take_in([down])


@pytest.mark.parametrize("seed", [1])
def test_no_file_of_a_long_run_says_more_than_its_reader_may_know(twins: Tree, seed: int) -> None:
    tree = twins
    vaults = {vault: tree.open(vault) for vault in {**trees.PEOPLE, **trees.SECOND}}
    (tree.root / "stick").mkdir()
    run = Run(tree, vaults, random.Random(seed))
    try:
        for _ in range(200):
            run.step()
        for home in ("a", "b", "c", "a", "c"):
            run.meet(home)
            run.send(home)
        edges: dict[str, int] = {}
        for data in run.written.values():
            edge = judge_file(run, data)
            edges[edge] = edges.get(edge, 0) + 1
        assert all(edges[edge] > 5 for edge in ("volunteer>site", "site>volunteer", "site>hq", "hq>site"))
        assert run.closed == {NOTE}
        for vault in vaults.values():
            assert not set(trees.aside(vault).values()), vault.card
        for name in ("hq", "a/site", "a/bo"):
            trees.check(vaults[name])
    finally:
        for vault in vaults.values():
            vault.close()


def judge_file(run: Run, data: bytes) -> str:
    """Open a file with the keys of whom it is for, and hold all of it against what that one may know; the edge."""
    for name, vault in run.vaults.items():
        try:
            reader = open_bundle(io.BytesIO(data), [vault.context.keys.seal])
        except NotForUs:
            continue
        sender = next(one for one in run.vaults.values() if one.card.id == reader.manifest.from_)
        edge = f"{sender.card.kind}>{vault.card.kind}"
        assert found(plain(reader), *HIDDEN) == set()
        if "hq" in edge:
            assert found(plain(reader), NOTE) == set()
        for entry in reader.entries():
            header = read_header(entry.raw.header)
            for (class_, _, _), state, body in zip(header.parts, entry.states, entry.raw.parts, strict=True):
                assert (state == State.PRESENT) <= CLASSES[class_].carried(edge)
                if body is not None:
                    judge_part(run, name, edge, header.dev, read_part(body))
        for item in reader.sealed():
            judge_sealed(run, edge, name, sender.card.id, item)
        return edge
    raise AssertionError("a file that nobody opens")


def judge_sealed(run: Run, edge: str, name: str, sender: str, item: SealedItem) -> None:
    """One laptop of a prison speaks to the other, of what headquarters must not know, and no key but the other's opens it."""
    assert edge in ("site>hq", "hq>site")
    laptops = {run.vaults[f"{home}/site"].card.id: f"{home}/site" for home in ("a", "c")}
    recipient = laptops[item.recipient]
    assert name == recipient if edge == "hq>site" else sender in laptops.keys() - {item.recipient}
    for other in run.vaults.values():
        for key in (other.context.keys.seal, other.slot.sealing):
            if item.sealed and key is not run.vaults[recipient].context.keys.seal:
                with pytest.raises(NotForUs):
                    open_part(key, item)
    if item.sealed:
        body = open_part(run.vaults[recipient].context.keys.seal, item)
        assert found(body, *HIDDEN) == set()
        run.closed |= found(body, NOTE)
        origin = next(laptop for id_, laptop in laptops.items() if id_ != item.recipient)
        with run.vaults[origin].store.reading() as reading:
            entry = entries.by_hash(reading.connection, [item.hash])[item.hash]
        class_, digest, length = read_header(entry.header).parts[item.place]
        assert carried(class_, "sibling")
        assert not CLASSES[class_].up_to_hq
        assert (length, digest) == (len(body), part_hash(body))


def judge_delivered(run: Run, home: str, dev: str, scope: str) -> None:
    """Of headquarters, or of the other laptop of the prison and the volunteers below it; about this prison alone."""
    other = {"a": "c", "c": "a"}.get(home)
    beside = {run.vaults[f"{other}/{who}"].card.id for who in ("site", *WHO[other])} if other else set()
    assert dev in {run.vaults["hq"].card.id, *beside}
    place = run.vaults["b/site" if home == "b" else "a/site"].card.id
    assert scope in ("all", f"site/{place}") or (dev in beside and scope.startswith(("course/", "volunteer/", f"site/{dev}")))


def judge_part(run: Run, name: str, edge: str, dev: str, part: Part) -> None:
    tables = {change.table for change in part.changes}
    if edge == "hq>site":
        judge_delivered(run, name.partition("/")[0], dev, part.scope)
    if edge != "site>volunteer":
        return
    assert not tables & {"person", "identity", "grant", "consent", "user"}
    home, _, volunteer = name.partition("/")
    own, site = run.tree.volunteers[volunteer], run.vaults[f"{home}/site"]
    with site.store.reading() as reading:
        matched = reading.connection.exec_driver_sql("SELECT course FROM match WHERE volunteer = ?", (own,))
        courses = {str(id_) for (id_,) in matched}
        whose = reading.connection.exec_driver_sql("SELECT participant, id FROM course").all()
        people = {str(id_) for id_, course in whose if course in courses}
    for change in part.changes:
        value = change.value or {}
        match change.table:
            case "course":
                assert change.row in courses
            case "session" if change.unit == "facts" and value:
                assert value["course"] in courses
            case "match" if change.unit == "pair" and value:
                assert value["course"] in courses
            case "participant":
                assert change.row in people
            case "participation":
                assert value.get("volunteer", own) == own
            case "volunteer":
                assert change.row == own
            case _:
                assert part.scope.split("/")[0] in ("all", "site", "course", "volunteer")
