"""Reference data about places: the shipped list as text, and the names by which a place is found.

Source of the list: the Danish prison service's own places, as far as they were seen in public sources; what was not seen
there is marked as not verified. Headquarters changes and adds; what it saved is never overwritten by the list.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from desktop.models.rows.domain import SiteRow

COLUMNS = 6


@dataclass(frozen=True, slots=True)
class ReferenceSite:
    """A line of the list. `type` is a code of SITE_TYPES; `aliases` are further names."""

    name: str
    type: str
    municipality: str
    region: str
    verified: bool
    aliases: tuple[str, ...]


def read_list(content: str) -> tuple[ReferenceSite, ...]:
    """Lines of "name | type | municipality | region | yes or no | alias; alias"; lines that begin with # say something to people."""
    lines = (line for line in content.splitlines() if line.strip() and not line.startswith("#"))
    return tuple(_site([cell.strip() for cell in line.split("|")]) for line in lines)


def _site(cells: list[str]) -> ReferenceSite:
    name, type_, municipality, region, verified, aliases = (*cells, *[""] * (COLUMNS - len(cells)))
    return ReferenceSite(name, type_, municipality, region, verified == "yes", split(aliases))


def split(aliases: str) -> tuple[str, ...]:
    """The names of a field of aliases."""
    return tuple(kept for one in aliases.split(";") if (kept := " ".join(one.split())))


def joined(aliases: Iterable[str]) -> str:
    return "; ".join(aliases)


def find(sites: Iterable[SiteRow], typed: str) -> SiteRow | None:
    """The place of that name, however its letters are cased and æ, ø, å are typed; else the only one that has it as an alias."""
    known, wanted = tuple(sites), fold(typed)
    exact = [site for site in known if fold(site.name) == wanted]
    if exact:
        return exact[0]
    others = [site for site in known if wanted in {fold(alias) for alias in split(site.aliases)}]
    return others[0] if len(others) == 1 else None


def fold(name: str) -> str:
    """A name for comparing: letters small, spaces single, æ, ø, å as ae, oe, aa."""
    folded = " ".join(unicodedata.normalize("NFC", name).casefold().split())
    return folded.replace("æ", "ae").replace("ø", "oe").replace("å", "aa")
