"""A site, a volunteer's vault and headquarters with real encrypted stores, as the services meet them."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from desktop.crypto.buffers import SecretBytes
from desktop.crypto.digests import new_id
from desktop.crypto.sealing import SealKey
from desktop.crypto.signatures import SigningKey
from desktop.log.classes import carried
from desktop.log.entry import Change, RawEntry, read_header, read_part
from desktop.rules.authority import HQ_ADMIN, VISIT_LEADER, VOLUNTEER
from desktop.rules.quality import DECLARATIONS
from desktop.services.context import Context, VaultKeys
from desktop.services.courses import Courses
from desktop.services.identities import Identities
from desktop.services.judging import judge_own
from desktop.services.qualifying import Qualifying, Step
from desktop.services.sessions import Sessions
from desktop.services.sites import Sites
from desktop.services.volunteers import Volunteers
from desktop.store import state
from desktop.store.logbook import Incoming
from desktop.store.opening import open_store
from desktop.store.repositories import deliveries, entries
from desktop.store.repositories.entries import StoredEntry
from desktop.store.unit_of_work import Author, Kind, Store

TODAY = date(2026, 3, 20)
NOON = datetime(2026, 3, 20, 11, tzinfo=UTC)
BORN = date(1991, 7, 14)
ALIASES = ("Bøgetræ", "Ellemose", "Granit", "Havørn", "Isfugl", "Kastanje")
KEY = bytes(range(32))
ROLES = {"site": VISIT_LEADER, "volunteer": VOLUNTEER, "hq": HQ_ADMIN}


@dataclass(frozen=True, slots=True)
class Bench:
    """One vault with its services."""

    context: Context

    @property
    def store(self) -> Store:
        return self.context.store

    @property
    def identities(self) -> Identities:
        return Identities(self.context)

    @property
    def courses(self) -> Courses:
        return Courses(self.context, self.identities, ALIASES)

    @property
    def sessions(self) -> Sessions:
        return Sessions(self.context)

    @property
    def sites(self) -> Sites:
        return Sites(self.context)

    @property
    def volunteers(self) -> Volunteers:
        return Volunteers(self.context)

    def log(self) -> list[StoredEntry]:
        """Every entry, in the order in which it came."""
        with self.store.reading() as reading:
            return list(entries.everything(reading.connection))

    def parts(self) -> list[tuple[str, bytes]]:
        """(class, body) of every part of the log."""
        return [(part.class_, part.body) for entry in self.log() for part in entry.parts if part.body is not None]

    def changes(self, after: int = 0) -> list[tuple[str, str, str, Change]]:
        """(class, scope, subject, change) of everything saved after the first `after` entries."""
        return [
            (part.class_, read.scope, read.subject, change)
            for entry in self.log()[after:]
            for part in entry.parts
            if part.body is not None
            for read in (read_part(part.body),)
            for change in read.changes
        ]

    def audited(self) -> list[tuple[str, str, str]]:
        """(verb, table, row) of the audit trail."""
        with self.store.reading() as reading:
            return [
                (verb, tab, row) for verb, tab, row in reading.connection.exec_driver_sql('SELECT verb, tab, "row" FROM audit ORDER BY n')
            ]

    def close(self) -> None:
        self.store.close()


def blank(folder: Path) -> Path:
    """An empty store with its schema, to be copied by `vault`."""
    path = folder / "blank.db"
    _store(path, new_id(), "site", create=True).close()
    return path


def vault(template: Path, folder: Path, kind: Kind, *, site: str = "", volunteer: str = "", role: str = "") -> Bench:
    """A vault of a kind with one person. `site` is that of a volunteer's vault; a site's is its own id."""
    own = new_id()
    path = folder / f"{own}.db"
    shutil.copyfile(template, path)
    store = _store(path, own, kind)
    if kind != "hq":
        with store.upgrading() as connection:
            state.put(connection, state.SITE, (site or own).encode())
    author = Author(new_id(), "anna", role or ROLES[kind], SigningKey.generate(), volunteer)
    return Bench(Context(store, author, VaultKeys(SigningKey.generate(), SealKey.generate()), "Nordby"))


def deliver(site: Bench, child: Bench, volunteer: str) -> None:
    """Give a volunteer's vault the parts that it may know, as a delivery would."""
    with site.store.reading() as reading:
        rows = deliveries.rows_for_volunteer(reading.connection, volunteer, TODAY)
        about = deliveries.parts_about(reading.connection, rows, frozenset({child.context.vault}))
        wanted = {(part.hash, part.place) for part in about if part.keys <= rows and carried(part.class_, "site>volunteer")}
        found = list(entries.everything(reading.connection))
    with child.store.writing(child.context.author) as work:
        work.take([_incoming(entry, wanted) for entry in found if any((entry.hash, part.place) in wanted for part in entry.parts)])


def _incoming(entry: StoredEntry, wanted: set[tuple[bytes, int]]) -> Incoming:
    bodies = tuple(part.body if (entry.hash, part.place) in wanted else None for part in entry.parts)
    parts = tuple(None if body is None else read_part(body) for body in bodies)
    return Incoming(RawEntry(entry.header, entry.signature, bodies), read_header(entry.header), entry.hash, "site", parts)


def _store(path: Path, own: str, kind: Kind, *, create: bool = False) -> Store:
    return open_store(path, SecretBytes(KEY), own, kind, now=lambda: NOON, judge=judge_own, create=create, memory_security=False)


def qualified(bench: Bench, volunteer: str) -> None:
    """The volunteer has everything that a visitor needs, from before the first visit on."""
    doing = Qualifying(bench.context)
    for kind in ("interview", *DECLARATIONS, "rules", "basic_course", "supervision"):
        doing.add(volunteer, Step(kind, date(2025, 12, 1)))
    doing.add(volunteer, Step("clearance", date(2025, 12, 10), clearance="valid", valid_until=date(2026, 12, 1)))
    doing.born(volunteer, date(1980, 2, 29))


def refer(bench: Bench, alias: str | None = None, consents: Sequence[str] = ("processing", "transfer")) -> tuple[str, str]:
    """One invented participant with a visiting course: (participant, course)."""
    return bench.courses.refer("VISITING", "Konrad", "Testmand", BORN, "m", "SERVING", date(2026, 1, 5), alias, consents)


def active(bench: Bench, consents: Sequence[str] = ("processing", "transfer")) -> tuple[str, str, str]:
    """A course with both approvals and a match from 1 February: (participant, course, volunteer)."""
    participant, course = refer(bench, consents=consents)
    volunteer = bench.volunteers.add("Vilma", "Prøvesen", date(2025, 9, 1))
    bench.courses.approve(course, "staff", date(2026, 1, 10))
    bench.courses.approve(course, "leader", date(2026, 1, 12))
    bench.courses.match(course, volunteer, date(2026, 2, 1))
    return participant, course, volunteer
