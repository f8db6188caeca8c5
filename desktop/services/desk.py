"""What a person has lying on the desk: half-typed forms, and how the person likes the tables.

Kept in the person's own vault, sealed under a key made of that person's private key: another leader of the same vault
cannot read it. It survives lock, crash and power loss, is no entry of the log, and goes nowhere.

    key     domain_hash("indenfor-desk/1", the user's private sealing key)
    sealed  crypto.box, bound to "desk/<user>/<name>"
"""

from desktop.crypto import box
from desktop.crypto.box import BoxRefused
from desktop.crypto.digests import domain_hash
from desktop.crypto.sealing import SealKey
from desktop.errors import N_, InvalidValue
from desktop.services.context import Context
from desktop.store import audit
from desktop.store.repositories import desk

DOMAIN = "indenfor-desk/1"
LONGEST = 64 * 1024
"""Bytes of one thing on the desk."""


class Desk:
    def __init__(self, context: Context, own: SealKey) -> None:
        self._context = context
        self._key = domain_hash(DOMAIN, own.private)

    def keep(self, name: str, content: bytes) -> None:
        """Put something on the desk, instead of what lay there under that name. Raises InvalidValue, StorageError."""
        if len(content) > LONGEST:
            raise InvalidValue(field=N_("Form"), reason=N_("it is too long"))
        sealed = box.seal(self._key, content, self._bound(name))
        with self._context.store.writing(self._context.author) as work:
            desk.put(work.connection, self._context.author.user, name, audit.stamp(work.now), sealed)

    def find(self, name: str) -> bytes | None:
        """What lies there; nothing where there is nothing, or nothing that was put there by this person."""
        with self._context.store.reading() as reading:
            sealed = desk.get(reading.connection, self._context.author.user, name)
        if sealed is None:
            return None
        try:
            return box.open_(self._key, sealed, self._bound(name))
        except BoxRefused:
            return None

    def clear(self, name: str) -> None:
        """Raises StorageError."""
        with self._context.store.writing(self._context.author) as work:
            desk.remove(work.connection, self._context.author.user, name)

    def _bound(self, name: str) -> bytes:
        return f"desk/{self._context.author.user}/{name}".encode()
