"""After an upgrade: what an earlier version kept without knowing it was applied to the tables, and is judged now.

An import judges what it knows. What waited came unjudged, so whoever upgrades last would let more count than whoever was new from
the start. Such an entry is judged whole, by what is known now, and set aside where its author might not have written it.
"""

from desktop.services.context import Context
from desktop.services.taking import judged_again
from desktop.store import registered
from desktop.store.repositories import entries


def settle(context: Context) -> int:
    """Asked when a vault is opened; how many entries were judged. Nothing is done where the registry is the one remembered."""
    with context.store.reading() as reading:
        if registered.is_today(reading.connection):
            return 0
    with context.store.writing(context.author) as work:
        aside = entries.aside(work.connection)
        hashes = [hash_ for hash_ in registered.waited(work.connection, work.own) if hash_ not in aside]
        judged_again(work, hashes)
        registered.remember(work.connection)
    return len(hashes)
