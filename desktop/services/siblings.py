"""Other laptops of the same prison: site vaults beside one another, known by headquarters' certificates.

They never meet. What one saves reaches the other through headquarters, which gives each of them what the others of the
same place, and the volunteers' vaults below those, have saved.
"""

from desktop.services import trust
from desktop.services.identities import Identities
from desktop.store import state
from desktop.store.unit_of_work import Reading, Work
from desktop.sync.certificate import Certificate, Trust


def beside(trusted: Trust, site: str, but: str) -> frozenset[str]:
    """The vaults of a place that do not lie below its laptop `but`: the other laptops and the volunteers' vaults below them.

    Also those that were shut out: what counts of them still counts.
    """
    laptops = [id_ for id_, vault in trusted.vaults.items() if site and id_ != but and (vault.role, vault.site) == ("site", site)]
    return frozenset[str]().union(*(trust.tree_of(trusted, laptop) for laptop in laptops))


def others(reading: Reading, trusted: Trust) -> dict[str, Certificate]:
    """The other laptops of this vault's own place."""
    site = state.text(reading.connection, state.SITE) if reading.kind == "site" else ""
    return trust.siblings(trusted, site, reading.own)


def grant(identities: Identities, work: Work) -> int:
    """Let every other laptop of the place open the names that this one can open; how many grants were new."""
    laptops = others(work, trust.load(work))
    return sum(identities.grant_all(work, laptop, vault.seal) for laptop, vault in laptops.items())
