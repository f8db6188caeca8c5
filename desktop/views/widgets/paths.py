"""Names and paths of files, which are often one long word, as they can be shown in a line that is not as long."""

import re

LONGEST = 24
"""Letters of a word that are never broken."""
MAY_BREAK = "\u200b"


def breakable(name: str) -> str:
    """A name or a path that can be broken where a line ends."""
    parts = re.split(r"(?<=[/\\_.-])", name)
    return MAY_BREAK.join(part[at : at + LONGEST] for part in parts for at in range(0, len(part), LONGEST))


def breakable_path(text: str) -> str:
    """A sentence in which long words, such as paths, can be broken."""
    return " ".join(breakable(word) if len(word) > LONGEST else word for word in text.split(" "))
