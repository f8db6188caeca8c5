"""Figures as one plain object: the shape that the command line prints and promises to keep."""

from desktop.figures.shown import shown
from desktop.figures.values import Completeness, Figure, Figures

FORMAT = 1
"""Of the object; a change of meaning is a new number."""


def sheet(figures: Figures, site: str | None = None, *, revision: int = 1) -> dict[str, object]:
    """The object of the command `figures`. `site` is the name of the place whose figures they are, None for all.

    Only exact numbers are given here (mode "internal"); `shown` is the text that a page prints.
    """
    scope = figures.scope
    return {
        "ok": True,
        "format": FORMAT,
        "scope": {"site": site, "year": scope.year, "as_of": scope.as_of.isoformat()},
        "mode": "internal",
        "revision": revision,
        "figures": {key: _figure(figure) for key, figure in figures.figures.items()},
        "completeness": _completeness(figures.completeness),
    }


def _figure(figure: Figure) -> dict[str, object]:
    found: dict[str, object] = {
        "version": figure.definition.version,
        "value": figure.value,
        "shown": shown(figure.value),
        "unit": figure.definition.unit,
        "method": None,
        "digest": figure.digest,
        "by_site": {name: _number(value) for name, value in figure.by_site.items()},
    }
    if figure.by_programme:
        found["by_programme"] = {code: _number(value) for code, value in figure.by_programme.items()}
    return found


def _number(value: int) -> dict[str, object]:
    return {"value": value, "shown": shown(value)}


def _completeness(completeness: Completeness) -> dict[str, object]:
    return {
        "complete": completeness.complete,
        "sites": [
            {
                "site": one.site,
                "through": None if one.through is None else one.through.isoformat(),
                "state": one.state.value,
                "bundles": list(one.bundles),
            }
            for one in completeness.sites
        ],
    }
