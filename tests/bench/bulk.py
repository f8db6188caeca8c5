"""Import, export and verification of a large file beside their floors."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import zstandard

from desktop import house
from desktop.crypto.digests import Hasher
from desktop.crypto.signatures import VerifyKey
from desktop.crypto.stream import Encryptor, new_key
from desktop.services import trust
from desktop.services.importing import _known
from desktop.services.taking import trusted_judge
from desktop.store import logbook
from desktop.store.repositories import entries
from desktop.sync.blocks import LEVEL, unpack
from desktop.sync.container import BUNDLE, Opened, open_container
from desktop.sync.entries import Verification
from desktop.sync.facts import Run, Task
from desktop.sync.frames import ENTRIES, walk
from desktop.sync.limits import COPY
from desktop.sync.reader import open_bundle
from desktop.sync.verify import begin
from desktop.vault.atomic import fill_file, written
from tests.bench.measure import Pair, alternately, timed
from tests.bench.rows import Chunk, chunks, insert, last_entry
from tests.bench.world import Prepared

CHUNK = 5000


@dataclass(frozen=True, slots=True)
class Bulk:
    """Prepared vaults, the rows that the file's import writes, and the key of its one author."""

    prepared: Prepared
    chunks: list[Chunk]
    key: VerifyKey

    @property
    def run(self) -> Run:
        return self.prepared.world.run

    def fresh(self) -> Path:
        return fresh(self.prepared)

    def verify(self, one: Chunk) -> None:
        assert all(self.run(Task(self.key, message, signature) for message, signature in one.signed))


def fresh(prepared: Prepared) -> Path:
    """A copy of headquarters' vault in which the file has not been imported."""
    folder = prepared.world.folder / "copy"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(prepared.world.hq, folder / "vault")
    return folder / "vault"


def bulk(prepared: Prepared) -> Bulk:
    """Imports once, to know the rows."""
    with prepared.world.open(fresh(prepared)) as hq:
        with hq.store.reading() as reading:
            before = last_entry(reading.connection)
        (result,) = hq.do.importing.file(prepared.file)
        assert (result.outcome, result.new, result.aside, result.conflicting) == ("imported", prepared.count, 0, 0), result
        with hq.store.reading() as reading:
            found = chunks(reading.connection, before, CHUNK)
            users = trust.load(reading).users
    author = users[str(found[0].rows["entry"][0][6])]
    return Bulk(prepared, found, VerifyKey(author.sign))


def importing(one: Bulk, rounds: int) -> Pair:
    def ours() -> float:
        with one.prepared.world.open(one.fresh()) as hq:
            return timed(lambda: hq.do.importing.file(one.prepared.file))

    def floor() -> float:
        with one.prepared.world.open(one.fresh()) as hq:
            return timed(lambda: _write_all(hq, one))

    mine, bare = alternately(ours, floor, rounds)
    return Pair(f"import, {one.prepared.count} entries", "executemany of the same rows + one verification per entry", mine, bare, 1.8)


def _write_all(hq: house.OpenVault, one: Bulk) -> None:
    with hq.store.upgrading() as connection, hq.store.gate.open():
        for part in one.chunks:
            one.verify(part)
            insert(connection, part.rows)


def exporting(one: Bulk, rounds: int) -> Pair:
    """From a site's store that holds the entries, and whose parent has receipted nothing of them."""
    world = one.prepared.world
    target = world.folder / "up.indb"
    with world.open(world.site) as site:
        _take(site, one)
        pair = alternately(
            lambda: timed(lambda: site.do.exporting.up(written(target, fill_file))),
            lambda: timed(lambda: _seal_all(site, world.folder / "floor.indb")),
            rounds,
        )
    return Pair(f"export, {one.prepared.count} entries", "reading the stored bytes + zstd + seal", *pair, 1.5)


def _take(site: house.OpenVault, one: Bulk) -> None:
    """Put the entries of the file into the site's own log, as if each had been saved there."""
    last = one.chunks[-1].rows["entry"][-1]
    with site.store.upgrading() as connection, site.store.gate.open():
        shift = last_entry(connection) + 1 - int(str(one.chunks[0].rows["entry"][0][0]))
        for part in one.chunks:
            moved = {
                "entry": [(int(str(row[0])) + shift, *row[1:]) for row in part.rows["entry"]],
                "part": [(int(str(row[0])) + shift, *row[1:]) for row in part.rows["part"]],
                "touch": [(*row[:2], int(str(row[2])) + shift, row[3]) for row in part.rows["touch"]],
            }
            insert(connection, moved, tuple(moved))
        chain = entries.chains(connection)[0]
        first = one.chunks[0].rows["entry"][0]
        # the courses between are not needed to read the file, only an unbroken row of numbers
        connection.exec_driver_sql("DELETE FROM chain WHERE dev = ?", (chain.dev,))
        logbook.advance(connection, chain.dev, str(first[3]), int(str(last[4])), bytes(last[1]), own=True)  # type: ignore[call-overload] # a blob
        connection.exec_driver_sql(
            "INSERT OR REPLACE INTO receipted (dev, inc, seq, hash, at) VALUES (?,?,?,?,?)",
            (first[2], first[3], int(str(first[4])) - 1, b"", ""),
        )


def _seal_all(site: house.OpenVault, path: Path) -> None:
    """The stored bytes of every entry that has not been receipted, compressed and sealed into a file."""
    compressor = zstandard.ZstdCompressor(level=LEVEL)
    encryptor = Encryptor(new_key(), b"floor")
    with site.store.reading() as reading, path.open("wb") as out:
        rows = reading.connection.execution_options(yield_per=2000).exec_driver_sql(
            "SELECT e.header, e.signature, p.body FROM entry e JOIN part p ON p.entry = e.id"
            " JOIN receipted r ON r.dev = e.dev AND r.inc = e.inc AND e.seq > r.seq ORDER BY e.id, p.place"
        )
        plain = bytearray()
        for header, signature, body in rows:
            plain += header + signature + body
            if len(plain) > COPY * 16:
                out.write(encryptor.update(compressor.compress(bytes(plain))))
                plain.clear()
        out.write(encryptor.update(compressor.compress(bytes(plain))) + encryptor.finish())


def verifying(one: Bulk, rounds: int) -> Pair:
    with one.prepared.world.open(one.fresh()) as hq:
        pair = alternately(lambda: timed(lambda: _verify(hq, one)), lambda: timed(lambda: _verify_barely(hq, one)), rounds)
    return Pair(f"verify, {one.prepared.count} entries", "SHA-256 + decrypt + decompress + one verification per entry", *pair, 1.5)


def _verify(hq: house.OpenVault, one: Bulk) -> None:
    with one.prepared.file.open("rb") as file, hq.store.writing(hq.context.author) as work:
        reader = open_bundle(file, [hq.context.keys.seal])
        known = _known(work, reader.manifest, trusted_judge(work))
        unjudged = type(known)(
            **{name: getattr(known, name) for name in known.__slots__} | {"judge": lambda _facts: None, "foresee": lambda _batch: None}
        )
        begun = begin(reader, trust.load(work), unjudged)
        assert sum(verdict.state == "new" for verdict in Verification(reader, begun, unjudged).verdicts(one.run)) == one.prepared.count


def _verify_barely(hq: house.OpenVault, one: Bulk) -> None:
    whole = Hasher()
    with one.prepared.file.open("rb") as file:
        opened = open_container(file, BUNDLE, [hq.context.keys.seal])
        for frame in walk(_hashed(opened, whole)):
            if frame.type == ENTRIES:
                unpack(frame.content)
    for part in one.chunks:
        one.verify(part)


def _hashed(opened: Opened, whole: Hasher) -> Iterator[bytes]:
    """The plain text of a container, its bytes hashed on the way: one pass."""
    decryptor = opened.decryptor()
    for piece in opened.sealed():
        whole.update(piece)
        yield decryptor.update(piece)
    yield decryptor.finish()
