"""A site's own keys are replaced: because somebody who could open its store must no longer get in, or with another store key.

The new keys hold at once. The leader at work says so in a renewal (sync/renewal.py) that goes with every file, so the vaults above
and below believe them; headquarters certifies them as soon as somebody opens it who may. The former sealing key stays, as files and
sealed parts may still be on their way to it; the former signing key is thrown away, and what it signs from now on is refused.
Names that were granted to this vault are granted to the new key, in the same rows.
"""

from desktop.crypto.sealing import SealKey
from desktop.crypto.signatures import SigningKey
from desktop.log.canonical import encode
from desktop.services import trust
from desktop.services.certifying import issue
from desktop.services.context import Context
from desktop.services.genesis import Subject
from desktop.services.identities import Identities
from desktop.store import state, trustbook
from desktop.store.repositories import entries
from desktop.store.unit_of_work import About, Work
from desktop.sync.certificate import Trust
from desktop.sync.limits import VERSION
from desktop.sync.renewal import Renewal, write_renewal

RENEWED = "renew"
"""Verb of the audit row."""


def renew(context: Context, identities: Identities) -> int:
    """Replace a site's keys; how many grants were made anew. The vault is to be opened anew: what is open holds the former keys.

    Raises NotAllowed, StorageError.
    """
    context.require_leader()
    sign, seal, keys = SigningKey.generate(), SealKey.generate(), context.keys
    with context.store.writing(context.author) as work:
        renewal = Renewal(
            by=context.author.user,
            crit=[],
            ends=[(chain.inc, chain.seq) for chain in entries.chains(work.connection) if chain.dev == work.own],
            former=keys.sign.public,
            seal=seal.public,
            sign=sign.public,
            v=VERSION,
            vault=work.own,
        )
        trust.remember_renewals(work, work.own, [write_renewal(renewal, keys.sign, sign, context.author.key)])
        state.put(work.connection, state.SIGN_SEED, sign.seed)
        state.put(work.connection, state.SEAL_PRIVATE, seal.private)
        state.put(work.connection, state.FORMER_SEALS, encode([key.private for key in keys.opening]))
        count = identities.wrap_anew(work, seal.public)
        work.audit(RENEWED, "vault", work.own)
        work.flush(anchor=True)
    return count


def certify_renewed(work: Work) -> int:
    """At headquarters, in the hands of who holds its issuing key: certificates for the keys that its sites have now; how many."""
    issuing = work.author.issuing
    if work.kind != "hq" or issuing is None:
        return 0
    due = _due(work, trust.load(work))
    for one in due:
        issue(work, issuing, one, About(f"site/{one.site}" if one.site else "all"))
    return len(due)


def _due(work: Work, known: Trust) -> list[Subject]:
    """The vaults whose certificate names other keys than their last renewal."""
    named = {one.id: one.doc for one in trustbook.certificates(work.connection)}
    return [
        Subject("vault", one.id, one.role, one.home, one.sign, one.seal, one.site)
        for one in known.vaults.values()
        if one.id in known.retired and one.id not in known.revoked and trust.keys_in(named[one.id]) != (one.sign, one.seal)
    ]
