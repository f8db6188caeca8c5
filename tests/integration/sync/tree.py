"""A small tree of real vaults on disk: headquarters, two laptops, three volunteers; built once and copied for each test.

`Tree.open` unlocks a vault as its first person. Everything lies under one folder, the witnesses too, so a copy of the
folder is a copy of the machines. `patched` is a vault whose program lets its person save anything.
"""

import io
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec

from desktop import house
from desktop.crypto.digests import new_id
from desktop.crypto.passphrase import Cost
from desktop.errors import Fault
from desktop.figures.compute import compute
from desktop.figures.values import Scope
from desktop.house import OpenVault
from desktop.log import classes
from desktop.models.rows.fields import Field, Leaf, Unit, Value
from desktop.services import returning, trust
from desktop.services.exporting import blank_manifest, carry, seal_of
from desktop.services.importing import FileResult
from desktop.services.session_drafts import SessionDraft
from desktop.store import digest, trustbook
from desktop.store.repositories import entries
from desktop.store.repositories.entries import StoredEntry
from desktop.store.unit_of_work import About, Author, Work
from desktop.sync.manifest import Manifest
from desktop.sync.parts import Carried
from desktop.sync.writer import BundleWriter
from desktop.vault.atomic import fill_file, written
from desktop.vault.folder import VaultFolder
from tests.sync import tree as wire
from tests.sync.tree import Member

NOON = datetime(2026, 3, 20, 11, tzinfo=UTC)
TODAY = date(2026, 3, 20)
PASSPHRASE = "pw"
CHEAP = Cost(1024, 1, 1)
PEOPLE = {"hq": "Hanne", "a/site": "Anna", "b/site": "Birgit", "a/bo": "Bo", "a/eva": "Eva", "b/per": "Per"}
"""Folder of each vault -> label of its first person."""
SECOND = {"c/site": "Asta", "c/ida": "Ida"}
"""The same of a second laptop of the first site, where there is one, and of Ida who visits there."""
VISIT = SessionDraft(held_on=date(2026, 2, 2), outcome="held", minutes=60)
LEAVES: dict[str, Leaf] = {"text": "x", "int": 1, "bool": True, "date": "2026-02-01", "month": "2026-02", "bytes": "AAAA"}
"""Kind of a field → something that it may hold."""
CLEAR = ("register", "pending")
"""Tables that say which files came."""

Dump = dict[str, list[tuple[object, ...]]]


@dataclass(frozen=True)
class Tree:
    """`courses` and `volunteers` are ids by volunteer's label; Bo and Eva visit at the first site, Per at the second."""

    root: Path
    courses: dict[str, str]
    volunteers: dict[str, str]
    now: Callable[[], datetime] = lambda: NOON

    @property
    def settings(self) -> house.Settings:
        return house.Settings(now=self.now, cost=CHEAP, state=self.root / "state", weak_passphrases=True, memory_security=False)

    def path(self, vault: str) -> Path:
        return self.root / vault

    def open(self, vault: str) -> OpenVault:
        return house.open_vault(self.path(vault), {**PEOPLE, **SECOND}[vault], PASSPHRASE, self.settings)

    def copy(self, root: Path) -> "Tree":
        shutil.copytree(self.root, root)
        return replace(self, root=root, courses=dict(self.courses), volunteers=dict(self.volunteers))

    def id(self, vault: str) -> str:
        return VaultFolder(self.path(vault)).read().id

    def log(self, volunteer: str, day: int = 2, month: int = 2, **other: object) -> str:
        """One visit saved in a volunteer's own vault, and left in the exchange folder; the session's id."""
        home = "b" if volunteer == "per" else "a"
        with self.open(f"{home}/{volunteer}") as vault:
            made = log(vault, self.courses[volunteer], day, month, **other)
            vault.leave()
        return made

    def up(self, vault: str, name: str) -> Path:
        """The site imports its exchange folder and writes a file for headquarters."""
        with self.open(vault) as opened:
            opened.arrive()
            return export(opened, self.root / name)

    def take(self, vault: str, *paths: Path) -> list[FileResult]:
        with self.open(vault) as opened:
            return opened.take_in(paths)

    def receipt(self, site: str, name: str = "down.indb") -> Path:
        """Headquarters' file down to a site."""
        with self.open("hq") as hq:
            path = hq.do.delivering.down(written(self.root / name, fill_file), self.id(site)).path
        assert path is not None
        return path


def log(vault: OpenVault, course: str, day: int = 2, month: int = 2, **other: object) -> str:
    return vault.do.sessions.log(course, replace(VISIT, held_on=date(2026, month, day), **other)).id  # type: ignore[arg-type] # fields of the draft


def log_in(tree: Tree, vault: str, day: int, course: str = "", note: str = "") -> str:
    """One visit saved in a volunteer's own vault, which has taken in what was there for it; the session's id."""
    with tree.open(vault) as volunteer:
        volunteer.arrive()
        made = log(volunteer, course or tree.courses[vault.partition("/")[2]], day, note=note)
        volunteer.leave()
    return made


def export(vault: OpenVault, path: Path) -> Path:
    made = vault.do.exporting.up(written(path, fill_file)).path
    assert made is not None
    return made


def build(root: Path) -> Tree:
    """Make everything: enrolled both ways with words, volunteers adopted, one course each, headquarters up to date."""
    tree = Tree(root, {}, {})
    settings = tree.settings
    made = house.create_vault(tree.path("hq"), "hq", "Landskontoret", _person("Hanne"), settings)
    tree.path("hq.code").write_text(made.recovery_code, encoding="ascii")
    for home, place in (("a", "Nordby"), ("b", "Sydby")):
        house.create_vault(tree.path(f"{home}/site"), "site", place, _person(PEOPLE[f"{home}/site"]), settings)
        _enrol(tree, f"{home}/site", place)
    for vault, family in (("a/bo", "Berg"), ("a/eva", "Lund"), ("b/per", "Holm")):
        _volunteer(tree, vault, family, _person(PEOPLE[vault]))
    for site in ("a/site", "b/site"):
        assert tree.take("hq", tree.up(site, "first.indb"))[0].outcome == "imported"
        assert tree.take(site, tree.receipt(site))[0].outcome == "imported"
    return tree


def second(tree: Tree) -> Tree:
    """A second laptop of the first site beside all that `build` made, with a volunteer of its own. Both sites know it."""
    house.create_vault(tree.path("c/site"), "site", "Nordby", _person("Asta"), tree.settings)
    _enrol(tree, "c/site", "Nordby")
    _volunteer(tree, "c/ida", "Dahl", _person("Ida"))
    for site in ("c/site", "a/site", "a/site", "c/site"):  # what the first grants once it knows the second goes up with its next file
        exchange(tree, site)
    return tree


def exchange(tree: Tree, site: str, *, lose: bool = False) -> None:
    """A file up and one down, each taken in where it is for; or both lost on the way."""
    with tree.open(site) as laptop, tree.open("hq") as hq:
        laptop.arrive()
        up = laptop.do.exporting.up(written(tree.root / "up.indb", fill_file)).path
        if up is not None and not lose:
            assert [result.outcome for result in hq.take_in([up])] == ["imported"]
        down = hq.do.delivering.down(written(tree.root / "down.indb", fill_file), laptop.card.id).path
        assert down is not None
        if not lose:
            assert [(result.outcome, result.aside) for result in laptop.take_in([down])] == [("imported", 0)]
        laptop.leave()


def _person(label: str) -> house.Person:
    return house.Person(label, f"{label} Andersen", PASSPHRASE)


def _enrol(tree: Tree, vault: str, place: str) -> None:
    with tree.open(vault) as site:
        request, words = site.do.enrolling.request(site.slot.sealing)
    with tree.open("hq") as hq:
        answer = hq.do.enrolling.answer_site(request, " ".join(words), place)
    with tree.open(vault) as site:
        site.do.enrolling.accept(answer.file, " ".join(answer.words))


def _volunteer(tree: Tree, vault: str, family: str, person: house.Person) -> None:
    home, name = vault.split("/")
    with tree.open(f"{home}/site") as site:
        tree.volunteers[name] = site.do.volunteers.add(person.label, family, date(2024, 1, 1))
        tree.courses[name] = course(site, tree.volunteers[name])
        house.adopt_volunteer(site, tree.path(vault), site.do.volunteers.find(f"{person.label} {family}"), person)


def course(site: OpenVault, volunteer: str, given: str = "Konrad", family: str = "Testmand", **other: object) -> str:
    """An invented participant with an active visiting course."""
    consents = other.pop("consents", ("processing", "transfer"))
    born = other.pop("born", date(1991, 7, 14))
    made = site.do.courses.refer("VISITING", given, family, born, "m", "SERVING", date(2026, 1, 5), consents=consents, **other).course  # type: ignore[arg-type] # fields of a referral
    site.do.courses.approve(made, "staff", date(2026, 1, 10))
    site.do.courses.approve(made, "leader", date(2026, 1, 11))
    site.do.courses.match(made, volunteer, date(2026, 1, 15))
    return made


def facts(course: str, day: str = "2026-02-25") -> Value:
    """The value of a held visit's main unit."""
    return {"course": course, "held_on": day, "mode": "in_person", "outcome": "held", "cause": ""}


def value(unit: Unit) -> Value:
    """Some value that the unit may have, of rows that nobody knows."""
    return {field.name: _leaf(field) for field in unit.fields}


def _leaf(field: Field) -> Leaf:
    if field.kind == "id":
        return new_id()
    return field.codes[-1] if field.kind == "code" else LEAVES[field.kind]


# --- what a vault holds ------------------------------------------------------------------------------------------


def dump(vault: OpenVault, *without: str) -> Dump:
    """Every row of every table, projected or not, in a fixed order; `without` names tables to leave out."""
    with vault.store.reading() as reading:
        names = [name for (name,) in reading.connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            name: sorted((tuple(row) for row in reading.connection.exec_driver_sql(f'SELECT * FROM "{name}"')), key=repr)  # noqa: S608 - names of the schema
            for name in names
            if name not in without
        }


def state(vault: OpenVault) -> str:
    with vault.store.reading() as reading:
        return digest.state_digest(reading.connection)


def logged(vault: OpenVault) -> list[StoredEntry]:
    with vault.store.reading() as reading:
        return list(entries.everything(reading.connection))


def hashes(vault: OpenVault) -> set[bytes]:
    return {entry.hash for entry in logged(vault)}


def aside(vault: OpenVault) -> dict[bytes, str]:
    with vault.store.reading() as reading:
        return entries.aside(reading.connection)


def count(vault: OpenVault, statement: str, *arguments: object) -> int:
    with vault.store.reading() as reading:
        return int(reading.connection.exec_driver_sql(statement, arguments).scalar_one())


def head(vault: OpenVault, seq: int = 0) -> tuple[str, str, int]:
    """(dev, inc, seq) of the vault's own chain, its end unless a number is given."""
    with vault.store.reading() as reading:
        found = reading.head()
    assert found is not None
    return found.dev, found.inc, seq or found.seq


def figures(vault: OpenVault) -> dict[str, int | None]:
    """Every figure of 2026 for the whole country."""
    with vault.store.reading() as reading:
        found = compute(reading.connection, Scope(None, 2026, TODAY, unnamed=reading.kind == "hq")).figures
        return {key: figure.value for key, figure in found.items()}


def check(vault: OpenVault) -> None:
    report = vault.do.checking.run()
    assert report.ok, [one for one in report.checks if not one.ok]


# --- a patched program -------------------------------------------------------------------------------------------


@contextmanager
def patched(vault: OpenVault, author: Author | None = None) -> Iterator[Work]:
    """A transaction of a program that asks nobody: whatever is put is signed and chained. `author` may be anybody."""
    judge, vault.store.judge = vault.store.judge, None
    try:
        with vault.store.writing(author or vault.context.author) as work:
            yield work
    finally:
        vault.store.judge = judge


def scope(kind: str, id_: str) -> About:
    return About(f"{kind}/{id_}")


def member(vault: OpenVault) -> Member:
    """The vault's own keys, as whoever writes files by hand needs them."""
    return Member(vault.card.id, vault.context.keys.sign, vault.context.keys.seal)


def public(vault: OpenVault, id_: str) -> bytes:
    """The public sealing key of another vault, as this one knows it."""
    with vault.store.reading() as reading:
        return seal_of(trust.load(reading), id_)


def carried(vault: OpenVault, dev: str = "", edge: str = "site>hq") -> list[Carried]:
    """The current incarnation of a vault (its own unless told otherwise), every entry as the edge carries it."""
    with vault.store.reading() as reading:
        head = next(chain for chain in entries.chains(reading.connection) if chain.dev == (dev or vault.card.id))
        span = entries.span(reading.connection, head.dev, head.inc, 1, head.seq)
        return [carry(entry, lambda class_, _place: classes.carried(class_, edge)) for entry in span]


def forge(vault: OpenVault, *chains: Sequence[Carried], recipient: str = "", **other: object) -> bytes:
    """A bundle with any entries, truly signed by the vault; `other` are fields of the manifest, `key` another signing key.

    It says truly how far the vault holds its own chains, or else whoever takes it would give those back; `have` comes after them.
    """
    parent = recipient or vault.do.neighbours.parent()
    seal = public(vault, parent)
    key = other.pop("key", vault.context.keys.sign)
    with vault.store.reading() as reading:
        have = [*returning.own_chains(reading, parent), *other.pop("have", ())]  # type: ignore[misc] # rows of `have`
    fields: dict[str, object] = {"id": new_id(), "ranges": [wire.span(chain) for chain in chains], "have": have} | other
    manifest = msgspec.structs.replace(blank(vault, seal), **fields)
    writer, out = BundleWriter(io.BytesIO()), io.BytesIO()
    for chain in chains:
        for one in chain:
            writer.entry(one)
    writer.finish(out, manifest, key, seal)  # type: ignore[arg-type] # a signing key
    return out.getvalue()


def blank(vault: OpenVault, to: bytes) -> Manifest:
    with vault.store.reading() as reading:
        return blank_manifest("up", reading, vault.context, to)


def refused(vault: OpenVault, path: Path, error: type[Fault]) -> None:
    """Importing the file is refused with that error, and leaves nothing: no row of any table, no file in the spool, its own file kept."""
    before, data, spool = dump(vault), path.read_bytes(), sorted(vault.folder.spool.iterdir())
    (result,) = vault.take_in([path])
    assert (result.outcome, type(result.error)) == ("refused", error), result.error
    assert dump(vault) == before
    assert path.read_bytes() == data
    assert sorted(vault.folder.spool.iterdir()) == spool


def witnessed(tree: Tree, vault: str) -> Path:
    """The witness file of a vault."""
    return tree.root / "state" / "witness" / f"{tree.id(vault)}.json"


def peer_of(vault: OpenVault, id_: str) -> trustbook.Peer:
    with vault.store.reading() as reading:
        found = trustbook.peer(reading.connection, id_)
    assert found is not None
    return found
