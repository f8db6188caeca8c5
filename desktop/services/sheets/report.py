"""What became of every row of an import."""

from dataclasses import dataclass, field

from desktop.errors import WorldFault
from desktop.services.sheets.reading import SheetRow


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """`column` is the English heading, "" where the fault is of the row; `heading` is what the file calls it."""

    sheet: str
    row: int
    column: str
    error: WorldFault
    heading: str = ""


@dataclass(frozen=True, slots=True)
class FoundInRow:
    """What breaks a rule although it was saved: a code of rules.findings."""

    sheet: str
    row: int
    code: str


@dataclass(frozen=True, slots=True)
class AskedAbout:
    """Words of a free text that often say too much: it was saved, and a person should look at it."""

    sheet: str
    row: int
    words: tuple[str, ...]


@dataclass(slots=True)
class Report:
    """How many rows there were, and what became of them: saved, the same as before, refused, or held back because another row about
    the same person was refused. `remarks` are about sheets and columns that were passed over, `drawn` the aliases that were given.
    """

    rows: int = 0
    saved: int = 0
    same: int = 0
    refused: list[RefusedRow] = field(default_factory=list)
    held: list[tuple[str, int]] = field(default_factory=list)
    findings: list[FoundInRow] = field(default_factory=list)
    asked: list[AskedAbout] = field(default_factory=list)
    remarks: list[WorldFault] = field(default_factory=list)
    drawn: list[tuple[int, str]] = field(default_factory=list)

    def refuse(self, row: SheetRow, error: WorldFault, column: str = "") -> None:
        self.refused.append(RefusedRow(row.sheet, row.number, column, error))

    def count(self, *, changed: bool) -> None:
        if changed:
            self.saved += 1
        else:
            self.same += 1
