"""After an older copy was put back: what was erased since is erased again, before anybody sees it."""

from desktop.log.entry import read_part
from desktop.services import rights
from desktop.services.context import Context
from desktop.store.layout import Key
from desktop.store.repositories import erasures
from desktop.store.unit_of_work import About

RESTORED = "restore"
"""Verb of the audit row."""


def erase_again(context: Context, rows: frozenset[Key]) -> int:
    """Erase those of `rows` that this copy still holds, and take a new incarnation; how many were erased.

    In a volunteer's vault nothing is erased: its leader's next delivery does that.
    """
    erased = 0
    with context.store.writing(context.author) as work:
        for table, row in sorted(rows - set(erasures.everything(work.connection))):
            body = erasures.newest_part(work.connection, table, row)
            if body is not None and rights.may(context, table, "", "erase"):
                part = read_part(body)
                work.erase(table, row, About(part.scope, part.subject))
                erased += 1
        work.audit(RESTORED, "vault", context.vault)
        work.flush(anchor=True)
    return erased
