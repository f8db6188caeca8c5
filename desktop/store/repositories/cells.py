"""Cells as SQLite gives them, as the frozen rows want them: nothing known is "" for a text and None for a date or number."""

from datetime import date


def text(cell: object) -> str:
    return cell if isinstance(cell, str) else ""


def day(cell: object) -> date | None:
    return date.fromisoformat(cell) if isinstance(cell, str) and cell else None


def number(cell: object) -> int | None:
    return cell if isinstance(cell, int) else None
