"""The vaults of one laptop hand each other sealed files through the exchange folder, unseen by people.

Only between a site's vault and its volunteers' beside it: files to and from headquarters are carried by a person.
"""

from functools import partial

from desktop.services.context import Context
from desktop.services.delivering import Delivering
from desktop.services.exporting import Exporting
from desktop.services.importing import MOST_FILE, FileResult, Importing
from desktop.store import trustbook
from desktop.vault.exchange import Exchange
from desktop.vault.folder import VaultFolder
from desktop.vault.home import Home


class Neighbours:
    def __init__(self, context: Context, folder: VaultFolder, exporting: Exporting, delivering: Delivering, importing: Importing) -> None:
        self._context = context
        self._folder = folder
        self._exporting = exporting
        self._delivering = delivering
        self._importing = importing
        self._home = Home(folder.path.parent)
        self._exchange = Exchange(self._home.exchange, folder.exchange_json)

    def arrive(self) -> list[FileResult]:
        """What other vaults of this laptop left here. Files for others, and those that are refused, are left alone."""
        results: list[FileResult] = []
        if not self._home.exchange.is_dir():
            return results
        for taken in self._exchange.take(self._folder.spool, MOST_FILE):
            for result in self._importing.file(taken.path):
                if result.outcome != "refused":
                    taken.forget()
                    results.append(result)
            taken.discard()
        return results

    def leave(self) -> int:
        """Leave what is new: up for the leader, down for each volunteer whose vault lies beside this one; how many files."""
        own = self._context.vault
        if not self._home.exchange.is_dir() or self._context.kind == "hq":
            return 0
        beside = {vault.card.id for vault in self._home.vaults()} - {own}
        if self._context.kind == "volunteer":
            parent = self.parent()
            return int(parent in beside and self._exporting.up(partial(self._exchange.put, own, parent)).path is not None)
        children = (child.id for child in self._delivering.children() if child.id in beside)
        return sum(self._delivering.down(partial(self._exchange.put, own, child), child).path is not None for child in children)

    def parent(self) -> str:
        """The id of the vault above, or nothing before enrolment."""
        with self._context.store.reading() as reading:
            found = trustbook.parent(reading.connection)
        return found.id if found else ""
