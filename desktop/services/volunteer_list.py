"""A site's volunteers as a leader looks at them: who is matched on what now, and whether somebody has a datalager, and where."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from desktop.models.rows.domain import Volunteer
from desktop.rules.status import open_on
from desktop.services.context import Context
from desktop.store import trustbook
from desktop.store.repositories import courses, matches, participants, volunteers
from desktop.store.unit_of_work import Reading
from desktop.vault.home import Home, HomeVault


@dataclass(frozen=True, slots=True)
class VolunteerLine:
    """`aliases`: whom the volunteer is matched with today. `vault`: the datalager's id; `folder`: where it lies, if on this laptop,
    and `label` who it is called there. `seen_on`: the day of the last file that came from it.
    """

    volunteer: Volunteer
    aliases: tuple[str, ...] = ()
    vault: str = ""
    folder: Path | None = None
    label: str = ""
    seen_on: date | None = None

    @property
    def name(self) -> str:
        return f"{self.volunteer.given} {self.volunteer.family}".strip()


class VolunteerList:
    """`home` is the folder that holds this vault, and perhaps the volunteers'."""

    def __init__(self, context: Context, home: Home) -> None:
        self._context = context
        self._home = home

    def read(self) -> tuple[VolunteerLine, ...]:
        """By name. Raises StorageError where the folder of the vaults cannot be read."""
        beside = {one.card.id: one for one in self._home.vaults() if one.card.kind == "volunteer"}
        today = self._context.today()
        with self._context.store.reading() as reading:
            aliases = _matched(reading, today)
            seen = {peer.id: peer.seen_at for peer in trustbook.peers(reading.connection, trustbook.CHILD)}
            known = volunteers.everybody(reading.connection)
        return tuple(_line(one, tuple(sorted(aliases.get(one.id, ()))), beside.get(one.device), seen.get(one.device, "")) for one in known)

    def new_folder(self) -> Path:
        """Where a volunteer's datalager is to be made: a random name, since a telling one would be personal data."""
        return self._home.new_folder().path


def _line(one: Volunteer, aliases: tuple[str, ...], beside: HomeVault | None, seen_at: str) -> VolunteerLine:
    seen_on = date.fromisoformat(seen_at[:10]) if seen_at else None
    if beside is None:
        return VolunteerLine(one, aliases, one.device, None, "", seen_on)
    return VolunteerLine(one, aliases, one.device, beside.folder.path, ", ".join(beside.labels), seen_on)


def _matched(reading: Reading, today: date) -> dict[str, set[str]]:
    """Volunteer -> aliases on the open courses that the volunteer is matched on today."""
    alias = {one.id: one.alias for one in participants.everybody(reading.connection)}
    of_course = {
        one.id: alias.get(one.participant, "")
        for one in courses.everything(reading.connection)
        if one.ended_on is None or one.ended_on > today
    }
    found: dict[str, set[str]] = {}
    for match in matches.everything(reading.connection):
        if match.course in of_course and open_on(match.from_on, match.to_on, today):
            found.setdefault(match.volunteer, set()).add(of_course[match.course])
    return found
