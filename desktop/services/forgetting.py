"""Headquarters keeps nothing of what was taken back: the content of saves that only speak of rows which are gone.

The saves themselves stay in the log with their hashes, so every chain still verifies; a later put brings the row back
with what it says then.
"""

from desktop.services.context import Context
from desktop.store.repositories import gone


def forget(context: Context) -> int:
    """Delete the bodies of such parts; how many. Called after every import. Raises NotAllowed, StorageError."""
    context.require_hq()
    with context.store.writing(context.author) as work:
        return gone.scrub(work.connection)
