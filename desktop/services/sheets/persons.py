"""Which participant a row is about: found by alias, or by name in memory; the rows of each gathered until they are saved together.

Names are opened only where a sheet speaks of somebody by name, once, with one line in the audit trail that names all who were
opened. A row is kept as a few bytes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from desktop.errors import N_, InvalidValue, UnknownParticipant
from desktop.models.rows.domain import Identity
from desktop.rules.sheets import cells
from desktop.rules.sheets.cells import Day
from desktop.rules.sheets.columns import BIRTH, Column
from desktop.rules.sheets.words import fold
from desktop.services.sheets.reading import SheetRow, pack

Opened = Mapping[str, Identity]
"""Participant -> who it is."""
_BORN = Column("birth_date", "fødselsdato", N_("Date of birth"), BIRTH)


@dataclass(slots=True)
class Group:
    """The rows about one participant. `participant` is "" for a new one; `bad`: a row was refused, so none is saved."""

    participant: str = ""
    bad: bool = False
    rows: list[bytes] = field(default_factory=list)

    def add(self, row: SheetRow) -> None:
        self.rows.append(pack(row))


class Persons:
    """`aliases` are those of the own site, alias -> participant; `open_names` opens everybody there, and is asked once at most."""

    def __init__(self, aliases: Mapping[str, str], open_names: Callable[[], Opened], day: Day) -> None:
        self._known = {fold(alias): id_ for alias, id_ in aliases.items()}
        self._open_names = open_names
        self._opened: Opened | None = None
        self._day = day
        self.groups: list[Group] = []
        self._of_id: dict[str, Group] = {}
        self._of_alias: dict[str, Group] = {}
        self._of_name: dict[str, list[tuple[str, Group]]] = {}

    @property
    def opened(self) -> Opened:
        """Everybody whom this vault can open; nobody where no name was asked for. The key of names that match."""
        return self._opened or {}

    def introduce(self, row: SheetRow) -> Group:
        """The group of a row of Participants. Raises InvalidValue where an earlier row speaks of the same."""
        alias, name, born = fold(row.text("alias")), _name(row), row.text("birth_date")
        if not alias and not name:
            raise InvalidValue(field=N_("Alias"), reason=N_("write an alias, or a given name and a family name"))
        participant = self._known.get(alias, "") or (self._by_identity(name, born, sure=bool(alias)) if name else "")
        if name:
            self._names()
        earlier = self._of_alias.get(alias) if alias else None
        earlier = earlier or self._of_id.get(participant)
        if earlier is None and not alias:
            earlier = next((group for known, group in self._of_name.get(name, ()) if known == born), None)
        if earlier is not None:
            earlier.bad = True
            raise InvalidValue(field=N_("Participant"), reason=N_("an earlier row of the sheet is about the same person"))
        group = self._group(participant)
        if alias:
            self._of_alias[alias] = group
        if name:
            self._of_name.setdefault(name, []).append((born, group))
        return group

    def find(self, typed: str) -> Group:
        """The group of somebody whom another sheet speaks of: an alias, a name, or a name with a date of birth behind a comma.

        Raises UnknownParticipant, InvalidValue.
        """
        wanted = fold(typed)
        if wanted in self._of_alias:
            return self._of_alias[wanted]
        if wanted in self._known:
            return self._group(self._known[wanted])
        if typed.isalpha():
            raise UnknownParticipant(alias=typed)
        name, born = self._split(typed)
        introduced = [group for known, group in self._of_name.get(name, ()) if not born or known in {"", born}]
        found = {group.participant: group for group in introduced if group.participant}
        several = [group for group in introduced if not group.participant]
        meant = [id_ for id_, one in self._names().items() if _is(one, name, born) and id_ not in found]
        several += [*found.values(), *(self._group(id_) for id_ in meant[:2])]
        if len(several) > 1:
            raise InvalidValue(field=N_("Participant"), reason=N_("several people here have that name; write the alias"))
        if not several:
            raise InvalidValue(field=N_("Participant"), reason=N_("nobody here has that name"))
        return several[0]

    def _group(self, participant: str) -> Group:
        if participant and participant in self._of_id:
            return self._of_id[participant]
        group = Group(participant)
        self.groups.append(group)
        if participant:
            self._of_id[participant] = group
        return group

    def _by_identity(self, name: str, born: str, *, sure: bool) -> str:
        """Somebody who is stored under another alias or is to be found without one. `sure`: only with an equal date of birth."""
        found = [id_ for id_, one in self._names().items() if _is(one, name, born) and (not sure or (born and one.birth_date is not None))]
        if len(found) > 1:
            raise InvalidValue(field=N_("Participant"), reason=N_("several people here have that name; write the alias"))
        return found[0] if found else ""

    def _names(self) -> Opened:
        if self._opened is None:
            self._opened = self._open_names() if self._known else {}
        return self._opened

    def _split(self, typed: str) -> tuple[str, str]:
        """A name, and the date of birth behind a comma."""
        name, _, behind = typed.partition(",")
        if not any(letter.isdigit() for letter in behind):
            return fold(typed), ""
        found = cells.read(_BORN, behind, self._day)
        return fold(name), found.isoformat() if isinstance(found, date) else ""


def _name(row: SheetRow) -> str:
    given, family = row.text("given_name"), row.text("family_name")
    if bool(given) != bool(family):
        raise InvalidValue(field=N_("Family name") if given else N_("Given name"), reason=N_("it is missing"))
    return fold(f"{given} {family}") if given else ""


def _is(one: Identity, name: str, born: str) -> bool:
    if fold(f"{one.given} {one.family}") != name:
        return False
    return not born or one.birth_date is None or one.birth_date.isoformat() == born
