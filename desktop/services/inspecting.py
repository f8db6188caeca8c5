"""What a file between vaults tells: to anybody what is in the clear, to the vault that it is for its manifest, too.

Nothing is imported and nothing is judged: the signature is looked at by an import alone.
"""

from dataclasses import dataclass
from pathlib import Path

from desktop.crypto.sealing import WRAP_LENGTH
from desktop.errors import MalformedBundle, TrailingData, TruncatedBundle, UpgradeNeeded, storage_error
from desktop.services.context import Context
from desktop.sync.container import ANSWER, BUNDLE, HEADER
from desktop.sync.limits import VERSION
from desktop.sync.manifest import Manifest
from desktop.sync.reader import open_bundle


@dataclass(frozen=True, slots=True)
class InTheClear:
    """The header: `length` of the sealed body and `wrap` of the sealed key in bytes."""

    magic: str
    version: int
    suite: int
    length: int
    wrap: int


def in_the_clear(path: Path) -> InTheClear:
    """Raises MalformedBundle, UpgradeNeeded, TruncatedBundle, TrailingData, StorageError."""
    try:
        with path.open("rb") as file:
            header = file.read(HEADER.size)
            actual = file.seek(0, 2)
    except OSError as error:
        raise storage_error(path, error) from error
    if not any(sort.magic.startswith(header[:4]) for sort in (BUNDLE, ANSWER)):
        raise MalformedBundle(what="magic")
    if len(header) < HEADER.size:
        raise TruncatedBundle()
    magic, version, suite, length = HEADER.unpack(header)
    if version != VERSION or suite not in WRAP_LENGTH:
        raise UpgradeNeeded()
    stated = HEADER.size + WRAP_LENGTH[suite] + length
    if actual != stated:
        raise TruncatedBundle() if actual < stated else TrailingData()
    return InTheClear(magic.decode("ascii"), version, suite, length, WRAP_LENGTH[suite])


def manifest_of(path: Path, context: Context) -> Manifest:
    """Raises NotForUs, TamperedBundle and what else a bad file raises, StorageError."""
    try:
        with path.open("rb") as file:
            return open_bundle(file, context.keys.opening).manifest
    except OSError as error:
        raise storage_error(path, error) from error
