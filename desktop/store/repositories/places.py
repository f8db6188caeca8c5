"""Where a row belongs: its site, its course, its volunteer. What the authority matrix is asked with."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy import Connection

from desktop.log.entry import Change, read_header, read_part
from desktop.log.values import applies
from desktop.models.rows.fields import Leaf, Value
from desktop.models.rows.registry import TABLES
from desktop.store import present
from desktop.store.layout import LAYOUTS, STATE, Cell, Key, Row
from desktop.store.repositories import people
from desktop.store.repositories.people import Spot


@dataclass(frozen=True, slots=True)
class Place:
    """ "" where it is not known or does not apply. `value` is what was read of the row (or would be written)."""

    site: str = ""
    course: str = ""
    volunteer: str = ""
    vault: str = ""
    participant: str = ""


Said = tuple[tuple[str, Change], ...]
"""(scope, change) of everything that one entry says."""
ELSEWHERE = "-"
"""The site of headquarters' people: no site's."""
MOST_REFUSED = 1000
"""Refused entries of one import that are remembered; beyond that a verdict on one must come in a later file."""

_FIRST_SPOKEN = (
    "SELECT c.doc FROM touch t JOIN entry e ON e.id = t.entry JOIN certificate c ON c.id = e.dev AND c.kind = 'vault'"
    " WHERE t.\"row\" = ? AND t.tab = 'course' AND e.hash NOT IN (SELECT hash FROM aside) ORDER BY e.id LIMIT 1"
)

_LET_GO = (
    "SELECT 1 FROM touch t JOIN part p ON p.entry = t.entry AND p.place = t.place"
    " WHERE t.\"row\" = ? AND t.tab = ? AND p.state = 'withheld' LIMIT 1"
)
"""A part whose rows are known was here."""

_JUDGED_BY: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "session": ("course", "course"),
        "match": ("course", "course"),
        "note": ("session", "session"),
        "participation": ("session", "session"),
        "talk": ("volunteer", "volunteer"),
        "grant": ("subject", "participant"),
        "consent": ("participant", "participant"),
        "movement": ("participant", "participant"),
        "restriction": ("participant", "participant"),
        "pause": ("course", "course"),
        "exam": ("course", "course"),
        "attendance": ("participant", "participant"),
        "hand_over": ("participant", "participant"),
        "qualification": ("volunteer", "volunteer"),
    }
)
"""Table -> the field that points to the row which says where a row of it belongs, and that row's table."""


class Places:
    """Answers for rows of the store and for changes that are judged before they are written.

    One object lives for one import or one save; what it has read and what was offered to it is remembered.
    """

    def __init__(self, connection: Connection, before: "Places | None" = None) -> None:
        self._connection = connection
        self._before = before
        self._rows: dict[Key, Value | None] = {}
        self._courses: dict[str, frozenset[str]] = {}
        self._refused: dict[str, tuple[str, Said]] = {}
        self._first: dict[str, str] = {} if before is None else before._first  # noqa: SLF001 - another object of this class

    def foresee(self, changes: Iterable[Change], seen: Mapping[Key, Row | None] = MappingProxyType({})) -> None:
        """Read at once the rows of many changes that come next, and the rows that these are judged by.

        What was read or taken before is forgotten: it is in the store by now. Rows that the caller has `seen` are not read again.
        """
        self._courses.clear()
        self._first.clear()
        self._rows = {(table, row): None if cells is None else _value_of(table, cells) for (table, row), cells in seen.items()}
        offered = [(change.table, change.row, change.value or {}) for change in changes if change.table in LAYOUTS]
        wanted = {(table, row) for table, row, _ in offered}
        wanted.update(key for table, row, value in offered for key in _judged_by(table, row, value))
        while wanted:
            self._load(wanted - self._rows.keys())
            wanted = {key for table, row in wanted for key in _judged_by(table, row, self._rows[table, row] or {})}

    def _load(self, keys: Iterable[Key]) -> None:
        """Rows into memory, None for those that are not there."""
        by_table: dict[str, list[str]] = {}
        for table, row in keys:
            by_table.setdefault(table, []).append(row)
            self._rows[table, row] = None
        for table, ids in by_table.items():
            for found in present.rows(self._connection, table, ids):
                self._rows[table, str(found[0])] = _value_of(table, found)

    def present(self, table: str, row: str) -> Place | None:
        """Where a row that is known belongs, or None where nothing is known of it."""
        value = self._value(table, row)
        return None if value is None else self._place(table, row, value)

    def after(self, changes: Iterable[Change]) -> "Places":
        """The same answers as they would be after these changes."""
        later = Places(self._connection, self)
        for change in changes:
            later.take(change)
        return later

    def offered(self, change: Change) -> Place:
        """Where the row would belong after the change."""
        value = {**(self._value(change.table, change.row) or {}), **(change.value or {})}
        return self._place(change.table, change.row, value)

    def take(self, change: Change) -> None:
        """Remember an accepted change, so that later ones of the same import see it."""
        if change.value is not None:
            known = self._value(change.table, change.row) or {}
            self._rows[change.table, change.row] = {**known, **change.value}
            if change.table == "match":
                self._courses.clear()

    def refuse(self, hash_: bytes, dev: str, said: Said) -> None:
        """Remember what a refused entry of this import says: a verdict in the same file may be about it."""
        if len(self._refused) < MOST_REFUSED:
            self._refused[hash_.hex()] = dev, said

    def said_by(self, hash_: str) -> Said | None:
        """What an entry says that this version applies, as far as its parts are here; None where the entry is not known.

        Raises MalformedEntry where it is not of the format: an entry that was set aside was not held against it when it came.
        """
        if self._before is not None:
            return self._before.said_by(hash_)
        if hash_ in self._refused:
            return self._refused[hash_][1]
        found = self._connection.exec_driver_sql("SELECT id, header FROM entry WHERE hash = unhex(?)", (hash_,)).first()
        if found is None:
            return None
        id_, schema = found[0], read_header(bytes(found[1])).sch
        bodies = self._connection.exec_driver_sql("SELECT body FROM part WHERE entry = ? AND state = 'present' ORDER BY place", (id_,))
        parts = [read_part(bytes(body)) for (body,) in bodies]
        return tuple((part.scope, change) for part in parts for change in part.changes if applies(change, schema))

    def removal(self, user: str) -> frozenset[Spot] | None:
        """Where the entries stand that removed a user, as the store knows it by now; None for everybody else."""
        return people.removal(self._connection, user)

    def counts(self, hash_: bytes) -> bool:
        """Whether the log holds the entry and it is not set aside."""
        statement = "SELECT 1 FROM entry WHERE hash = ?1 AND hash NOT IN (SELECT hash FROM aside)"
        return self._connection.exec_driver_sql(statement, (hash_,)).scalar() is not None

    def site_of_scope(self, scope: str) -> str:
        """The site of the course or the volunteer that a scope names: of a row that is held back here it is all that is known."""
        kind, _, id_ = scope.partition("/")
        if kind == "course":
            return self._site_of_course(id_)
        return self._text("volunteer", id_, "site") if kind == "volunteer" else ""

    def own_courses(self, volunteer: str) -> frozenset[str]:
        """Courses on which the volunteer is or was matched."""
        if volunteer not in self._courses:
            stored = self._connection.exec_driver_sql("SELECT course FROM match WHERE volunteer = ? AND state = 'live'", (volunteer,))
            offered = (value for (table, _), value in self._rows.items() if table == "match" and value)
            taken = {str(value.get("course")) for value in offered if value.get("volunteer") == volunteer}
            self._courses[volunteer] = frozenset(str(course) for (course,) in stored) | taken
        return self._courses[volunteer]

    def gone(self, table: str, row: str) -> bool:
        """Whether the row was taken back, or this vault let go of it when the person moved."""
        found = present.row(self._connection, table, row)
        if found is not None and found[STATE] in ("live", "erased"):
            return False
        return (found is not None and found[STATE] == "gone") or self._connection.exec_driver_sql(
            _LET_GO, (row, table)
        ).scalar() is not None

    def came_to(self, participant: str, site: str) -> bool:
        """Whether headquarters has moved the participant to a site, now or once."""
        statement = "SELECT 1 FROM hand_over WHERE participant = ? AND to_site = ? AND state = 'live'"
        return bool(participant and site) and self._connection.exec_driver_sql(statement, (participant, site)).scalar() is not None

    def moved_otherwise(self, hand_over: str, value: Value | None) -> bool:
        """Whether headquarters has carried out a hand-over that says something else than `value` does."""
        known = self._value("hand_over", hand_over) or {}
        other = value is None or any(known.get(name) != leaf for name, leaf in value.items())
        return other and bool(known.get("to_site") and known.get("participant"))

    def home_of(self, participant: object) -> str:
        """The site at which a participant was first referred."""
        return self._text("participant", participant, "site")

    def _value(self, table: str, row: str) -> Value | None:
        key = (table, row)
        if key not in self._rows and self._before is not None:
            return self._before._value(table, row)  # noqa: SLF001 - another object of this class
        if key not in self._rows:
            self._load([key])
        return self._rows[key]

    def _text(self, table: str, row: object, field: str) -> str:
        value = self._value(table, row) if isinstance(row, str) and row else None
        return str((value or {}).get(field) or "")

    def _place(self, table: str, row: str, value: Value) -> Place:  # noqa: C901, PLR0911, PLR0912 - one answer for each sort of table
        match table:
            case "site":
                return Place(site=row)
            case "session" | "match" | "pause" | "exam":
                course = str(value.get("course") or "")
                return Place(self._site_of_course(course), course, participant=self._text("course", course, "participant"))
            case "note" | "participation":
                course = self._text("session", value.get("session"), "course")
                participant = self._text("course", course, "participant")
                return Place(self._site_of_course(course), course, str(value.get("volunteer") or ""), participant=participant)
            case "talk" | "qualification":
                volunteer = str(value.get("volunteer") or "")
                return Place(self._text("volunteer", volunteer, "site"), volunteer=volunteer)
            case "course":
                return Place(str(value.get("site") or ""), row, participant=str(value.get("participant") or ""))
            case "participant":
                return Place(str(value.get("site") or ""), participant=row)
            case "person" | "identity":
                return self._of_participant(row)
            case "grant":
                return self._of_participant(value.get("subject"))
            case "consent" | "movement" | "restriction" | "attendance":
                return self._of_participant(value.get("participant"))
            case "withdrawal":
                return Place(self.site_of_user(str(value.get("vault") or "")))
            case "contact":
                return Place(self._text("volunteer", row, "site"), volunteer=row)
            case "verdict":
                return Place(self._site_of_entry(row))
            case "user" | "revocation":
                return Place(self.site_of_user(row if table == "user" else str(value.get("subject") or "")))
            case "incarnation":
                return Place(vault=str(value.get("vault") or ""))
            case _:
                site = value.get("site") if "site" in {field.name for field in TABLES[table].fields} else ""
                return Place(str(site or ""), volunteer=row if table == "volunteer" else "")

    def _of_participant(self, participant: Leaf) -> Place:
        return Place(self._text("participant", participant, "site"), participant=str(participant or ""))

    def _site_of_course(self, course: str) -> str:
        """Of one that was taken back only the log tells: it belongs to the place on whose laptop it was first spoken of."""
        return self._text("course", course, "site") or self._first_site(course)

    def _first_site(self, course: str) -> str:
        if course not in self._first:
            doc = self._connection.exec_driver_sql(_FIRST_SPOKEN, (course,)).scalar() if course else None
            self._first[course] = "" if doc is None else str(json.loads(doc)["site"])
        return self._first[course]

    def site_of_user(self, user: str) -> str:
        """As the certificate of the user, or of the vault, says; nothing where there is none."""
        doc = self._connection.exec_driver_sql("SELECT doc FROM certificate WHERE id = ?", (user,)).scalar()
        return "" if doc is None else str(json.loads(doc)["site"] or ELSEWHERE)

    def role_of(self, subject: str) -> str:
        """The role in a certificate; nothing where there is none."""
        doc = self._connection.exec_driver_sql("SELECT doc FROM certificate WHERE id = ?", (subject,)).scalar()
        return "" if doc is None else str(json.loads(doc)["role"])

    def by_headquarters(self, hashes: Iterable[bytes]) -> bool:
        """Whether headquarters saved one of these entries."""
        wanted = json.dumps([hash_.hex() for hash_ in hashes])
        statement = "SELECT 1 FROM entry WHERE kind = 'hq' AND hash IN (SELECT unhex(value) FROM json_each(?))"
        return self._connection.exec_driver_sql(statement, (wanted,)).scalar() is not None

    def _site_of_entry(self, hash_: str) -> str:
        if self._before is not None:
            return self._before._site_of_entry(hash_)  # noqa: SLF001 - another object of this class
        if hash_ in self._refused:
            return self._text("vault", self._refused[hash_][0], "site")
        statement = "SELECT v.site FROM entry e JOIN vault v ON v.id = e.dev WHERE e.hash = unhex(?)"
        return str(self._connection.exec_driver_sql(statement, (hash_,)).scalar() or "")


def _judged_by(table: str, row: str, value: Value) -> Iterator[Key]:
    """The row that a row's own place follows from, if another says it."""
    if table in ("person", "identity"):
        yield "participant", row
    elif table == "contact":
        yield "volunteer", row
    elif table in _JUDGED_BY:
        field, other = _JUDGED_BY[table]
        if isinstance(found := value.get(field), str):
            yield other, found


def _value_of(table: str, cells: Row) -> Value:
    return {name: _leaf(cells[place]) for name, place in LAYOUTS[table].fields.items()}


def _leaf(cell: Cell) -> Leaf:
    """Bytes stand in columns of heads only."""
    return None if isinstance(cell, bytes) else cell
