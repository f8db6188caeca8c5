"""Frozen pages to print: the deck's site, and a country of as many sites as a test asks for."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from desktop.models.rows.papers import (
    PROGRAMME_NAMES,
    Amount,
    Count,
    Definition,
    FigureLine,
    SiteLine,
    StatusLine,
    StatusPage,
    YearPage,
)
from desktop.texts import CATALOGUES, Texts

DIGEST = "3fa9c2d1e07b55c8a90b7714c2f0d86e9b1a5a7c4e2f3d60718293a4b5c6d7e8"
KNOWN = datetime(2025, 3, 16, 9, 41, tzinfo=ZoneInfo("Europe/Copenhagen"))


@pytest.fixture
def english() -> Texts:
    return Texts("en")


@pytest.fixture(scope="session")
def danish(tmp_path_factory: pytest.TempPathFactory) -> Texts:
    """Danish from the catalogue's source, whether or not it has been built."""
    built = tmp_path_factory.mktemp("catalogues")
    (built / "da" / "LC_MESSAGES").mkdir(parents=True)
    with (CATALOGUES / "da.po").open("rb") as source, (built / "da" / "LC_MESSAGES" / "indenfor.mo").open("wb") as target:
        write_mo(target, read_po(source, locale="da"))
    return Texts("da", catalogues=Path(built))


@pytest.fixture
def storstrom() -> StatusPage:
    return StatusPage(
        site="Storstrøm Fængsel",
        as_of=date(2025, 3, 15),
        known_at=KNOWN,
        digest=DIGEST,
        through=date(2025, 3, 15),
        lines=(
            StatusLine(
                PROGRAMME_NAMES["VISITING"],
                Count("active_now", Amount(13)),
                (Count("formerly_snapshot", Amount(18), since=date(2024, 12, 1)),),
            ),
            StatusLine(
                PROGRAMME_NAMES["KICKSTART"],
                Count("started_since", Amount(4), since=date(2024, 10, 1)),
                (Count("being_set_up", Amount(1)),),
            ),
            StatusLine(PROGRAMME_NAMES["PRIMUS_MOTOR"], Count("ongoing", Amount(5)), (Count("being_set_up", Amount(2)),)),
            StatusLine(
                PROGRAMME_NAMES["STUDY_INSIDE"],
                Count("started_since", Amount(6), since=date(2024, 9, 1), until=date(2024, 11, 30)),
            ),
        ),
        definitions=(
            Definition("Active now", 1, "Distinct participants with an active course on the day."),
            Definition("Started since", 1, "Courses whose first held session is on the first day or later."),
            Definition("Being set up", 1, "Approved courses with a volunteer and no held session."),
        ),
    )


@pytest.fixture
def year_of() -> Callable[[int], YearPage]:
    """A year page of so many sites; the sixth site has sent nothing, the seventh is late."""

    def site(number: int) -> SiteLine:
        amount = Amount(None) if number == 6 else Amount(number)
        state = {6: "missing", 7: "late"}.get(number, "in")
        through = None if number == 6 else date(2024, 12, 31)
        return SiteLine(f"Place number {number}", amount, amount, Amount(0), through, state)  # type: ignore[arg-type]  # a dict's values

    def year(sites: int) -> YearPage:
        return YearPage(
            year=2024,
            as_of=date(2024, 12, 31),
            known_at=KNOWN,
            digest=DIGEST,
            figures=(
                FigureLine("persons_visited", "Persons visited", Amount(583), "person", 1, "Distinct persons with a held session."),
                FigureLine("active_now", "Active now", Amount(412), "person", 1, "Distinct participants with an active course."),
                FigureLine("being_set_up", "Being set up", Amount(None), "course", 1, "Courses on the way."),
            ),
            by_site=tuple(site(number) for number in range(1, sites + 1)),
            notes=(FigureLine("open_pairs", "Open pairs", Amount(7), "pair", 1, "Pairs that count as two until decided."),),
        )

    return year
