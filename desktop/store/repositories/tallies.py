"""Counts without names: one row a laptop, programme and year."""

from sqlalchemy import Connection


def cells(connection: Connection, site: str) -> list[tuple[str, int]]:
    """(programme, year) of every count of a place, once for each laptop that has it."""
    rows = connection.exec_driver_sql("SELECT programme, year FROM tally WHERE state = 'live' AND site = ? ORDER BY id", (site,))
    return [(str(programme), int(year)) for programme, year in rows]
