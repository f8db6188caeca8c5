"""Prints the rules that are data to docs/: figures, the steps of a course, the authority matrix, the registry of tables.

python -m tools.print_rules          writes docs/figures.md, docs/status.md, docs/authority.md and docs/registry.md
python -m tools.print_rules check    fails where one of them is not what the code says
"""

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from desktop.figures.definitions import COMPLETENESS, DEFINITIONS
from desktop.log.classes import CLASSES, class_of
from desktop.log.heads import rank
from desktop.models.rows.registry import SCHEMA, TABLES, Field, Table
from desktop.models.tables.projected import column_names
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
        "site, site_programme, vault, user, verdict, incarnation and revocation may be told to everyone; none of these is told to one\n"
        "course or volunteer alone. The login that a leader gives a volunteer is a user of the leader's own site.\n"
        "A visit leader shuts out people of the own place and volunteers' vaults alone, and takes back no word of headquarters.\n"
        "A visit leader decides only on entries of which the leader could have saved every change, and never on a verdict: else a verdict\n"
        "would be a way round the matrix.",
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


def registry() -> str:
    parts: list[str | list[str]] = []
    for table in TABLES.values():
        local = class_of(table.class_, local=True)
        held = f", without consent to transfer `{local}`" if table.local and local != table.class_ else ""
        columns = ", ".join(f"`{name}`" for name in column_names(table))
        parts += [
            f"### {table.name}\n\nClass `{table.class_}`{held}. Columns: {columns}.",
            _table(("unit", "field", "kind", "rule"), _fields(table)),
        ]
    return _page(
        "The registry: tables, units, fields",
        f"Every table that the log projects, under payload schema {SCHEMA}. How entries become rows: [vault-format.md](vault-format.md).\n"
        "The first unit of a table is its main unit. Columns stand in this order in the store and in the state digest.",
        "## Kinds of field\n\nA value is JSON in a change and a column in the store. Null fits every field.",
        _table(("kind", "in a change", "rule", "column"), KINDS),
        "## Tables",
        *parts,
        "## Classes\n\nWhich edge of the tree carries which class of parts. A class that is not listed is never carried."
        " `sibling`: through headquarters, sealed to the other laptops of the place.",
        _table(("class", *EDGES, "kept"), _classes()),
        "## Ranks\n\nOf the kind of vault that wrote a head; the greater is the value. A kind that is not known has 0.",
        _table(("table", *PLACES), ((f"`{name}`", *(str(rank(name, kind)) for kind in PLACES)) for name in TABLES)),
    )


PLACES = ("volunteer", "site", "hq")
EDGES = ("volunteer>site", "site>hq", "site>volunteer", "hq>site", "sibling")
KINDS = (
    ("`text`", "string", "at most so many Unicode characters", "text"),
    ("`int`", "number", "whole, within ±(2^53 - 1)", "number"),
    ("`bool`", "true or false", "", "1 or 0"),
    ("`date`", "string", "`YYYY-MM-DD`, a day of the calendar", "text"),
    ("`month`", "string", "`YYYY-MM`", "text"),
    ("`id`", "string", "32 lowercase hex digits; a row of the table named", "text"),
    ("`bytes`", "string", "standard base64 with padding, of at most so many characters", "text, as in the change"),
    ("`code`", "string", "one of those listed", "text"),
)


def _fields(table: Table) -> Iterable[tuple[str, ...]]:
    return ((f"`{unit.name}`", f"`{field.name}`", f"`{field.kind}`", _rule(field)) for unit in table.units for field in unit.fields)


def _rule(field: Field) -> str:
    if field.kind == "code":
        return " ".join(f"`{code}`" if code else "_empty_" for code in field.codes)
    if field.kind in ("text", "bytes"):
        return f"at most {field.most}"
    return f"of `{field.ref}`" if field.ref else ""


def _classes() -> Iterable[tuple[str, ...]]:
    for part in CLASSES.values():
        yield f"`{part.name}`", *("yes" if part.carried(edge) else "" for edge in EDGES), f"{part.days} days" if part.days else "as its row"


def _page(title: str, *parts: str | list[str]) -> str:
    blocks = ("\n".join(part) if isinstance(part, list) else part for part in parts)
    return "\n\n".join((f"# {title}", NOTE, *blocks)) + "\n"


def pages() -> Mapping[str, str]:
    """File name in docs/ → its text."""
    return {"figures.md": figures(), "status.md": status(), "authority.md": authority(), "registry.md": registry()}


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
