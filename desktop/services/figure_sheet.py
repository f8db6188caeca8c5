"""Figures as one plain object: the shape that the command line prints and promises to keep."""

from desktop.figures.shown import shown
from desktop.figures.values import Completeness, Figure, Figures

FORMAT = 1
"""Of the object; a change of meaning is a new number."""


def sheet(figures: Figures, site: str | None = None) -> dict[str, object]:
    """The object of the command `figures`. `site` is the name of the place whose figures they are, None for all.

    Only exact numbers are given here (mode "internal"); `shown` is the text that a page prints. A median or a share has one
    decimal. `revised`: the year was closed before and has changed since; `closed`: the numbers are those that were frozen.
    """
    scope = figures.scope
    return {
        "ok": True,
        "format": FORMAT,
        "scope": {
            "site": site,
            "year": scope.year,
            "as_of": scope.as_of.isoformat(),
            "since": None if scope.since is None else scope.since.isoformat(),
        },
        "mode": "internal",
        "revision": figures.revision,
        "closed": figures.closed,
        "revised": figures.revised,
        "digest": figures.digest,
        "figures": {key: _figure(figure) for key, figure in figures.figures.items()},
        "completeness": _completeness(figures.completeness),
    }


def _figure(figure: Figure) -> dict[str, object]:
    tenths = figure.definition.tenths
    found: dict[str, object] = {
        "version": figure.definition.version,
        **_number(figure.value, tenths=tenths),
        "unit": figure.definition.unit,
        "definition": figure.definition.sentence,
        "method": figure.method,
        "digest": figure.digest,
        "by_site": {name: _number(value, tenths=tenths) for name, value in figure.by_site.items()},
    }
    if figure.by_programme:
        found["by_programme"] = {code: _number(value, tenths=tenths) for code, value in figure.by_programme.items()}
    if figure.split:
        found["split"] = {dimension: {code: _number(value) for code, value in one.items()} for dimension, one in figure.split.items()}
    if figure.on is not None:
        found["on"] = figure.on.isoformat()
    return found


def _number(value: int | None, *, tenths: bool = False) -> dict[str, object]:
    plain = value / 10 if tenths and value is not None else value
    return {"value": plain, "shown": shown(value, tenths=tenths)}


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
