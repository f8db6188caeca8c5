"""Who was shut out, from which save on, and who said so."""

from dataclasses import dataclass

from sqlalchemy import Connection

_LIVE = (
    "SELECT r.id, r.subject, r.dev, r.inc, r.from_seq, r.reason, e.kind, e.dev FROM revocation r"
    " JOIN entry e ON e.hash = substr(r.h_ended, 1, 32) WHERE r.state = 'live' AND r.subject IS NOT NULL"
    " ORDER BY e.kind = 'hq' DESC, e.id, r.id"
)


@dataclass(frozen=True, slots=True)
class Ended:
    """From `seq` of that chain on nothing of `subject` counts. `kind` and `by`: the sort and the id of the vault that said so."""

    id: str
    subject: str
    dev: str
    inc: str
    seq: int
    reason: str
    kind: str
    by: str


def everything(connection: Connection) -> list[Ended]:
    """Headquarters' first, then in the order in which they came."""
    rows = connection.exec_driver_sql(_LIVE)
    return [
        Ended(id_, subject, dev or "", inc or "", int(seq or 1), reason or "", kind, by)
        for id_, subject, dev, inc, seq, reason, kind, by in rows
    ]
