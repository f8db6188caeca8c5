"""The catalogue: extracts the sentences of desktop/, keeps `da.po` in step with them, builds the `.mo`.

texts.py check            fails on a sentence untranslated or stale, or whose blanks differ from the source's
texts.py build            writes da/LC_MESSAGES/indenfor.mo
texts.py update           brings da.po in step with the source; new sentences are left empty
texts.py merge FILE…      takes translations from other .po files, then updates
"""

import datetime as dt
import sys
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
TRANSLATIONS = ROOT / "resources" / "translations"
DANISH = TRANSLATIONS / "da.po"
BUILT = TRANSLATIONS / "da" / "LC_MESSAGES" / "indenfor.mo"
KEYWORDS = {"N_": None, "say": None}
WIDTH = 140
HEADER = """# Danish texts of Indenfor.
# Plain words that a visit leader uses; no class name and no cryptography on screen."""


def empty() -> Catalog:
    """A catalogue whose head never changes by itself, so that a difference in the file is a difference in a text."""
    made = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
    return Catalog(
        locale="da",
        project="Indenfor",
        version="1",
        header_comment=HEADER,
        creation_date=made,
        revision_date=made,
        msgid_bugs_address="the visit service",
        last_translator="the visit service",
        language_team="Danish",
        fuzzy=False,
    )


def extracted() -> Catalog:
    """Every sentence marked in the source, with the files that say it."""
    found = Catalog()
    for name, _line, sentence, _comments, _context in extract_from_dir(ROOT / "desktop", [("**.py", "python")], keywords=KEYWORDS):
        if isinstance(sentence, str):
            found.add(sentence, locations=[(f"desktop/{name}", 0)])
    return found


def read(path: Path) -> Catalog:
    if not path.is_file():
        return empty()
    with path.open("rb") as stream:
        return read_po(stream, locale="da")


def translations(catalogue: Catalog) -> dict[str, str]:
    """Sentence to its Danish, empty where there is none yet or where it is only a guess."""
    plain = ((message.id, message.string, message.fuzzy) for message in catalogue if message.id)
    return {source: text if isinstance(text, str) and not fuzzy else "" for source, text, fuzzy in plain if isinstance(source, str)}


def blanks(sentence: str) -> list[str]:
    return sorted(name for _text, name, _format, _conversion in Formatter().parse(sentence) if name is not None)


def faults() -> list[str]:
    """What is wrong with da.po, one line each."""
    wanted = set(translations(extracted()))
    catalogue = read(DANISH)
    danish = translations(catalogue)
    found = [f"untranslated: {source}" for source in sorted(wanted) if not danish.get(source)]
    found += [f"stale: {source}" for source in sorted(set(danish) - wanted)]
    found += [f"obsolete: {source}" for source in catalogue.obsolete]
    found += [f"blanks differ: {source}" for source, text in sorted(danish.items()) if text and blanks(source) != blanks(text)]
    return found


def write(danish: dict[str, str]) -> None:
    """Write da.po: the sentences of the source in the order of their files, each with what is known of its Danish."""
    catalogue = empty()
    for message in extracted():
        if isinstance(message.id, str) and message.id:
            catalogue.add(message.id, danish.get(message.id, ""), locations=message.locations)
    with DANISH.open("wb") as stream:
        write_po(stream, catalogue, width=WIDTH, include_lineno=False, sort_by_file=True)


def build() -> None:
    BUILT.parent.mkdir(parents=True, exist_ok=True)
    with BUILT.open("wb") as stream:
        write_mo(stream, read(DANISH))


def main(arguments: list[str]) -> int:
    match arguments:
        case ["check"]:
            found = faults()
            print("\n".join(found) or f"{len(read(DANISH))} sentences, all in Danish")
            return 1 if found else 0
        case ["build"]:
            build()
        case ["update"]:
            write(translations(read(DANISH)))
        case ["merge", *names] if names:
            danish = translations(read(DANISH))
            for name in names:
                danish |= {source: text for source, text in translations(read(Path(name))).items() if text}
            write(danish)
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
