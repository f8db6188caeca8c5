"""The figures of a scope, each by its definition (definitions.py), from the projected tables.

Entries that were set aside are in no table, so they are in no figure. Everything is read in the caller's transaction, so
the figures belong together.
"""

from types import MappingProxyType

from sqlalchemy import Connection

from desktop.figures.after import contact, restricted
from desktop.figures.board import ONE_TO_ONE, VISITING, Board
from desktop.figures.completeness import completeness
from desktop.figures.courses import standing, within
from desktop.figures.coverage import coverage
from desktop.figures.definitions import DEFINITIONS
from desktop.figures.groups import groups
from desktop.figures.held import first_visits, held
from desktop.figures.met import met
from desktop.figures.people import people
from desktop.figures.persons import persons
from desktop.figures.places import names_of, running
from desktop.figures.stand import stand
from desktop.figures.unnamed import unnamed
from desktop.figures.values import Behind, Figure, Figures, Scope, digest_of

__all__ = ["ONE_TO_ONE", "VISITING", "compute", "digest_of", "drill"]


def compute(connection: Connection, scope: Scope) -> Figures:
    """Every figure of the registry. `by_site` names each place of the scope that runs a programme, 0 included."""
    board = Board(names_of(connection), running(connection, scope))
    who = people(connection)
    every = standing(connection, scope, who)
    here = within(every, scope)
    done, told = met(connection, scope, every), unnamed(connection, scope)
    heads, unknown = groups(connection, scope, who, board)
    found: tuple[Figure, ...] = (
        *persons(done, told, who, board, heads),
        heads,
        unknown,
        *stand(connection, scope, here, every, board),
        *held(connection, done, told, board),
        first_visits(every, scope, board),
        *contact(connection, scope, every, who, board),
        *restricted(connection, scope, board),
        *coverage(connection, scope, every, board),
    )
    figures = {figure.definition.key: figure for figure in found}
    return Figures(scope, MappingProxyType({key: figures[key] for key in DEFINITIONS}), completeness(connection, scope))


def drill(connection: Connection, scope: Scope, key: str) -> tuple[Behind, ...]:
    """The list behind one figure: the rows that were counted, each with its place. Raises KeyError for a key that is none."""
    return compute(connection, scope).figures[key].listed.rows
