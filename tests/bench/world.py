"""The vaults that the benchmarks work on: a headquarters and a site that are enrolled, and a long log of the site's.

The mix: one entry a save with 5 changes in 2 parts, as the program itself saves a visit; 1 in 10 corrects an earlier one.
Entries are made and signed here directly, because a hundred thousand saves through the services would take minutes.
"""

import random
import tempfile
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import msgspec

from desktop import house
from desktop.crypto.digests import new_id
from desktop.crypto.passphrase import Cost
from desktop.log import clock
from desktop.log.entry import GENESIS, VERSION, Change, Draft, Header, describe_parts, entry_hash, write_entry, write_part
from desktop.models.rows.fields import Value
from desktop.models.rows.registry import SCHEMA
from desktop.services import trust
from desktop.services.exporting import blank_manifest, seal_of
from desktop.services.session_drafts import SessionDraft
from desktop.store import trustbook
from desktop.store.repositories import entries
from desktop.sync.facts import Run, Task, in_order
from desktop.sync.manifest import Range
from desktop.sync.parts import Carried, State
from desktop.sync.signed import Signed
from desktop.sync.writer import BundleWriter
from desktop.vault.atomic import fill_file, written

CHEAP = Cost(1024, 1, 1)
LAST = date(2026, 10, 31)
THREADS = 2
REMEMBERED = 4000
"""Sessions that a correction may choose from, so that making a log needs flat memory."""
COURSES_AN_ENTRY = 50


def on_threads(pool: ThreadPoolExecutor) -> Run:
    """Verifies a batch in as many slices as there are threads."""

    def run(tasks: object) -> list[bool]:
        listed: list[Task] = list(tasks)  # type: ignore[call-overload] # an iterable of tasks
        slices = [listed[start::THREADS] for start in range(THREADS)]
        found = [list(answers) for answers in pool.map(in_order, slices)]
        return [found[number % THREADS][number // THREADS] for number in range(len(listed))]

    return run


@dataclass(slots=True)
class LongLog:
    """Goes on from the end of the site's chain. The seed makes the mix repeatable; ids and keys are new each time."""

    site: house.OpenVault
    volunteer: str
    participant: str
    seq: int
    prev: bytes
    inc: str
    hlc: int
    chance: random.Random = field(default_factory=lambda: random.Random(11))
    recent: deque[tuple[str, str, str, bytes]] = field(default_factory=lambda: deque(maxlen=REMEMBERED))

    def entry(self, drafts: tuple[Draft, ...]) -> Carried:
        author = self.site.context.author
        bodies = tuple(write_part(draft) for draft in drafts)
        self.seq, self.hlc = self.seq + 1, self.hlc + 1
        header = Header(
            v=VERSION,
            dev=self.site.store.own,
            inc=self.inc,
            seq=self.seq,
            prev=self.prev,
            hlc=f"{self.hlc:016x}",
            usr=author.user,
            sch=SCHEMA,
            parts=describe_parts(drafts, bodies),
            audit=GENESIS,
            crit=[],
        )
        raw = write_entry(header, bodies, author.key)
        self.prev = entry_hash(raw.header)
        return Carried(raw, (State.PRESENT,) * len(bodies))

    def courses(self, count: int) -> tuple[list[str], list[Carried]]:
        """`count` courses, and the entries that refer them."""
        ids = [new_id() for _ in range(count)]
        made = []
        for start in range(0, count, COURSES_AN_ENTRY):
            group = ids[start : start + COURSES_AN_ENTRY]
            made.append(self.entry(tuple(Draft("core", f"course/{id_}", self.participant, (self._referral(id_),)) for id_ in group)))
        return ids, made

    def _referral(self, course: str) -> Change:
        value: Value = {
            "participant": self.participant,
            "programme": "VISITING",
            "site": self.site.do.sites.own(),
            "referred_on": "2020-01-01",
        }
        return Change(verb="put", table="course", row=course, unit="referral", value=value, bases=[])

    def visits(self, count: int, courses: list[str]) -> Iterator[Carried]:
        """`count` entries of the mix."""
        for number in range(count):
            place = self.chance.randrange(len(self.recent)) if number % 10 == 9 else None
            known = (self.chance.choice(courses), new_id(), new_id(), b"") if place is None else self.recent[place]
            course, session, participation, base = known
            yield self.entry(self._visit(course, session, participation, [base] if base else []))
            if place is None:
                self.recent.append((course, session, participation, self.prev))
            else:
                self.recent[place] = (course, session, participation, self.prev)

    def _visit(self, course: str, session: str, participation: str, bases: list[bytes]) -> tuple[Draft, ...]:
        day = LAST - timedelta(days=self.chance.randrange(5 * 365))
        facts: Value = {"course": course, "held_on": day.isoformat(), "mode": "in_person", "outcome": "held", "cause": ""}
        units: tuple[tuple[str, Value], ...] = (
            ("facts", facts),
            ("minutes", {"minutes": self.chance.choice((45, 60, 90))}),
            ("present", {"present": "no"}),
            ("next", {"next_on": (day + timedelta(days=7)).isoformat()}),
        )
        changes = tuple(Change(verb="put", table="session", row=session, unit=name, value=value, bases=bases) for name, value in units)
        came: Value = {"session": session, "volunteer": self.volunteer}
        part = Change(verb="put", table="participation", row=participation, unit="facts", value=came, bases=[])
        if bases:  # the same volunteer came all the same: what is equal is said again, as a fifth change
            part = msgspec.structs.replace(part, bases=bases)
        scopes = (f"course/{course}", f"volunteer/{self.volunteer}")
        return Draft("core", scopes[0], self.participant, changes), Draft("core", scopes[1], self.participant, (part,))


@dataclass(slots=True)
class World:
    """Headquarters and one enrolled site below `folder`, closed, and what of the site's log is on which file."""

    folder: Path
    run: Run

    @property
    def settings(self) -> house.Settings:
        return house.Settings(cost=CHEAP, state=self.folder / "state", run=self.run, weak_passphrases=True)

    @property
    def hq(self) -> Path:
        return self.folder / "hq" / "vault"

    @property
    def site(self) -> Path:
        return self.folder / "site" / "vault"

    def open(self, path: Path) -> house.OpenVault:
        return house.open_vault(path, "A", "p", self.settings)

    def make(self) -> "World":
        person = house.Person("A", "A Bench", "p")
        for kind, path in (("hq", self.hq), ("site", self.site)):
            path.parent.mkdir(parents=True)
            house.create_vault(path, "hq" if kind == "hq" else "site", kind, person, self.settings)
        with self.open(self.hq) as above, self.open(self.site) as below:
            file, words = below.do.enrolling.request(below.slot.sealing)
            answer = above.do.enrolling.answer_site(file, " ".join(words), "Bench")
            below.do.enrolling.accept(answer.file, " ".join(answer.words))
        return self

    def work(self, site: house.OpenVault) -> tuple[str, str, str]:
        """A participant with a course and a volunteer, through the services; their ids (participant, course, volunteer)."""
        on = date(2026, 1, 5)
        volunteer = site.do.volunteers.add("Bo", "Bench", on)
        agreed = ("processing", "transfer")
        who = site.do.courses.refer("VISITING", "Ole", "Bench", date(1990, 5, 6), "m", "SERVING", on, consents=agreed)
        site.do.courses.approve(who.course, "staff", on)
        site.do.courses.approve(who.course, "leader", on)
        site.do.courses.match(who.course, volunteer, on)
        return who.participant, who.course, volunteer

    def long_log(self, site: house.OpenVault, participant: str, volunteer: str) -> LongLog:
        with site.store.reading() as reading:
            head = reading.head()
        assert head is not None
        stamp = int(clock.tick(clock.ZERO, site.store.now()), 16)
        return LongLog(site, volunteer, participant, head.seq, head.hash, head.inc, stamp)


def bundle(site: house.OpenVault, log: LongLog, made: Iterator[Carried], path: Path, first: int, prev: bytes) -> Path:
    """A file up with what `made` yields, which are the entries of the site's chain from `first` on."""
    with site.store.reading() as reading, tempfile.TemporaryFile() as scratch:
        parent = trust.parent_of(reading)
        seal = seal_of(trust.load(reading), parent.id)
        writer = BundleWriter(scratch)
        for one in made:
            writer.entry(one)
        span = Range(dev=site.store.own, inc=log.inc, first=first, last=log.seq, prev=prev, head=log.prev)
        signed = [Signed(doc=one.doc, sig=one.sig) for one in trustbook.certificates(reading.connection) if not one.pinned]
        manifest = msgspec.structs.replace(blank_manifest("up", reading, site.context, seal), certificates=signed, ranges=[span])
        return written(path, fill_file)(lambda out: writer.finish(out, manifest, site.context.keys.sign, seal))


@dataclass(frozen=True, slots=True)
class Prepared:
    """A headquarters that holds everything but the visits, and the file that brings `count` of them."""

    world: World
    file: Path
    count: int


def prepare(folder: Path, count: int, run: Run = in_order) -> Prepared:
    """The site's own store stays without the visits: only their file exists."""
    world = World(folder, run).make()
    with world.open(world.site) as site:
        participant, _course, volunteer = world.work(site)
        log = world.long_log(site, participant, volunteer)
        with site.store.reading() as reading:
            before = [Carried(one.raw, (State.PRESENT,) * len(one.raw.parts)) for one in entries.everything(reading.connection)]
        own = [one for one in before if msgspec.json.decode(one.raw.header)["dev"] == site.store.own]
        ids, courses = log.courses(max(20, count // 50))
        first = bundle(site, log, iter([*own, *courses]), folder / "first.indb", 1, GENESIS)
        start, prev = log.seq + 1, log.prev
        file = bundle(site, log, log.visits(count, ids), folder / "visits.indb", start, prev)
    with world.open(world.hq) as above:
        (result,) = above.take_in([first])
        assert (result.outcome, result.aside) == ("imported", 0), result
    return Prepared(world, file, count)


def a_visit(number: int, volunteer: str) -> SessionDraft:
    """One visit as it is typed: facts, minutes, others present, next date, who came."""
    day = LAST - timedelta(days=number % 1500)
    return SessionDraft(day, "held", 60 + number % 7, present="no", next_on=day + timedelta(days=7), volunteers=(volunteer,))
