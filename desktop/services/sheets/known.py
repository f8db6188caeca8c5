"""What the rows of a sheet refer to: places, programmes and volunteers by the names that people type."""

from collections.abc import Iterator, Mapping

from desktop.errors import N_, InvalidValue, OtherPlace, UnknownSite, UnknownVolunteer
from desktop.rules.reference import split
from desktop.rules.sheets.cells import More
from desktop.rules.sheets.words import fold
from desktop.services.context import Context
from desktop.store.repositories import live, sites
from desktop.store.unit_of_work import Reading


class Known:
    """Read once, at the beginning of an import or an export; what it makes known itself is added."""

    def __init__(self, context: Context, reading: Reading) -> None:
        self.own = sites.own(reading.connection)
        self.here = frozenset({self.own, reading.own})
        """The own site; a laptop calls it by its own id until it is enrolled."""
        self.kind = reading.kind
        self._sites: dict[str, set[str]] = {}
        self.site_names: dict[str, str] = {}
        self.site_types: dict[str, str] = {}
        for site in live.where(reading.connection, "site"):
            aliases = split(str(site.values["aliases"] or ""))
            self.add_site(site.id, str(site.values["name"] or ""), *aliases)
            self.site_types[site.id] = str(site.values["type"] or "")
        if self.kind == "site" and self.own not in self.site_names:
            self.add_site(self.own, context.place)  # before headquarters has said what the place is called
        self._volunteers: dict[str, dict[str, str]] = {}
        self.volunteer_names: dict[str, str] = {}
        for one in live.where(reading.connection, "volunteer"):
            name = f"{one.values['given'] or ''} {one.values['family'] or ''}"
            born = live.by_id(reading.connection, "contact", one.id)
            self.add_volunteer(one.id, name, str(born.values["birth_date"] or "") if born else "")
        self.more: More = {list_: dict(words) for list_, words in _words(reading)}

    # --- places

    def add_site(self, id_: str, name: str, *aliases: str) -> None:
        self.site_names[id_] = name
        for one in (name, *aliases):
            if wanted := fold(one):
                self._sites.setdefault(wanted, set()).add(id_)

    def find_site(self, typed: str) -> str:
        """The id of the site of that name or alias, also without "Fængsel" or "Arrest" behind it; "" where none or several fit."""
        wanted = fold(typed)
        found = self._sites.get(wanted) or {
            id_ for name, ids in self._sites.items() for id_ in ids if name in {f"{wanted} faengsel", f"{wanted} arrest"}
        }
        return next(iter(found)) if len(found) == 1 else ""

    def site(self, typed: str) -> str:
        """Raises UnknownSite."""
        found = self.find_site(typed)
        if not found:
            raise UnknownSite(name=typed, names=", ".join(sorted(self.site_names.values())))
        return found

    def own_site(self, typed: str) -> str:
        """The own site, whether it is named or not. Raises UnknownSite, OtherPlace."""
        if typed and self.site(typed) not in self.here:
            raise OtherPlace()
        return self.own

    # --- volunteers

    def add_volunteer(self, id_: str, name: str, born: str) -> None:
        self.volunteer_names[id_] = name
        self._volunteers.setdefault(fold(name), {})[id_] = born

    def find_volunteer(self, name: str, born: str = "") -> str:
        """The id, "" where there is none. Two of one name are told apart by their dates of birth. Raises InvalidValue (several)."""
        found = self._volunteers.get(fold(name), {})
        fits = [id_ for id_, known in found.items() if not born or not known or known == born]
        if len(fits) > 1:
            raise InvalidValue(field=N_("Volunteer"), reason=N_("several volunteers have that name"))
        return fits[0] if fits else ""

    def volunteer(self, name: str) -> str:
        """Raises UnknownVolunteer, InvalidValue (several)."""
        found = self.find_volunteer(name)
        if not found:
            raise UnknownVolunteer(name=name)
        return found


def _words(reading: Reading) -> Iterator[tuple[str, Mapping[str, tuple[str, ...]]]]:
    """The programmes and labels that headquarters has set up, as words of their lists."""
    programmes = [one.values for one in live.where(reading.connection, "programme")]
    yield "programme", {str(one["code"]): (str(one["danish"]), str(one["english"])) for one in programmes}
    kinds = [one.values for one in live.where(reading.connection, "label", list="group_kind")]
    yield "event_kind", {str(one["code"]): (str(one["danish"]), str(one["english"])) for one in kinds}
