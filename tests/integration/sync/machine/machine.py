"""The state machine: what people and machines do to five vaults and their files, in any order, as often as it likes."""

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import ClassVar, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule
from typing_extensions import override

from desktop.errors import WorldFault
from desktop.log.entry import read_part
from desktop.services.session_drafts import SessionDraft
from desktop.store.repositories import erasures
from desktop.store.unit_of_work import About
from tests.integration.sync import tree as trees
from tests.integration.sync.machine.laws import Laws
from tests.integration.sync.machine.world import Seat, World
from tests.integration.sync.tree import Tree

Item = TypeVar("Item")
WRITERS = ("bo", "a1", "bo", "a2", "b", "clone")
LEADERS = ("a1", "a2", "b", "clone")
ABOVE = ("a1", "hq", "a2", "b")
CHILDREN = ("bo", "a1", "a2", "b", "clone")
ANYBODY = ("bo", "a1", "hq", "a2", "b", "clone")
ERASED = ("session", "note", "participation", "match", "course", "participant")
DAYS = (-3650, -3, 0, 0, 2, 3650)

ACTS: Mapping[str, tuple[int, Sequence[str]]] = MappingProxyType(
    {
        "visit": (8, WRITERS),
        "correct": (8, WRITERS),
        "take_back": (3, WRITERS),
        "refer": (2, LEADERS),
        "course": (5, LEADERS),
        "consent": (3, LEADERS),
        "talk": (1, ("bo", "a1", "a2")),
        "place": (1, ("hq",)),
        "erase": (5, ABOVE),
        "resolve": (3, WRITERS),
        "forge": (4, ("bo", "bo", "b", "a2")),
        "decide": (5, ABOVE),
        "revoke": (2, ("a1", "hq")),
        "readmit": (1, ("a1", "hq")),
        "send_up": (8, CHILDREN),
        "send_down": (6, CHILDREN),
        "deliver": (14, ("",)),
        "lose": (2, ("",)),
        "spoil": (2, ANYBODY),
        "exchange": (12, CHILDREN),
        "keep": (3, ANYBODY),
        "put_back": (3, ANYBODY),
        "clone": (1, CHILDREN),
        "set_clock": (2, ANYBODY),
    }
)
"""What may happen -> how often beside the others, and to whom."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens. The numbers choose among what there is: a course, a visit, a file, a day."""

    act: str
    who: str = ""
    n: int = 0
    day: int = 1
    flag: bool = False


@st.composite
def steps(draw: st.DrawFn) -> Step:
    act = draw(st.sampled_from([name for name, (often, _) in ACTS.items() for _ in range(often)]))
    return Step(act, draw(st.sampled_from(ACTS[act][1])), draw(st.integers(0, 15)), draw(st.integers(1, 19)), draw(st.booleans()))


class Nothing(Exception):
    """There was nothing to do the step to."""


class Machine(RuleBasedStateMachine):
    """`template` is a tree of vaults that is copied and never opened; `counted` is told of every step."""

    template: ClassVar[Tree]
    counted: ClassVar[Callable[[], None]] = lambda: None

    def __init__(self) -> None:
        super().__init__()
        self._folder = TemporaryDirectory()
        self.world = World(self.template, Path(self._folder.name))
        self.laws = Laws(self.world)
        self.laws.look(*self.world.seats.values())
        self.broken = False
        self.calm = True
        """No vault was put back or cloned."""

    @rule(step=steps())
    def happens(self, step: Step) -> None:
        """A minute later. What fails here is what is told, and not what follows from it at the end."""
        self.broken = True
        self.world.minutes += 1
        act: Callable[[Step], Sequence[Seat]] = getattr(self, step.act)
        seats: Sequence[Seat] = (self.seat(step.who),) if step.who else ()
        with suppress(Nothing):
            seats = act(step)
        self.laws.look(*seats)
        self.broken = False
        type(self).counted()

    @override
    def teardown(self) -> None:
        try:
            if not self.broken:
                self.laws.settle()
                if self.calm and not self.laws.expected:
                    self.laws.twins()
        finally:
            self.world.close()
            self._folder.cleanup()

    def seat(self, who: str) -> Seat:
        """The clone, or the first laptop where there is none."""
        if who == "clone":
            who = next((name for name in self.world.seats if name.endswith("+")), "a1")
        return self.world.seats[who]

    def person(self, step: Step, work: Callable[[Seat], object]) -> Sequence[Seat]:
        """Somebody works in a vault; what the program refuses a person is no fault."""
        seat = self.seat(step.who)
        with suppress(WorldFault):
            work(seat)
        return (seat,)

    def pick(self, rows: Iterable[str], n: int) -> str:
        return pick(self.world.library.in_order(rows), n)

    def recent(self, seat: Seat, n: int) -> str:
        return self.pick([one.id for one in seat.vault.do.sessions.recent(20)], n)

    # --- what people do ------------------------------------------------------------------------------------------

    def visit(self, step: Step) -> Sequence[Seat]:
        def log(seat: Seat) -> None:
            course = self.pick([line.course.id for line in seat.vault.do.courses.list()], step.n)
            volunteers = () if seat.kind == "volunteer" else (self.world.volunteer,) * (step.n % 2)
            seat.vault.do.sessions.log(course, draft(step.day, note="seen" if step.flag else "", volunteers=volunteers))

        return self.person(step, log)

    def correct(self, step: Step) -> Sequence[Seat]:
        changed = draft(step.day, minutes=10 + step.day, outcome="held" if step.flag else "other")
        return self.person(step, lambda seat: seat.vault.do.sessions.correct(self.recent(seat, step.n), changed))

    def take_back(self, step: Step) -> Sequence[Seat]:
        return self.person(step, lambda seat: seat.vault.do.sessions.take_back(self.recent(seat, step.n)))

    def refer(self, step: Step) -> Sequence[Seat]:
        consents = ("processing", "transfer") if step.flag else ("processing",)

        def refer(seat: Seat) -> None:
            volunteer = self.pick([one.id for one in seat.vault.do.volunteers.list()], step.n)
            trees.course(seat.vault, volunteer, "Kuno", consents=consents)

        return self.person(step, refer)

    def course(self, step: Step) -> Sequence[Seat]:
        def change(seat: Seat) -> None:
            courses, on = seat.vault.do.courses, date(2026, 2, step.day)
            one = self.pick([line.course.id for line in courses.list()], step.n // 3)
            match step.n % 3:
                case 0:
                    courses.end(one, on, "released" if step.flag else "completed")
                case 1:
                    courses.approve(one, "staff", on)
                case _:
                    courses.match(one, self.world.volunteer, on)

        return self.person(step, change)

    def consent(self, step: Step) -> Sequence[Seat]:
        def change(seat: Seat) -> None:
            courses = seat.vault.do.courses
            participant = self.pick([one.id for one in courses.participants()], step.n)
            if step.flag:
                courses.consent(participant, "transfer", date(2026, 3, 1))
            else:
                courses.withdraw_consent(participant, "transfer", date(2026, 3, 2))

        return self.person(step, change)

    def talk(self, step: Step) -> Sequence[Seat]:
        def talk(seat: Seat) -> None:
            talks = seat.vault.do.talks
            if seat.kind == "volunteer":
                talks.ask()
            else:
                talks.done(self.pick([one.id for one in talks.open()], step.n))

        return self.person(step, talk)

    def place(self, step: Step) -> Sequence[Seat]:
        def change(seat: Seat) -> None:
            sites = seat.vault.do.sites
            site = self.pick([one.id for one in sites.list()], step.n)
            sites.add(f"Nyby {step.n}", "OPEN" if step.flag else "CLOSED", f"By {step.day}", site=site)

        return self.person(step, change)

    def erase(self, step: Step) -> Sequence[Seat]:
        table = ERASED[step.day % len(ERASED)]

        def erase(seat: Seat) -> None:
            live = [id_ for (kind, id_), cells in seat.held.shown.items() if kind == table and cells["state"] == "live"]
            row = self.pick(live, step.n)
            with seat.vault.store.writing(seat.vault.context.author) as work:
                body = erasures.newest_part(work.connection, table, row)
                assert body is not None
                part = read_part(body)
                work.erase(table, row, About(self.world.place_of(row) if seat.kind == "hq" else part.scope, part.subject))

        return self.person(step, erase)

    def resolve(self, step: Step) -> Sequence[Seat]:
        def resolve(seat: Seat) -> None:
            found = {(one.row, one.unit): one for one in seat.vault.do.deciding.conflicts()}
            conflict = found[pick(sorted(found, key=lambda spot: (self.world.library.rows[spot[0]], spot[1])), step.n)]
            seat.vault.do.deciding.resolve(conflict.table, conflict.row, conflict.unit, pick(conflict.versions, step.n).hash)

        return self.person(step, resolve)

    # --- what nobody should do, and who decides on it ------------------------------------------------------------

    def forge(self, step: Step) -> Sequence[Seat]:
        """A patched program saves what its person may not."""
        self.laws.expected |= {"UnauthorisedUser", "OutOfScope"}
        if step.n % 3 == 2:  # in the forger's own vault the row is gone, and so are the forger's own parts about it
            self.laws.expected.add("PayloadMissing")
        course = self.pick([id_ for (table, id_) in self.world.seats["hq"].held.rows if table == "course"], step.n // 3)
        self.laws.forged.add(course)
        about = About(f"course/{course}")

        def forge(seat: Seat) -> None:
            with trees.patched(seat.vault) as work:
                match step.n % 3:
                    case 0:
                        work.put("course", course, "leader_approval", {"leader_approval_on": "2026-01-01"}, about)
                    case 1:
                        work.put("course", course, "end", {"ended_on": f"2026-02-{step.day:02}", "end_reason": "died"}, about)
                    case _:
                        work.erase("course", course, about)

        return self.person(step, forge)

    def decide(self, step: Step) -> Sequence[Seat]:
        def decide(seat: Seat) -> None:
            save = pick(seat.vault.do.deciding.aside(), step.n)
            seat.vault.do.deciding.verdict(save.hash, "admit" if step.flag else "refuse")

        return self.person(step, decide)

    def revoke(self, step: Step) -> Sequence[Seat]:
        self.laws.expected |= {"Revoked"}
        target = self.seat(("bo", "bo", "a2", "clone")[step.n % 4])
        subject = target.id if step.flag else target.vault.slot.user
        self.laws.shut_out |= dict.fromkeys((target.id, subject))
        return self.person(step, lambda seat: seat.vault.do.revoking.revoke(subject, from_seq=step.day if step.day > 9 else None))

    def readmit(self, step: Step) -> Sequence[Seat]:
        def readmit(seat: Seat) -> None:
            seat.vault.do.revoking.readmit(pick(list(self.laws.shut_out), step.n))

        return self.person(step, readmit)

    # --- files ---------------------------------------------------------------------------------------------------

    def send_up(self, step: Step) -> Sequence[Seat]:
        self.world.up(self.seat(step.who))
        return (self.seat(step.who),)

    def send_down(self, step: Step) -> Sequence[Seat]:
        child = self.seat(step.who)
        self.world.down(self.world.seats[child.above], child.id)
        return (self.world.seats[child.above],)

    def deliver(self, step: Step) -> Sequence[Seat]:
        """Any file, whether it was taken before or not; it stays where it is and may come again, or not."""
        letter = pick(self.world.mail[::-1], step.n)
        seat = self.world.of(letter.to)[-1 if step.day > 9 else 0]
        results = self.world.take(seat, letter.path)
        assert {one.outcome for one in results} <= {"imported", "already", "pending"}, results
        if step.flag:
            self.world.mail.remove(letter)
        return (seat,)

    def lose(self, step: Step) -> Sequence[Seat]:
        self.world.mail.remove(pick(self.world.mail[::-1], step.n))
        return ()

    def spoil(self, step: Step) -> Sequence[Seat]:
        """A file cut somewhere, or in the wrong hands: it is refused and changes nothing."""
        letter = pick(self.world.mail[::-1], step.n)
        seat = self.world.of(letter.to)[0] if step.flag else self.seat(step.who)
        path, data = self.world.fresh(), letter.path.read_bytes()
        path.write_bytes(data[: random.Random(step.day).randrange(len(data))] if step.flag else data)
        if step.flag or seat.id != letter.to:
            before = trees.dump(seat.vault)
            assert [one.outcome for one in self.world.take(seat, path)] == ["refused"]
            assert trees.dump(seat.vault) == before
        return ()

    def exchange(self, step: Step) -> Sequence[Seat]:
        """A file up and one down, each taken in at once."""
        child = self.seat(step.who)
        above = self.world.seats[child.above]
        for upwards in (True, False):
            letter = self.world.up(child) if upwards else self.world.down(above, child.id)
            if letter is not None:
                results = self.world.take(above if upwards else child, letter.path)
                assert {one.outcome for one in results} <= {"imported", "pending"}, results
        return child, above

    # --- machines ------------------------------------------------------------------------------------------------

    def keep(self, step: Step) -> Sequence[Seat]:
        self.world.keep(self.seat(step.who))
        return ()

    def put_back(self, step: Step) -> Sequence[Seat]:
        """An older copy, with the witness as it is, without one, or as the whole machine was."""
        seat, witness = self.seat(step.who), ("kept", "lost", "old")[step.n % 3]
        if not self.world.put_back(seat, witness):
            raise Nothing
        self.calm = False
        self.laws.expected |= {"ForkDetected"} if witness == "old" else set()
        self.laws.expected |= (
            {"PayloadMissing"} if seat.kind == "site" else set()
        )  # an erase that a volunteer gives back goes no further up
        self.laws.put_back(seat)
        return (seat,)

    def clone(self, step: Step) -> Sequence[Seat]:
        if any(name.endswith("+") for name in self.world.seats):
            raise Nothing
        self.calm = False
        self.laws.expected |= {"ForkDetected"} if step.flag else set()
        return (self.world.clone(self.seat(step.who), whole=step.flag),)

    def set_clock(self, step: Step) -> Sequence[Seat]:
        """The clock jumps, which is believed when the vault is opened anew."""
        seat = self.seat(step.who)
        seat.ahead = timedelta(days=DAYS[step.n % len(DAYS)])
        seat.close()
        self.world.open(seat)
        return (seat,)


def pick(listed: Sequence[Item], n: int) -> Item:
    """One of them. Raises Nothing where there is none."""
    if not listed:
        raise Nothing
    return listed[n % len(listed)]


def draft(day: int, **other: object) -> SessionDraft:
    return replace(trees.VISIT, held_on=date(2026, 2, day), **other)  # type: ignore[arg-type] # fields of the draft
