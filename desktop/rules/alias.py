"""Aliases: what screens show instead of a name.

Source: the service's rule. An alias comes from a shipped list of words and is distinct in its first three letters
within a site, æ ø å counted as they are typed without a Danish keyboard (ae oe aa). It is never a name, initials or a
number of the prison, and is not used again while the person is stored: `taken` holds the aliases of everybody stored.
"""

from collections.abc import Callable, Collection, Iterable, Sequence

from desktop.errors import N_, InvalidValue
from desktop.rules import textguard

DISTINCT = 3
PART_OF_NAME = N_("it must not be a part of the name")
LONGEST = 40

_DANISH = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})


def fold(alias: str) -> str:
    """An alias as it is compared when typed."""
    return alias.strip().casefold().translate(_DANISH)


def beginning(alias: str) -> str:
    """What must differ within a site: the first three letters once folded."""
    return fold(alias)[:DISTINCT]


def read_list(text: str) -> tuple[str, ...]:
    """The words of a list: one a line; empty lines and lines that begin with # are left out."""
    lines = (line.strip() for line in text.splitlines())
    return tuple(line for line in lines if line and not line.startswith("#"))


def free(words: Iterable[str], taken: Collection[str]) -> tuple[str, ...]:
    """The words whose first three letters nobody of the site has, in the order of the list."""
    used = {beginning(alias) for alias in taken}
    return tuple(word for word in words if beginning(word) not in used)


def propose(words: Iterable[str], taken: Collection[str], choose: Callable[[Sequence[str]], str]) -> str:
    """One free alias, picked by `choose`. Raises InvalidValue where the list is used up."""
    left = free(words, taken)
    if not left:
        raise InvalidValue(field=N_("Alias"), reason=N_("every alias of the list is in use at this place"))
    return choose(left)


def check_alias(alias: str, taken: Collection[str], name: str = "") -> None:
    """Raises InvalidValue or TextRefused where `alias` may not be given at a site whose aliases are `taken`.

    `name` is the participant's own, of which the alias must be no part.
    """
    textguard.check(N_("Alias"), alias)
    reason = _fault(alias, taken) or (PART_OF_NAME if fold(alias) in fold(name).replace("-", " ").split() else "")
    if reason:
        raise InvalidValue(field=N_("Alias"), reason=reason)


def _fault(alias: str, taken: Collection[str]) -> str:
    if not alias.isalpha():
        return N_("it must be one word of letters")
    if len(alias) < DISTINCT:
        return N_("it must have at least three letters; initials are not used")
    if len(alias) > LONGEST:
        return N_("it is too long")
    if beginning(alias) in {beginning(other) for other in taken}:
        return N_("somebody at this place has an alias with the same first three letters")
    return ""
