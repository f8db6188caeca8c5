"""The deck's page and the year's page, made by the command line and read back as a person reads them: from top to bottom."""

from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.golden import storstrom_deck
from tests.golden.making import Made, make, take


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    found = make(storstrom_deck.write(4), tmp_path_factory.mktemp("papers"))
    take(found)
    return found


def paper(made: Made, *argv: str | Path) -> list[str]:
    """The words of the PDF, page after page."""
    path = made.line.folder / "paper.pdf"
    path.unlink(missing_ok=True)
    made.line.ok("report", *argv, "--pdf", path)
    return [page.extract_text() for page in PdfReader(path).pages]


def in_order(text: str, *words: str) -> bool:
    """Whether the words stand in the text one after the other."""
    at = 0
    for word in words:
        at = text.find(word, at)
        if at < 0:
            return False
        at += len(word)
    return True


def test_the_deck_in_danish_on_one_page_numbers_and_order_as_they_were(made: Made) -> None:
    (page,) = paper(made, "status", made.sites[storstrom_deck.PLACE], "--on", "2025-03-15", "--lang", "da")
    text = " ".join(page.replace("\u00a0", " ").split())
    assert in_order(text, "Kontaktperson", "Besøgslederen", "13", "Fængselsbesøgstjenesten", "18", "tidligere")
    assert in_order(text, "18", "4", "Kickstart", "startet siden oktober 2024", "1", "ved at blive sat op")
    assert in_order(text, "Kickstart", "5", "Primus Motor", "igangværende", "2", "ved at blive sat op")
    assert in_order(text, "Primus Motor", "6", "Studiestøtte", "startet fra september 2024 til november 2024")
    assert in_order(text, "Studiestøtte", "Gudstjeneste", "hver måned", "frivillige deltager", "Bingo", "påsken")
    assert "Internt" in text
    assert "<5" not in text


def test_the_same_page_from_headquarters_and_in_english(made: Made) -> None:
    (page,) = paper(made, "status", made.hq, "--site", storstrom_deck.PLACE, "--on", "2025-03-15", "--lang", "en")
    text = " ".join(page.replace("\u00a0", " ").split())
    assert in_order(text, "Contact person", "visit leader", "13", "18", "4", "Kickstart", "5", "Primus Motor", "6", "Study support")
    assert in_order(text, "Church service", "every month", "Bingo", "Easter")


def test_the_years_page_has_each_programme_and_its_charts_tables(made: Made) -> None:
    text = " ".join(" ".join(paper(made, "year", made.hq, "--year", "2024", "--lang", "da")).replace("\u00a0", " ").split())
    found = made.figures("--year", "2024")["figures"]
    assert in_order(text, "Året 2024", str(found["persons_visited"]["value"]), "Besøgte personer", "Indsats for indsats")
    for programme in ("VISITING", "PRIMUS_MOTOR", "KICKSTART", "STUDY_INSIDE"):
        assert str(found["sessions_held"]["by_programme"][programme]["value"]) in text
    assert in_order(text, "Hvordan besøgene gik", "Afholdt", "Sted for sted", storstrom_deck.PLACE)
