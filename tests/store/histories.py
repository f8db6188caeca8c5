"""Random histories for the projection: what several vaults wrote, each knowing a part of it, and in which order it arrives.

A `Step` is a handful of small numbers, so that Hypothesis can draw and shrink it; `write` turns steps into real entries,
each of which names by hash what was written before it. `arrivals` turns a number into an order with doublings, parts
that are withheld at first, and slices.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

from desktop.crypto.digests import sha256
from desktop.log.canonical import encode
from desktop.log.entry import GENESIS, Change, Draft, Header, Part, RawEntry, describe_parts, entry_hash, read_part, write_part
from desktop.models.rows.fields import Leaf
from desktop.models.rows.registry import SCHEMA, TABLES
from desktop.store.logbook import Incoming
from tests.store import oracle

SHAPE = oracle.Shape(
    tables={table.name: {unit.name: tuple(field.name for field in unit.fields) for unit in table.units} for table in TABLES.values()},
    references={(table.name, field.name): field.ref for table in TABLES.values() for field in table.fields if field.ref},
)
STRANGER = "f" * 32
"""A vault that wrote nothing."""


def id_of(number: int) -> str:
    return f"{number:032x}"


VAULTS = (("hq", id_of(0xA1)), ("site", id_of(0xB1)), ("site", id_of(0xB2)), ("volunteer", id_of(0xC1)), ("volunteer", id_of(0xC2)))
_DATES = ("2026-01-07", "2026-02-11", "2026-03-18", None)
_OUTCOMES = ("held", "held_short", "other", "planned")


def _value(table: str, unit: str, variant: int) -> dict[str, Leaf]:
    """One of a few values of a unit; references reach rows that exist and rows that never will."""
    one, other = variant % 2, variant // 2 % 2
    date = _DATES[variant % 4]
    values: Mapping[tuple[str, str], dict[str, Leaf]] = {
        ("site", "facts"): {"name": f"Place {variant}", "type": "OPEN", "municipality": None},
        ("site", "coordinator"): {"coordinator": f"Coordinator {variant}"},
        ("participant", "alias"): {"alias": f"Heron {variant}"},
        ("participant", "home"): {"site": id_of(1 + one)},
        ("course", "referral"): {"participant": id_of(11 + one), "programme": "VISITING", "site": id_of(1 + other), "referred_on": date},
        ("course", "end"): {"ended_on": date, "end_reason": "released"},
        ("session", "facts"): {
            "course": id_of(21 + one) if variant < 7 else None,
            "held_on": date,
            "mode": "video",
            "outcome": _OUTCOMES[variant // 2 % 4],
            "cause": "",
        },
        ("session", "minutes"): {"minutes": variant},
        ("session", "separate"): {"separate": bool(one)},
        ("match", "pair"): {"course": id_of(21 + one), "volunteer": id_of(41 + other), "from_on": date},
        ("volunteer", "access"): {"login": id_of(51 + one), "device": id_of(61 + other)},
        ("note", "text"): {"session": id_of(31 + one), "text": "æøå \u2028 \U0001f600"},
    }
    return values[table, unit]


PLACES = (
    ("session", id_of(31), "facts"),
    ("session", id_of(31), "minutes"),
    ("session", id_of(32), "facts"),
    ("session", id_of(31), "separate"),
    ("course", id_of(21), "referral"),
    ("course", id_of(21), "end"),
    ("course", id_of(22), "referral"),
    ("participant", id_of(11), "alias"),
    ("participant", id_of(11), "home"),
    ("site", id_of(1), "facts"),
    ("site", id_of(1), "coordinator"),
    ("match", id_of(71), "pair"),
    ("volunteer", id_of(41), "access"),
    ("note", id_of(81), "text"),
)


ACTS = ("put",) * 9 + ("tomb", "erase", "erase") + ("verdict",) * 6 + ("retracted verdict", "erased verdict")
BASES = ("all",) * 8 + ("some", "none", "strange")


@dataclass(frozen=True, slots=True)
class Step:
    """One change, by one of VAULTS. `lag`: how many of the entries before it its author had not seen; `joined`: in the entry before it.

    `place` counts PLACES; a verdict is on the entry so many before the last one as `variant` says, counted among those
    that were set aside alone if `doubt`.
    """

    vault: int
    act: str
    place: int
    variant: int
    lag: int
    bases: str
    aside: bool
    doubt: bool
    hlc: int
    joined: bool


_ANY = st.lists(
    st.builds(
        Step,
        vault=st.integers(0, len(VAULTS) - 1),
        act=st.sampled_from(ACTS),
        place=st.sampled_from((*(0,) * 24, 1, 2, 4, 4, 4, 4, 6, 6, 6, 7, *range(len(PLACES)))),
        variant=st.integers(0, 7),
        lag=st.sampled_from((0, 0, 0, 0, 1, 2, 5)),
        bases=st.sampled_from(BASES),
        aside=st.sampled_from((False, False, False, False, True)),
        doubt=st.booleans(),
        hlc=st.integers(0, 2),
        joined=st.sampled_from((False, False, False, False, False, True)),
    ),
    min_size=5,
    max_size=11,
)
_CHAIN = st.lists(
    st.builds(
        Step,
        vault=st.integers(0, len(VAULTS) - 1),
        act=st.just("put"),
        place=st.sampled_from((0, 0, 0, 4, 6)),
        variant=st.integers(0, 7),
        lag=st.just(0),
        bases=st.just("all"),
        aside=st.just(False),
        doubt=st.just(False),
        hlc=st.integers(0, 2),
        joined=st.just(False),
    ),
    max_size=5,
)
STEPS = st.builds(list.__add__, _CHAIN, _ANY)
"""Any steps, after a few that quietly follow each other on a session and its courses, so that there is something to judge."""


@dataclass(frozen=True, slots=True)
class Made:
    """One entry: as the log takes it, and its changes part by part as the oracle takes them."""

    incoming: Incoming
    parts: tuple[tuple[oracle.Change, ...], ...]

    def known(self, places: frozenset[int]) -> oracle.Entry:
        """The entry as far as these parts of it have come."""
        header = self.incoming.header
        changes = tuple(change for place in sorted(places) for change in self.parts[place])
        return oracle.Entry(
            self.incoming.hash, self.incoming.kind, header.hlc, header.dev, header.inc, header.seq, bool(self.incoming.aside), changes
        )

    def without(self, places: frozenset[int]) -> Incoming:
        """The same entry with these parts withheld."""
        whole = self.incoming
        bodies = tuple(None if place in places else body for place, body in enumerate(whole.raw.parts))
        rest = tuple(None if place in places else part for place, part in enumerate(whole.parts))
        raw = RawEntry(whole.raw.header, whole.raw.signature, bodies)
        return Incoming(raw, whole.header, whole.hash, whole.kind, rest, whole.aside)


def make(
    vault: int, number: int, groups: Sequence[Sequence[Change]], *, hlc: int = 0, aside: bool = False, inc: int = 1, schema: int = SCHEMA
) -> Made:
    """An entry of one of VAULTS with a part for each group of changes; the salts are fixed and nobody signs: apply looks at neither."""
    kind, dev = VAULTS[vault]
    drafts = tuple(Draft("core", "all", "", tuple(group)) for group in groups)
    bodies = tuple(write_part(draft, sha256(f"{number}/{place}".encode())[:16]) for place, draft in enumerate(drafts))
    header = Header(
        v=0,
        dev=dev,
        inc=f"{inc:016x}",
        seq=number,
        prev=GENESIS,
        hlc=f"{hlc:016x}",
        usr=dev,
        sch=schema,
        parts=describe_parts(drafts, bodies),
        audit=GENESIS,
        crit=[],
    )
    raw = RawEntry(encode(header), bytes(64), bodies)
    parts: tuple[Part | None, ...] = tuple(read_part(body) for body in bodies)
    plain = tuple(
        tuple(oracle.Change(one.verb, one.table, one.row, one.unit, one.value, tuple(one.bases)) for one in group) for group in groups
    )
    return Made(Incoming(raw, header, entry_hash(raw.header), kind, parts, "UnauthorisedUser" if aside else ""), plain)


def _bases(step: Step, before: Sequence[Made], table: str, row: str, unit: str) -> list[bytes]:
    """All heads that the author saw (mostly), some of them, none, or what is no base at all."""
    seen = before[: max(0, len(before) - step.lag)]
    world = oracle.World(SHAPE, (whole(one) for one in seen), VAULTS[step.vault][1])
    heads = [head.entry.hash for head in world.heads((table, row), unit)]
    if step.bases == "some":
        return heads[: len(heads) // 2]
    if step.bases == "none":
        return []
    if step.bases == "strange":
        return [*heads[1:], *[one.incoming.hash for one in seen[-1:]], sha256(b"never written")]
    return heads


def whole(made: Made) -> oracle.Entry:
    return made.known(frozenset(range(len(made.parts))))


def _change(step: Step, before: Sequence[Made]) -> Change:
    table, row, unit = PLACES[step.place]
    value: dict[str, Leaf] | None = None
    if "verdict" in step.act and before:
        judged = [made for made in before if made.incoming.aside and step.doubt] or before
        table, row, unit = "verdict", judged[-1 - step.variant % len(judged)].incoming.hash.hex(), "decision"
        value = {"decision": ("refuse", "admit", "refuse")[step.hlc]} if step.act == "verdict" else None
    elif step.act not in {"tomb", "erase"}:
        value = _value(table, unit, step.variant)
    if step.act.startswith("erase"):
        return Change(verb="erase", table=table, row=row, unit="", value=None, bases=[])
    return Change("tomb" if value is None else "put", table, row, unit, value, _bases(step, before, table, row, unit))


def write(steps: Sequence[Step]) -> list[Made]:
    """The entries of a history, in the order in which they were written."""
    written: list[Made] = []
    waiting: list[tuple[Step, list[Change]]] = []
    for step in [*steps, None]:
        if waiting and (step is None or not step.joined):
            first, changes = waiting[0][0], [change for _, group in waiting for change in group]
            distinct = list({(one.table, one.row, one.unit): one for one in changes}.values())
            erasing = [one for one in distinct if one.verb == "erase"]
            saying = [one for one in distinct if one.verb != "erase"]
            groups = [group for group in (saying, erasing) if group] if first.variant % 2 else [[one] for one in distinct]
            number = len(written) + 1
            written.append(
                make(
                    first.vault,
                    number,
                    groups,
                    hlc=first.hlc,
                    aside=first.aside or (first.act == "erase" and first.variant > 3),
                    inc=1 + first.place % 2,
                )
            )
            waiting = []
        if step is not None:
            waiting.append((step, [_change(step, written)]))
    return written


@dataclass(frozen=True, slots=True)
class Arrival:
    made: Made
    withheld: frozenset[int]

    @property
    def incoming(self) -> Incoming:
        return self.made.without(self.withheld)


def arrivals(history: Sequence[Made], seed: int) -> list[list[Arrival]]:
    """Slices of what arrives: 0 as written and at once; any other number shuffles, doubles, withholds at first, and cuts."""
    if seed == 0:
        return [[Arrival(made, frozenset()) for made in history]]
    dice = random.Random(seed)
    late: list[tuple[float, Arrival]] = []
    for made in history:
        first, second = sorted((dice.random(), dice.random()))
        doubled = dice.random() < 0.4
        places = frozenset(place for place in range(len(made.parts)) if doubled and dice.random() < 0.4)
        late.append((first, Arrival(made, places)))
        if doubled:
            late.append((second, Arrival(made, frozenset())))
    order = [arrival for _, arrival in sorted(late, key=lambda one: one[0])]
    slices: list[list[Arrival]] = []
    while order:
        size = dice.choice((1, 2, 3, 8, len(order)))
        slices.append(order[:size])
        order = order[size:]
    return slices
