"""What must hold of five vaults after every step, and at the end when everything has arrived.

Written from the theorem, from the table of classes and edges, and from what a receipt means; of the program it asks the
tables and the log as they are.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tests.integration.sync.machine.held import Held, Spot, Told
from tests.integration.sync.machine.world import FOLDERS, Seat, World
from tests.store import oracle
from tests.store.histories import SHAPE

ABOVE_READS = frozenset({"core", "person", "identity"})
"""Classes that headquarters may read."""
VOLUNTEER_READS = frozenset({"core", "note", "local", "contact"})
HIDDEN = frozenset({"person", "identity", "grant", "consent"})
"""Tables of which a volunteer's vault holds nothing."""
MOST_ROUNDS = 8
QUIET = 2
"""Rounds in which nothing new came, after which nothing is under way: in the first of them a vault may have heard what it lacks."""


@dataclass
class Laws:
    """`safe`: child -> entries that its parent has acknowledged; `healing`: vaults put back, until everything has arrived again;
    `expected`: why a save may have been set aside by now; `shut_out`: vaults and people to whom that was said.
    """

    world: World
    safe: dict[str, set[bytes]] = field(default_factory=dict)
    healing: set[str] = field(default_factory=set)
    expected: set[str] = field(default_factory=set)
    shut_out: dict[str, None] = field(default_factory=dict)
    forged: set[str] = field(default_factory=set)
    """Courses of which a patched program spoke: whatever its vault holds of them came from nobody, and it may hear of their erasure."""
    courses: set[str] = field(default_factory=set)
    """Courses on which the volunteer was ever matched."""

    def look(self, *seats: Seat) -> None:
        """After a step that touched these vaults."""
        for seat in seats:
            with seat.vault.store.reading() as reading:
                fresh = seat.held.read(reading.connection, self.world.library)
            self._as_the_oracle_says(seat)
            self._chained(seat.held)
            assert {reason for reason, _ in seat.held.aside.values()} <= self.expected, (seat.name, seat.held.aside)
            self._of_its_own_place(seat, fresh)
        for seat in seats:
            for other in self.world.seats.values():
                if other is not seat:
                    self._same_where_equal(seat.held, other.held)
        self._acknowledged(seats)

    # --- the theorem ---------------------------------------------------------------------------------------------

    def _as_the_oracle_says(self, seat: Seat) -> None:
        held = seat.held
        expected = oracle.World(SHAPE, held.entries(self.world.library), seat.id).columns()
        assert held.shown.keys() == expected.keys(), (seat.name, held.shown.keys() ^ expected.keys())
        for key, cells in expected.items():
            assert held.shown[key] == cells, (seat.name, key)
        if seat.kind == "hq":
            held.forget(self.world.library)

    def _same_where_equal(self, one: Held, other: Held) -> None:
        """Rows of which both hold the same, and nobody has judged any of it, look the same but for what other rows derive there."""
        judged = {row for table, row in (*one.rows, *other.rows) if table == "verdict"}
        judged |= {hash_.hex() for hash_ in (*one.aside, *other.aside)}
        for key in one.rows.keys() & other.rows.keys():
            entries = one.rows[key]
            alike = entries == other.rows[key] and not any(hash_.hex() in judged for hash_ in entries)
            if alike and all(self._whole(held, entries, key) for held in (one, other)):
                assert _said(one, key) == _said(other, key), key

    def _whole(self, held: Held, entries: Iterable[bytes], key: oracle.Key) -> bool:
        """Whether the vault holds every change of the row that these entries are known to make."""
        parts = self.world.library.parts
        spots = [(hash_, place) for hash_ in entries for place in range(len(self.world.library.entries[hash_].classes))]
        return all(place in held.parts[hash_] for hash_, place in spots if (hash_, place) in parts and key in parts[hash_, place].keys)

    # --- the log -------------------------------------------------------------------------------------------------

    def _chained(self, held: Held) -> None:
        """From the head of each chain back to number 1, nothing missing."""
        for (dev, inc), (seq, hash_) in held.chains.items():
            walked = [(one.dev, one.inc, one.seq) for one in self.world.library.behind(hash_) if one.hash in held.parts]
            assert walked == [(dev, inc, number) for number in range(seq, 0, -1)]

    def _acknowledged(self, seats: Iterable[Seat]) -> None:
        """What a parent has receipted it holds; after it was put back, as soon as everything has arrived again."""
        touched = {seat.name for seat in seats}
        for seat in self.world.seats.values():
            if not seat.above or not touched & {seat.name, seat.above}:
                continue
            safe = self.safe.setdefault(seat.name, set())
            for _, hash_ in seat.held.receipted.values():
                for said in self.world.library.behind(hash_):
                    if said.hash in safe:
                        break
                    safe.add(said.hash)
            if seat.above not in self.healing:
                assert any(safe <= above.held.parts.keys() for above in self.world.of(self.world.seats[seat.above].id)), seat.name

    def put_back(self, seat: Seat) -> None:
        """What neither child nor parent holds any more is lost, and nobody's fault."""
        self.healing.add(seat.name)
        for name, safe in self.safe.items():
            child = self.world.seats[name]
            ends = [*self.world.of(child.id), *self.world.of(self.world.seats[child.above].id)]
            safe.intersection_update(*[frozenset[bytes]().union(*(one.held.parts.keys() for one in ends))])

    # --- who may know what ---------------------------------------------------------------------------------------

    def _of_its_own_place(self, seat: Seat, fresh: Iterable[Spot]) -> None:
        for hash_, place in fresh:
            author, told = self.world.library.entries[hash_].dev, self.world.library.parts[hash_, place]
            if author == seat.id:
                continue
            if seat.kind == "hq":
                assert told.class_ in ABOVE_READS, (seat.name, told)
            elif seat.kind == "site":
                self._of_this_prison(seat, author, told)
            else:
                self._of_this_volunteer(told)

    def _of_this_prison(self, seat: Seat, author: str, told: Told) -> None:
        place = {self.world.ids[folder] for folder in self._neighbours(seat)}
        assert author in {*place, self.world.ids["hq"]}, (seat.name, told)
        if author == self.world.ids["hq"]:
            assert told.scope == "all" or told.scope in {f"site/{id_}" for id_ in place}, (seat.name, told)

    def _neighbours(self, seat: Seat) -> list[str]:
        homes = ("b",) if seat.id == self.world.ids[FOLDERS["b"]] else ("a", "c")
        return [folder for folder in self.world.ids if folder.split("/")[0] in homes]

    def _of_this_volunteer(self, told: Told) -> None:
        """Of own courses alone, and of other volunteers' part in them nothing."""
        assert told.class_ in VOLUNTEER_READS, told
        self._learn()
        own = self.world.volunteer
        for change in told.changes:
            value = change.value or {}
            assert change.table not in HIDDEN, told
            match change.table:
                case "course" if change.row not in self.forged:
                    assert change.row in self.courses, told
                case "match" | "session" if "course" in value:
                    assert value["course"] in self.courses, told
                case "volunteer":
                    assert change.row == own, told
                case "participation" | "talk" if "volunteer" in value:
                    assert value["volunteer"] == own, told
                case "user":
                    raise AssertionError(told)

    def _learn(self) -> None:
        """The courses of every match of the volunteer that anybody ever saved."""
        for told in self.world.library.parts.values():
            for change in told.changes:
                if change.table == "match" and change.value and change.value.get("volunteer") == self.world.volunteer:
                    self.courses.add(str(change.value["course"]))

    # --- the end -------------------------------------------------------------------------------------------------

    def settle(self) -> None:
        """Everything arrives, until nothing is new anywhere; then the end is held against what was saved and said."""
        seats = list(self.world.seats.values())
        for seat in seats:
            seat.ahead *= 0
        self.world.minutes += 24 * 60
        for name in self.healing:  # the next save of a vault tells above that it was put back
            vault = self.world.seats[name].vault
            with vault.store.writing(vault.context.author) as work:
                work.flush(anchor=True)
        for letter in self.world.mail:
            self.world.take(self.world.of(letter.to)[0], letter.path)
        quiet = 0
        for _ in range(MOST_ROUNDS):
            before = [seat.held.size for seat in seats]
            self.world.minutes += 1
            self._round()
            self.look(*seats)
            quiet = quiet + 1 if before == [seat.held.size for seat in seats] else 0
            if quiet == QUIET:
                break
        else:
            raise AssertionError("there is something new for ever")
        self.healing.clear()
        self._acknowledged(seats)
        for seat in seats:
            if seat.above:
                self._arrived(seat)
                if seat.id not in self.shut_out:
                    self._returned(seat)
                    self._erased_too(seat)

    def _round(self) -> None:
        for child, above in self._edges():
            up = self.world.up(child)
            if up is not None:
                assert self.world.take(above, up.path)[0].outcome in ("imported", "pending")
        for child, above in self._edges():
            down = self.world.down(above, child.id)
            if down is not None:
                assert self.world.take(child, down.path)[0].outcome in ("imported", "pending")

    def _edges(self) -> Iterator[tuple[Seat, Seat]]:
        """From the leaves up."""
        listed = sorted(self.world.seats.values(), key=lambda seat: seat.kind, reverse=True)
        return ((seat, self.world.seats[seat.above]) for seat in listed if seat.above)

    def _arrived(self, seat: Seat) -> None:
        """Headquarters has every entry of the chains that the vault keeps, and every part of it that may travel."""
        top = self.world.seats["hq"].held
        for _, hash_ in seat.held.chains.values():
            for said in self.world.library.behind(hash_):
                assert said.hash in top.parts, (seat.name, said)
                for place in seat.held.parts[said.hash] - top.parts[said.hash]:
                    told = self.world.library.parts[said.hash, place]
                    empty = (said.hash, place) in {*top.gone, *seat.held.gone, *self.world.seats[seat.above].held.gone}
                    assert told.class_ not in ABOVE_READS or empty or all(_erased(top, key) for key in told.keys), (seat.name, said, told)

    def _returned(self, seat: Seat) -> None:
        """What the vault once saved and lost when it was put back it has again from above, where all of it still is and counts."""
        if "ForkDetected" in self.expected:
            return  # what has the number of another save comes back to nobody
        above, known = self.world.seats[seat.above].held, self.world.library.entries
        own = {hash_ for hash_ in above.parts.keys() - above.aside.keys() if known[hash_].dev == seat.id and known[hash_].classes}
        lost = own - seat.held.parts.keys() - {hash_ for hash_, _ in above.gone}
        assert not lost, (seat.name, [known[hash_] for hash_ in lost])

    def _erased_too(self, seat: Seat) -> None:
        """What is erased above is erased in the vault, of all that it holds."""
        above = self.world.seats[seat.above].held
        stays = [key for key in seat.held.rows if _erased(above, key) and not _erased(seat.held, key) and key[1] not in self.forged]
        assert not stays, (seat.name, stays)

    def twins(self) -> None:
        """Two laptops of one prison show the same of everything."""
        one, other = (self.world.seats[name].held.shown for name in ("a1", "a2"))
        assert one.keys() == other.keys(), one.keys() ^ other.keys()
        for key, cells in one.items():
            assert cells == other[key], key


def _said(held: Held, key: oracle.Key) -> dict[str, oracle.Cell]:
    return {name: cell for name, cell in held.shown[key].items() if not name.startswith("d_")}


def _erased(held: Held, key: oracle.Key) -> bool:
    return held.shown.get(key, {}).get("state") == "erased"
