"""Putting a row of a sheet beside what is known: which live row it means, and the units that it changes."""

from collections.abc import Callable, Mapping, Sequence

from desktop.models.rows.fields import Leaf
from desktop.models.rows.registry import TABLES
from desktop.services import rights
from desktop.services.context import Context
from desktop.store.layout import Key
from desktop.store.repositories.live import LiveRow
from desktop.store.unit_of_work import About, Work

Values = Mapping[str, object]


def put_row(context: Context, work: Work, key: Key, said: Mapping[str, Leaf], known: Mapping[str, Leaf], about: About) -> None:
    """Put every unit of which something is said that is not known already. What is not said, or None, stays as it is known.

    Raises NotAllowed.
    """
    table, row = key
    for unit in TABLES[table].units:
        names = [field.name for field in unit.fields]
        new = {name: said[name] for name in names if said.get(name) is not None}
        if all(known.get(name) == leaf for name, leaf in new.items()):
            continue
        rights.require(context, table, unit.name)
        work.put(table, row, unit.name, {name: new.get(name, known.get(name)) for name in names}, about)


def claim(
    rows: Sequence[Values], live: Sequence[LiveRow], keys: Sequence[str], near: Callable[[Values, Values], bool] | None = None
) -> list[LiveRow | None]:
    """Which live row each row of a sheet means, None for a new one; no live row is meant twice.

    First those that are equal in all that is said, then those that are equal in `keys`, then those that `near` takes for the same.
    """
    left: dict[tuple[object, ...], list[LiveRow]] = {}
    for one in live:
        left.setdefault(_key(one.values, keys), []).append(one)
    found: list[LiveRow | None] = [None] * len(rows)
    for is_meant in (_says_the_same, _any):
        for place, row in enumerate(rows):
            alike = left.get(_key(row, keys), [])
            if found[place] is None and (meant := next((one for one in alike if is_meant(row, one.values)), None)) is not None:
                found[place] = meant
                alike.remove(meant)
    if near is not None:
        others = [one for alike in left.values() for one in alike]
        for place, row in enumerate(rows):
            if found[place] is None and (meant := next((one for one in others if near(row, one.values)), None)) is not None:
                found[place] = meant
                others.remove(meant)
    return found


def _key(values: Values, keys: Sequence[str]) -> tuple[object, ...]:
    return tuple(values.get(name) for name in keys)


def _says_the_same(row: Values, one: Values) -> bool:
    return all(one.get(name) == leaf for name, leaf in row.items() if leaf is not None)


def _any(_row: Values, _one: Values) -> bool:
    return True
