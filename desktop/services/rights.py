"""The first question of every verb: may this role do it at all? Where it may do it is judged when the entry is written."""

from desktop.errors import NotAllowed
from desktop.rules import authority
from desktop.services.context import Context


def require(context: Context, table: str, unit: str, verb: str = "put") -> None:
    """Raises NotAllowed unless the author's role has the right. Of an erase, `unit` is ""."""
    if not may(context, table, unit, verb):
        raise NotAllowed(label=context.author.label)


def may(context: Context, table: str, unit: str, verb: str = "put") -> bool:
    return authority.may(context.author.role, table, unit, verb)
