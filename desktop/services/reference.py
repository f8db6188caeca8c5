"""Reference data at headquarters: the prisons that are known, verified or not, with the names by which they are called."""

from collections.abc import Sequence
from datetime import date

from desktop.crypto.digests import new_id
from desktop.errors import N_, InvalidValue, UnknownSite
from desktop.models.rows.domain import SiteRow
from desktop.models.rows.fields import SITE_TYPES, Value
from desktop.rules import reference
from desktop.rules.reference import ReferenceSite
from desktop.services import checks, rights
from desktop.services.audience import EVERYONE
from desktop.services.context import Context
from desktop.store.repositories import sites
from desktop.store.unit_of_work import Work

BATCH = 20
"""Places in one entry: far below what an entry may hold."""


class Reference:
    """`listed` are the places of the list that the program ships."""

    def __init__(self, context: Context, listed: Sequence[ReferenceSite]) -> None:
        self._context = context
        self._listed = tuple(listed)

    def add_listed(self) -> int:
        """Add every place of the list that is not known by its name or an alias; how many. Raises NotAllowed."""
        rights.require(self._context, "site", "reference")
        with self._context.store.writing(self._context.author) as work:
            known = list(sites.everything(work.connection))
            added = 0
            for one in self._listed:
                if reference.find(known, one.name) is not None:
                    continue
                id_ = new_id()
                work.put("site", id_, "facts", {"name": one.name, "type": one.type, "municipality": one.municipality}, EVERYONE)
                _put_reference(work, id_, one.region, one.verified, None, None)
                if one.aliases:
                    work.put("site", id_, "aliases", {"aliases": reference.joined(one.aliases)}, EVERYONE)
                added += 1
                if added % BATCH == 0:
                    work.flush()
        return added

    def change(  # noqa: PLR0913 - the fields of a place, each of which may stay as it is
        self,
        name: str,
        *,
        type_: str | None = None,
        municipality: str | None = None,
        region: str | None = None,
        verified: bool | None = None,
        valid_from: date | None = None,
        valid_to: date | None = None,
        aliases: Sequence[str] | None = None,
        coordinator: str | None = None,
        rename: str | None = None,
    ) -> str:
        """Change what is given of a place, or add one that is not known; its id. A former name stays as an alias.

        Raises NotAllowed (headquarters' administrators only), InvalidValue, TextRefused.
        """
        rights.require(self._context, "site", "facts")
        kept = checks.name(N_("Name"), name)
        if type_ is not None:
            checks.code(N_("Type"), type_, SITE_TYPES)
        if valid_from is not None and valid_to is not None:
            checks.ordered(N_("Valid to"), valid_from, valid_to)
        with self._context.store.writing(self._context.author) as work:
            found = reference.find(sites.everything(work.connection), kept) or SiteRow(new_id(), kept)
            title = found.name if rename is None else checks.name(N_("Name"), rename)
            facts: Value = {
                "name": title,
                "type": (type_ or found.type) or None,
                "municipality": checks.optional(N_("Municipality"), found.municipality if municipality is None else municipality, 80),
            }
            work.put("site", found.id, "facts", facts, EVERYONE)
            _put_reference(
                work,
                found.id,
                checks.optional(N_("Region"), found.region if region is None else region, 60),
                found.verified if verified is None else verified,
                valid_from or found.valid_from,
                valid_to or found.valid_to,
            )
            names = [checks.name(N_("Alias"), one) for one in (reference.split(found.aliases) if aliases is None else aliases)]
            _put_aliases(work, found, names, title)
            if coordinator is not None:
                work.put("site", found.id, "coordinator", {"coordinator": checks.optional(N_("Coordinator"), coordinator, 120)}, EVERYONE)
        return found.id

    def by_name(self, name: str) -> SiteRow:
        """A place by its name or an alias. Raises UnknownSite, with the names that there are."""
        with self._context.store.reading() as reading:
            known = sites.everything(reading.connection)
        found = reference.find(known, name)
        if found is None:
            raise UnknownSite(name=name, names=", ".join(site.name for site in known))
        return found


def _put_reference(work: Work, id_: str, region: str, verified: bool, valid_from: date | None, valid_to: date | None) -> None:
    value: Value = {
        "region": region,
        "verified": verified,
        "valid_from": None if valid_from is None else valid_from.isoformat(),
        "valid_to": None if valid_to is None else valid_to.isoformat(),
    }
    work.put("site", id_, "reference", value, EVERYONE)


def _put_aliases(work: Work, found: SiteRow, names: Sequence[str], title: str) -> None:
    former = [found.name] if found.name and found.name != title else []
    said = reference.joined(dict.fromkeys((*names, *former)))
    if len(said) > 400:
        raise InvalidValue(field=N_("Alias"), reason=N_("it is too long"))
    if said or found.aliases:
        work.put("site", found.id, "aliases", {"aliases": said}, EVERYONE)
