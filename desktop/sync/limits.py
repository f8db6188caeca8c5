"""How large anything in a file between vaults may be. A reader checks a stated length before it believes it.

Lengths are in bytes. They are part of the format (docs/bundle-format.md): a writer keeps within them, a reader refuses
what is beyond them as SizeLimit and never sets memory aside for a length that it has only been told.
"""

KIB = 1024
MIB = 1024 * KIB

VERSION = 0
"""The container's version. It stays 0, without promises of compatibility, until synchronisation is complete."""
MOST_PLAIN = 4096 * MIB
"""All frames of a bundle together, padding included."""
LEAST_PLAIN = 16 * KIB
"""A bundle is never shorter than this, so that a small one does not tell how little it holds."""
LEAST_ANSWER = 4 * KIB
MOST_ANSWER = 64 * MIB
MOST_REQUEST = 1 * MIB

MOST_MANIFEST = 1 * MIB
MOST_FEED_FRAME = 1 * MIB
MOST_FEED_ITEMS = 4096
"""Items in one FEED frame."""
MOST_BLOCK = 1 * MIB
"""The plain content of one ENTRIES frame."""
MOST_BLOCK_PACKED = MOST_BLOCK + 8 * KIB
"""The packed content: what does not compress grows a little."""
MOST_WINDOW = 8 * MIB
"""The greatest window that a compressed block may ask its reader for."""
MOST_SEALED_FRAME = 1 * MIB
MOST_SIGNATURE_FRAME = 1 * KIB
MOST_PAD = 2**32 - 1

MOST_HEADER = 16 * KIB
"""The header of one entry."""
MOST_INDEX = 63
"""An entry has at most 64 parts, numbered from 0."""
MOST_RANGES = 4096
MOST_CERTIFICATES = 1024
MOST_ROOTS = 64
MOST_RENEWALS = 64
MOST_ROOT_VERSION = 65_535
"""A root whose version is beyond this was not made by rotating: ImplausibleVersion."""
COPY = 64 * KIB
"""Bytes read from or written to a file at once."""
