"""Prints the rules that are data to docs/: the figures' definitions, the steps of a course, the authority matrix.

python -m tools.print_rules          writes docs/figures.md, docs/status.md and docs/authority.md
python -m tools.print_rules check    fails where one of them is not what the code says
"""

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from desktop.figures.definitions import COMPLETENESS, DEFINITIONS
from desktop.models.rows.registry import TABLES
from desktop.rules.authority import CERTIFIES, MATRIX, ROLES, Reach
from desktop.rules.findings import WORDS as FINDINGS
from desktop.rules.status import STEPS, WORDS, Status

DOCS = Path(__file__).resolve().parent.parent / "docs"
NOTE = "<!-- Printed by tools/print_rules.py; change the code, then print again. -->"


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    columns = list(heads)
    return [_row(columns), _row("---" for _ in columns), *map(_row, rows)]


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def figures() -> str:
    every = (*DEFINITIONS.values(), COMPLETENESS)
    rows = ((f"`{one.key}`", one.label, str(one.version), one.unit, one.sentence) for one in every)
    return _page(
        "Figures: what is counted",
        "Every figure has a name, a version and a definition that is printed beside it in every report.\n"
        'Held means held or held short. A session\'s date is a calendar date as typed and is never converted; only "today" needs a\n'
        "zone, Europe/Copenhagen. The status of a course on a day is in [status.md](status.md). Where no year is asked for, a figure\n"
        "of a year is that of the as-of date's year so far; nothing after the as-of date counts. What was set aside counts nowhere.\n"
        "Behind each figure stands a digest: the SHA-256 of the sorted ids of what was counted, one a line (of meetings: each\n"
        "course and its number).",
        _table(("figure", "name", "version", "unit", "definition"), rows),
        "## The same person\n\n"
        "Headquarters links participants by K1 = HMAC-SHA-256(k, `given|family|birth date`), where k never leaves headquarters. The names\n"
        "are normalised so (vectors in tests/vectors/names.json): apostrophes are dropped; NFC; casefold; æ, ä → ae, ø, ö → oe, å → aa,\n"
        "ü → y, ß → ss, ł → l, đ → d, and i without its dot → i; NFKD; nonspacing marks are dropped; hyphens and dashes become spaces.\n"
        "The given name is its first token; the family name is its last token after al, el, bin, ben, van, von, de and da have each\n"
        "been joined to what follows. Equal K1 is the same person, except that for those born on 1 January it links only within one\n"
        "place, or where a gender is stated and equal. A person without both names or a full birth date has no key and is counted\n"
        "singly. The person's id is the smallest participant id among those that are linked.",
    )


def status() -> str:
    steps = ((f"`{step}`", *("yes" if one in where else "" for one in Status)) for step, where in STEPS.items())
    return _page(
        "The status of a course",
        "A status is never stored and never clicked: it follows from dated events. The status on a day is what the events effective on\n"
        "or before the end of that day give. The first line that fits is the status.",
        _table(
            ("status", "said", "on day D"),
            (
                (f"`{Status.ENDED}`", WORDS[Status.ENDED], "the end is dated on or before D"),
                (f"`{Status.ACTIVE}`", WORDS[Status.ACTIVE], "a session was held on or before D, even where something was missing"),
                (
                    f"`{Status.SETTING_UP}`",
                    WORDS[Status.SETTING_UP],
                    "both approvals, consent to processing given and not withdrawn, and a match that is open on D (its last day included)",
                ),
                (f"`{Status.APPROVED}`", WORDS[Status.APPROVED], "both approvals on or before D"),
                (f"`{Status.AWAITING_APPROVAL}`", WORDS[Status.AWAITING_APPROVAL], "one approval on or before D"),
                (f"`{Status.REFERRED}`", WORDS[Status.REFERRED], "none"),
            ),
        ),
        "## Steps\n\nWhich step is possible in which status, on the day of the step. Logging always is: the truth comes first.",
        _table(("step", *(f"`{one}`" for one in Status)), steps),
        "## Findings\n\nWhat breaks a rule although it was saved is computed from the rows and shown to a person; it refuses nothing.",
        _table(("code", "said"), ((f"`{code}`", words) for code, words in FINDINGS.items())),
    )


def authority() -> str:
    certified = ((f"`{role}`", ", ".join(f"`{one}`" for one in sorted(names))) for role, names in CERTIFIES.items())
    parts: list[str | list[str]] = []
    for role in ROLES:
        parts += [f"## {role}", _table(("table", "unit", "verbs", "reach"), _rights(role))]
    return _page(
        "Who may change what",
        "One static matrix, asked when something is saved and again when the save of another laptop is imported. What is not in it is\n"
        "refused as UnauthorisedUser; what is in it but concerns another place, course or person is OutOfScope. Both are set aside for a\n"
        "person to decide, never lost. A tomb empties a unit; an erase removes a row for good and names no unit. Only rows of the tables\n"
        "site, site_programme, vault, user, verdict and incarnation may be told to everyone.",
        *parts,
        "## Certificates\n\nWhich roles of people and kinds of vaults a role may certify:",
        _table(("role", "may certify"), certified),
    )


def _rights(role: str) -> Iterable[tuple[str, ...]]:
    verbs: dict[tuple[str, str, Reach], list[str]] = {}
    for right in MATRIX:
        if right.role == role:
            verbs.setdefault((right.table, right.unit, right.reach), []).append(right.verb)
    for table in TABLES:
        for (name, unit, reach), known in verbs.items():
            if name == table:
                yield f"`{table}`", f"`{unit}`" if unit else "", ", ".join(known), reach


def _page(title: str, *parts: str | list[str]) -> str:
    blocks = ("\n".join(part) if isinstance(part, list) else part for part in parts)
    return "\n\n".join((f"# {title}", NOTE, *blocks)) + "\n"


def pages() -> Mapping[str, str]:
    """File name in docs/ → its text."""
    return {"figures.md": figures(), "status.md": status(), "authority.md": authority()}


def stale() -> list[str]:
    """The files that are not what the code says."""
    return [name for name, text in pages().items() if not (DOCS / name).is_file() or (DOCS / name).read_text(encoding="utf-8") != text]


def main(arguments: list[str]) -> int:
    match arguments:
        case []:
            for name, text in pages().items():
                (DOCS / name).write_text(text, encoding="utf-8")
        case ["check"]:
            found = stale()
            print("\n".join(f"not up to date: docs/{name}" for name in found) or "docs/ says what the rules say")
            return 1 if found else 0
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
