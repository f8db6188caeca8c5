"""Taking in a workbook: every row is read, judged and saved by the same rules and through the same log as anything typed.

Rows about one participant are one unit of work, all or none; every other row stands for itself. What is equal to what is known
writes nothing, so the same workbook again saves nothing; a changed cell corrects. Nothing that was refused keeps the rest out.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import islice
from pathlib import Path
from typing import TypeVar

from desktop.errors import NotAllowed, UnknownSheet, WorldFault
from desktop.reports.workbook_reading import Workbook, open_workbook
from desktop.rules.authority import HQ_ADMIN, HQ_COORDINATOR, VISIT_LEADER
from desktop.rules.sheets.cells import Day
from desktop.rules.sheets.columns import SHEETS, Sheet, is_guide, sheet_of
from desktop.services import rights
from desktop.services.context import Context
from desktop.services.identities import Identities
from desktop.services.sheets import person_rows
from desktop.services.sheets.flat_rows import FlatRows
from desktop.services.sheets.known import Known
from desktop.services.sheets.person_rows import GroupRefused, Means, PersonRows
from desktop.services.sheets.persons import Group, Opened, Persons
from desktop.services.sheets.reading import ReadRow, SheetRow, read_sheet
from desktop.services.sheets.report import RefusedRow, Report
from desktop.services.telling import Tell, unheard
from desktop.store.repositories import hand_overs, participants
from desktop.store.unit_of_work import Work

BATCH = 40
"""Rows that stand for themselves in one transaction."""
AUDITED = "import_sheet"
Begin = Callable[[], AbstractContextManager[Work]]
Item = TypeVar("Item")


class _Undone(Exception):
    """The end of a dry run; it never leaves this module."""


class SheetImporting:
    """`aliases` is the shipped list of words that new aliases are drawn from."""

    def __init__(self, context: Context, identities: Identities, aliases: tuple[str, ...]) -> None:
        self._context = context
        self._identities = identities
        self._aliases = aliases

    def take(self, path: Path, *, dry_run: bool = False, tell: Tell = unheard) -> Report:
        """Import a workbook, or say what would happen; `tell` hears rows of rows.

        Raises NotAllowed (a volunteer), NotASpreadsheet, SpreadsheetTooLarge, StorageError; faults of rows are in the report.
        """
        self._context.require(VISIT_LEADER, HQ_COORDINATOR, HQ_ADMIN)
        with self._context.store.reading() as reading:
            known = Known(self._context, reading)
        with open_workbook(path) as book:
            one = _Import(self._context, self._identities, self._aliases, known, book, tell)
            one.gather()
            with self._units(dry_run=dry_run) as begin:
                one.save(begin)
        return one.report

    @contextmanager
    def _units(self, *, dry_run: bool) -> Iterator[Begin]:
        """Units of work: each by itself, or all within one that is undone at the end."""
        store, author = self._context.store, self._context.author
        if not dry_run:
            yield lambda: store.writing(author)
            return
        try:
            with store.writing(author) as whole:
                yield lambda: _within(whole)
                _undo()
        except _Undone:
            return


def _undo() -> None:
    raise _Undone


@contextmanager
def _within(whole: Work) -> Iterator[Work]:
    with whole.attempt():
        yield whole
        whole.flush()


class _Import:
    """One import of one workbook."""

    def __init__(
        self,
        context: Context,
        identities: Identities,
        aliases: tuple[str, ...],
        known: Known,
        book: Workbook,
        tell: Tell,
    ) -> None:
        self._context = context
        self._identities = identities
        self._aliases = aliases
        self._known = known
        self._book = book
        self._day = Day(context.today(), known.more)
        self.report = Report()
        self._titles: dict[str, str] = {}
        for title in book.titles:
            sheet = sheet_of(title)
            if sheet is not None and sheet.name not in self._titles:
                self._titles[sheet.name] = title
            elif not is_guide(title):
                self.report.remarks.append(UnknownSheet(sheet=title[:60]))
        self._total = 2 * sum(book.length(title) for title in self._titles.values())
        self._done = 0
        self._tell = tell
        with context.store.reading() as reading:
            connection, here = reading.connection, known.here
            everybody = participants.everybody(connection)
            stored = [one for one in everybody if one.site in here or hand_overs.holder(connection, one.id) in here]
        self._persons = Persons({one.alias: one.id for one in stored}, lambda: self._open([one.id for one in stored]), self._day)

    # --- reading

    def gather(self) -> None:
        """Read the rows about participants, and find out who is meant. Nothing is saved; names may be opened."""
        for sheet in SHEETS:
            if sheet.person and sheet.name in self._titles:
                for read in self._rows(sheet):
                    self._gather(sheet, read)

    def _rows(self, sheet: Sheet) -> Iterator[ReadRow]:
        """The rows of a sheet; faults of the heading and of cells are in the report."""
        heading, rows = read_sheet(self._book, self._titles[sheet.name], sheet, self._day)
        if heading is None:
            return
        self.report.remarks += heading.remarks
        for fault in heading.missing:
            self.report.refused.append(RefusedRow(sheet.name, heading.number, fault.column, fault.error))
        for read in rows:
            self.report.rows += 1
            self._step()
            for fault in read.faults if not heading.missing else ():
                self.report.refused.append(RefusedRow(sheet.name, read.row.number, fault.column, fault.error, fault.heading))
            if heading.missing:
                self.report.held.append((sheet.name, read.row.number))
            else:
                yield read

    def _gather(self, sheet: Sheet, read: ReadRow) -> None:
        row = read.row
        if not rights.may(self._context, "participant", "alias"):
            self.report.refuse(row, NotAllowed(label=self._context.author.label))
            return
        try:
            group = self._persons.introduce(row) if sheet.name == "Participants" else self._persons.find(row.text("participant"))
        except WorldFault as error:
            if not read.faults:
                self.report.refuse(row, error)
            return
        if read.faults:
            group.bad = True
        else:
            group.add(row)

    def _open(self, ids: list[str]) -> Opened:
        return self._identities.open(ids) if ids else {}

    # --- saving

    def save(self, begin: Begin) -> None:
        with begin() as work:
            work.audit(AUDITED, "sheet")
        for sheet in SHEETS:
            if not sheet.person and sheet.name in self._titles:
                for page in _paged((read.row for read in self._rows(sheet) if not read.faults), BATCH):
                    self._save_page(begin, page)
        means = Means(self._context, self._identities, self._known, self._aliases, self._persons.opened, self.report)
        for group in self._persons.groups:
            self._save_group(begin, means, group)

    def _save_page(self, begin: Begin, page: list[SheetRow]) -> None:
        with begin() as work:
            puts = FlatRows(self._context, work, self._known)
            for row in page:
                before = work.collected
                try:
                    with work.attempt():
                        puts.put(row)
                except WorldFault as error:
                    self.report.refuse(row, error)
                else:
                    self.report.count(changed=work.collected != before)
                self._step()
            self.report.asked += puts.asked

    def _save_group(self, begin: Begin, means: Means, group: Group) -> None:
        if not group.rows:
            return
        refused = len(self.report.refused)
        try:
            with begin() as work:
                PersonRows(means, work, group).save()
        except GroupRefused:
            bad = {(one.sheet, one.row) for one in self.report.refused[refused:]}
            self.report.held += [spot for spot in person_rows.numbers(group.rows) if spot not in bad]
        for _ in group.rows:
            self._step()

    def _step(self) -> None:
        self._done += 1
        self._tell(min(self._done, self._total), max(self._total, 1))


def _paged(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    source = iter(items)
    while page := list(islice(source, size)):
        yield page
