"""What only a person can decide: two versions of the same thing, and saves that were set aside.

Resolving is a save that has seen all versions. A verdict admits or refuses a save that was set aside; headquarters' word
stands over a leader's. Nothing is lost either way: every version stays in the log.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from desktop.errors import N_, InvalidValue
from desktop.log import clock
from desktop.log.entry import Change, read_header, read_part
from desktop.models.rows.fields import Value
from desktop.models.rows.registry import TABLES
from desktop.services import genesis, rights
from desktop.services.context import Context
from desktop.store import state
from desktop.store.repositories import decisions, entries
from desktop.store.repositories.decisions import Said
from desktop.store.unit_of_work import About, Reading

ASIDE_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "UnauthorisedUser": N_("saved by somebody who may not do this, or for whom nobody vouches yet"),
        "OutOfScope": N_("about something that belongs to another place or another volunteer's course"),
        "UnsignedEntry": N_("not signed by the person whom it names"),
        "ForeignEntry": N_("from a computer that nobody has enrolled"),
        "ForkDetected": N_("two different saves have the same number: the datalager was copied or tampered with"),
        "PayloadMissing": N_("a part of it is missing"),
        "MalformedEntry": N_("it does not have the form of a save"),
        "NonCanonical": N_("it does not have the form of a save"),
        "Revoked": N_("saved after the access had ended"),
    }
)
"""Why a save was set aside → what a person reads."""

TABLE_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "site": N_("a place"),
        "site_programme": N_("a programme of a place"),
        "vault": N_("a datalager"),
        "user": N_("a person with access"),
        "volunteer": N_("a volunteer"),
        "participant": N_("a participant"),
        "person": N_("facts about a participant"),
        "identity": N_("who a participant is"),
        "grant": N_("who may see a name"),
        "consent": N_("a consent"),
        "course": N_("a course"),
        "match": N_("a match"),
        "session": N_("a visit"),
        "participation": N_("who took part in a visit"),
        "note": N_("a practical note"),
        "talk": N_("a wish to talk"),
        "exam": N_("an exam"),
        "group_event": N_("a social activity"),
        "attendance": N_("who was at a social activity"),
        "group_year": N_("an estimate of a year's social activities"),
        "restriction": N_("letter and visit control"),
        "restriction_month": N_("a count of letter and visit control"),
        "tally": N_("a count without names"),
        "link": N_("whether two records are one person"),
        "snapshot": N_("an earlier number"),
        "year_close": N_("a closed year"),
        "closed_figure": N_("a number of a closed year"),
        "verdict": N_("a decision"),
        "incarnation": N_("a datalager that was put back"),
        "revocation": N_("who was shut out"),
        "hand_over": N_("that somebody moves to another place"),
        "claim": N_("that somebody has come from another place"),
        "withdrawal": N_("what a place lets go of"),
        "departed": N_("a count of those who moved away"),
        "contact": N_("how a volunteer is reached"),
        "qualification": N_("a step that qualifies a volunteer"),
        "movement": N_("that somebody was released, moved or died"),
        "pause": N_("a pause in a course"),
        "hold": N_("a legal hold"),
        "erasure": N_("that something was deleted"),
        "cell": N_("a number of those whose particulars are deleted"),
        "programme": N_("a programme"),
        "setting": N_("a setting"),
        "label": N_("a word of a list"),
    }
)
"""Table → what a person reads."""

Decision = Literal["admit", "refuse"]


@dataclass(frozen=True, slots=True)
class Version:
    """One of several versions. `value` is None where it empties the unit; `shown`: the one that counts meanwhile."""

    hash: bytes
    value: Value | None
    who: str
    place: str
    at: str
    shown: bool


@dataclass(frozen=True, slots=True)
class Conflict:
    table: str
    row: str
    unit: str
    versions: tuple[Version, ...]


@dataclass(frozen=True, slots=True)
class AsideSave:
    """A save that counts nowhere until somebody decides. `decision` is that of a verdict, "" without one."""

    hash: bytes
    reason: str
    who: str
    place: str
    at: str
    changes: tuple[Change, ...]
    decision: str


class Deciding:
    def __init__(self, context: Context) -> None:
        self._context = context

    def conflicts(self) -> tuple[Conflict, ...]:
        """Everything of which there is more than one version."""
        with self._context.store.reading() as reading:
            return tuple(_conflict(reading, one) for one in decisions.conflicts(reading.connection))

    def resolve(self, table: str, row: str, unit: str, chosen: bytes) -> None:
        """Let one version count; the save has seen all of them. Raises NotAllowed, InvalidValue where there is no such version."""
        with self._context.store.writing(self._context.author) as work:
            heads = next((heads for *spot, heads in decisions.conflicts(work.connection) if spot == [table, row, unit]), ())
            said = decisions.said(work.connection, table, row, unit, heads).get(chosen)
            if said is None:
                raise InvalidValue(field=N_("Version"), reason=N_("there is none like that here"))
            *_, class_, part, change = said
            about = About(part.scope, part.subject, local=class_.startswith("local"))
            rights.require(self._context, table, unit, change.verb)
            if change.value is None:
                work.tomb(table, row, unit, about)
            else:
                work.put(table, row, unit, change.value, about, again=True)

    def aside(self) -> tuple[AsideSave, ...]:
        """Every save that was set aside, in the order in which they came, decided ones with their decision."""
        with self._context.store.reading() as reading:
            return tuple(_aside(reading))

    def verdict(self, hash_: bytes, decision: Decision) -> None:
        """Admit or refuse a save that was set aside. Raises NotAllowed, InvalidValue where none like that was set aside."""
        rights.require(self._context, "verdict", "decision")
        with self._context.store.writing(self._context.author) as work:
            if hash_ not in entries.aside(work.connection):
                raise InvalidValue(field=N_("Saved entry"), reason=N_("there is none like that here"))
            about = genesis.own_scope(work.kind, state.text(work.connection, state.SITE))
            work.put("verdict", hash_.hex(), "decision", {"decision": decision}, about)


def _conflict(reading: Reading, found: decisions.Open) -> Conflict:
    table, row, unit, heads = found
    said = decisions.said(reading.connection, table, row, unit, heads)
    versions = tuple(_version(reading, said[hash_], shown=hash_ == heads[0]) for hash_ in heads if hash_ in said)
    return Conflict(table, row, unit, versions)


def _version(reading: Reading, said: Said, *, shown: bool) -> Version:
    hash_, hlc, dev, usr, _kind, _class, _part, change = said
    return Version(
        hash_, change.value, decisions.name_of(reading.connection, usr), decisions.label_of(reading.connection, dev), _when(hlc), shown
    )


def _aside(reading: Reading) -> Iterator[AsideSave]:
    reasons = entries.aside(reading.connection)
    decided = decisions.verdicts(reading.connection)
    for entry in sorted(entries.by_hash(reading.connection, reasons).values(), key=lambda one: one.id):
        changes = tuple(change for part in entry.parts if part.body is not None for change in _changes(part.body))
        yield AsideSave(
            entry.hash,
            reasons[entry.hash],
            decisions.name_of(reading.connection, entry.usr),
            decisions.label_of(reading.connection, entry.dev),
            _when(read_header(entry.header).hlc),
            changes,
            decided.get(entry.hash.hex(), ""),
        )


def _changes(body: bytes) -> tuple[Change, ...]:
    return tuple(change for change in read_part(body).changes if change.table in TABLES)


def _when(hlc: str) -> str:
    """The author's clock, to the second, UTC; it may be wrong."""
    return clock.moment(hlc).strftime("%Y-%m-%dT%H:%M:%SZ")
