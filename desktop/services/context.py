"""What every service receives: the open store, who is at work, and this vault's own keys."""

from dataclasses import dataclass
from datetime import date

from desktop.crypto.sealing import SealKey
from desktop.crypto.signatures import SigningKey
from desktop.errors import NotAllowed
from desktop.rules.authority import HQ_ADMIN, HQ_COORDINATOR, VISIT_LEADER
from desktop.rules.dates import today_in_denmark
from desktop.store.unit_of_work import Author, Store


@dataclass(frozen=True, slots=True)
class VaultKeys:
    """The vault's own keys: they open and sign files, never entries. They lie in the store and live while it is open."""

    sign: SigningKey
    seal: SealKey
    former: tuple[SealKey, ...] = ()
    """The sealing keys from before: headquarters' of earlier roots, a site's of before it changed its keys. Whoever has not heard of
    the new one seals to them.
    """

    @property
    def opening(self) -> tuple[SealKey, ...]:
        """What a file may be sealed to, the live key first."""
        return (self.seal, *self.former)


@dataclass(frozen=True, slots=True)
class Context:
    """One opened vault. `place` is its label, never a secret; `demo` marks a vault of invented people.

    `since` is the day of the last save when the vault was opened: a clock that fell back to 1970 is not believed.
    """

    store: Store
    author: Author
    keys: VaultKeys
    place: str
    demo: bool = False
    since: date = date.min
    identities: tuple[tuple[str, SealKey], ...] = ()
    """Headquarters' identity keys, in the hands of who is given them: (recipient of the grants, key), the live one first."""

    @property
    def kind(self) -> str:
        return self.store.kind

    @property
    def vault(self) -> str:
        return self.store.own

    def today(self) -> date:
        """The calendar day in Denmark, never before that of the last save."""
        return max(today_in_denmark(self.store.now()), self.since)

    def require(self, *roles: str) -> None:
        """Raises NotAllowed unless the author has one of the roles."""
        if self.author.role not in roles:
            raise NotAllowed(label=self.author.label)

    def require_leader(self) -> None:
        self.require(VISIT_LEADER)

    def require_hq(self) -> None:
        self.require(HQ_COORDINATOR, HQ_ADMIN)
