"""Where a row belongs: its site, its course, its volunteer. What the authority matrix is asked with."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from desktop.log.entry import Change
from desktop.models.rows.registry import TABLES, Value
from desktop.store.layout import LAYOUTS, Key


@dataclass(frozen=True, slots=True)
class Place:
    """"" where it is not known or does not apply. `value` is what was read of the row (or would be written)."""

    site: str = ""
    course: str = ""
    volunteer: str = ""
    vault: str = ""


class Places:
    """Answers for rows of the store and for changes that are judged before they are written.

    One object lives for one import or one save; what it has read and what was offered to it is remembered.
    """

    def __init__(self, connection: Connection, before: "Places | None" = None) -> None:
        self._connection = connection
        self._before = before
        self._rows: dict[Key, Value | None] = {}
        self._courses: dict[str, frozenset[str]] = {}

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

    def own_courses(self, volunteer: str) -> frozenset[str]:
        """Courses on which the volunteer is or was matched."""
        if volunteer not in self._courses:
            stored = self._connection.exec_driver_sql("SELECT course FROM match WHERE volunteer = ? AND state = 'live'", (volunteer,))
            offered = [value for (table, _), value in self._rows.items() if table == "match" and value and value.get("volunteer") == volunteer]
            self._courses[volunteer] = frozenset(str(course) for (course,) in stored) | {str(value.get("course")) for value in offered}
        return self._courses[volunteer]

    def _value(self, table: str, row: str) -> Value | None:
        key = (table, row)
        if key not in self._rows and self._before is not None:
            return self._before._value(table, row)
        if key not in self._rows:
            found = self._connection.exec_driver_sql(LAYOUTS[table].select, (f'["{row}"]',)).first()
            fields = {name: place for unit in LAYOUTS[table].units.values() for name, place in unit.fields.items()}
            self._rows[key] = None if found is None else {name: found[place] for name, place in fields.items()}
        return self._rows[key]

    def _text(self, table: str, row: object, field: str) -> str:
        value = self._value(table, row) if isinstance(row, str) and row else None
        return str((value or {}).get(field) or "")

    def _place(self, table: str, row: str, value: Value) -> Place:
        match table:
            case "site":
                return Place(site=row)
            case "session" | "match":
                course = str(value.get("course") or "")
                return Place(self._site_of_course(course), course)
            case "note" | "participation":
                course = self._text("session", value.get("session"), "course")
                return Place(self._site_of_course(course), course, str(value.get("volunteer") or ""))
            case "course":
                return Place(str(value.get("site") or ""), row)
            case "person" | "identity":
                return Place(self._text("participant", row, "site"))
            case "grant":
                return Place(self._text("participant", value.get("subject"), "site"))
            case "consent":
                return Place(self._text("participant", value.get("participant"), "site"))
            case "verdict":
                return Place(self._site_of_entry(row))
            case "incarnation":
                return Place(vault=str(value.get("vault") or ""))
            case _:
                site = value.get("site") if "site" in {field.name for field in TABLES[table].fields} else ""
                return Place(str(site or ""), volunteer=row if table == "volunteer" else "")

    def _site_of_course(self, course: str) -> str:
        return self._text("course", course, "site")

    def _site_of_entry(self, hash_: str) -> str:
        found = self._connection.exec_driver_sql("SELECT v.site FROM entry e JOIN vault v ON v.id = e.dev WHERE e.hash = unhex(?)", (hash_,))
        return str(found.scalar() or "")
