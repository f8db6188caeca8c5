"""What a table says when the mouse rests on a cell: the whole of a text that the column cuts off."""


def tip(text: str) -> str:
    """Qt takes a tip with tags in it for a page, and would fetch the pictures that it names: a name from a file has no tags here."""
    return text.replace("<", "\u2039").replace(">", "\u203a")
