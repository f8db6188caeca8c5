"""How a figure is shown. Internal pages print exact numbers; what is not known prints as a dash."""


def shown(value: int | None) -> str:
    """The text of the internal mode: the number itself, for a program as for a page."""
    return "–" if value is None else str(value)
