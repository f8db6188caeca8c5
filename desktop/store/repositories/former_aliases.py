"""What somebody was called before: the alias of which the log still has the save."""

from sqlalchemy import Connection

from desktop.log.entry import read_part

_SAID = (
    "SELECT t.entry, p.body FROM touch t JOIN part p ON p.entry = t.entry AND p.place = t.place AND p.state = 'present'"
    " WHERE t.tab = 'participant' AND t.\"row\" = ? ORDER BY t.entry, t.place"
)
_EVERY = (
    'SELECT t."row", p.body FROM participant x JOIN touch t ON t."row" = x.id AND t.tab = \'participant\''
    " JOIN part p ON p.entry = t.entry AND p.place = t.place AND p.state = 'present' WHERE x.state = 'live' ORDER BY t.entry, t.place"
)
_USED = (
    "SELECT max(t.entry) FROM session s JOIN touch t ON t.tab = 'session' AND t.\"row\" = s.id JOIN entry e ON e.id = t.entry"
    " WHERE s.course = ? AND e.usr = ?"
)


def former(connection: Connection, participant: str) -> tuple[str, int]:
    """(the alias before the present one, the log id of the entry that changed it); ("", 0) where it never changed."""
    known: list[tuple[str, int]] = []
    for entry, body in connection.exec_driver_sql(_SAID, (participant,)):
        for change in read_part(bytes(body)).changes:
            alias = change.value.get("alias") if change.row == participant and change.unit == "alias" and change.value else None
            if isinstance(alias, str) and (not known or known[-1][0] != alias):
                known.append((alias, int(entry)))
    return (known[-2][0], known[-1][1]) if len(known) > 1 else ("", 0)


def everybody(connection: Connection) -> dict[str, frozenset[str]]:
    """Participant -> every alias that was ever given, the present one too, as far as the log still has the save."""
    found: dict[str, set[str]] = {}
    for row, body in connection.exec_driver_sql(_EVERY):
        for change in read_part(bytes(body)).changes:
            alias = change.value.get("alias") if change.row == row and change.unit == "alias" and change.value else None
            if isinstance(alias, str):
                found.setdefault(str(row), set()).add(alias)
    return {participant: frozenset(aliases) for participant, aliases in found.items()}


def last_used(connection: Connection, course: str, user: str) -> int:
    """The log id of the user's latest save about a visit of the course, 0 where there is none."""
    return int(connection.exec_driver_sql(_USED, (course, user)).scalar() or 0)
