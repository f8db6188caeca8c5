"""Volunteers of a site."""

from datetime import date

from desktop.crypto.digests import new_id
from desktop.errors import N_, InvalidValue, UnknownVolunteer
from desktop.models.rows.domain import Volunteer
from desktop.models.rows.fields import Value
from desktop.services import checks, rights
from desktop.services.audience import of_volunteer
from desktop.services.context import Context
from desktop.store.repositories import sites, volunteers


class Volunteers:
    def __init__(self, context: Context) -> None:
        self._context = context

    def add(self, given: str, family: str, joined_on: date) -> str:
        """Add a volunteer of the own site; the id. Raises NotAllowed, InvalidValue, TextRefused."""
        rights.require(self._context, "volunteer", "name")
        names: Value = {"given": checks.name(N_("Given name"), given), "family": checks.name(N_("Family name"), family)}
        joined = checks.dated(N_("Joined on"), joined_on)
        id_ = new_id()
        about = of_volunteer(id_)
        with self._context.store.writing(self._context.author) as work:
            work.put("volunteer", id_, "name", names, about)
            work.put("volunteer", id_, "member", {"site": sites.own(work.connection), "joined_on": joined}, about)
        return id_

    def link(self, volunteer: str, login: str, device: str) -> None:
        """Tie a volunteer to the user row and the vault row of an own vault. Raises NotAllowed, UnknownVolunteer."""
        rights.require(self._context, "volunteer", "access")
        with self._context.store.writing(self._context.author) as work:
            if volunteers.by_id(work.connection, volunteer) is None:
                raise UnknownVolunteer(name=volunteer)
            work.put("volunteer", volunteer, "access", {"login": login, "device": device}, of_volunteer(volunteer))

    def list(self) -> tuple[Volunteer, ...]:
        with self._context.store.reading() as reading:
            return volunteers.everybody(reading.connection)

    def find(self, name: str) -> Volunteer:
        """The volunteer of that name ("Given Family"), however cased. Raises UnknownVolunteer, InvalidValue (several)."""
        wanted = checks.tidy(name).casefold()
        found = [one for one in self.list() if f"{one.given} {one.family}".casefold() == wanted]
        if not found:
            raise UnknownVolunteer(name=name)
        if len(found) > 1:
            raise InvalidValue(field=N_("Volunteer"), reason=N_("several volunteers have that name"))
        return found[0]
