"""What the window is opened on."""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.settings import Language
from desktop.texts import Texts
from desktop.vault.state import default_home, state_folder

if TYPE_CHECKING:
    from desktop.house import Settings


@dataclass(frozen=True, slots=True)
class Start:
    """What is left out is as on every other day. `vault` is chosen at first. `today`: pretend that it is that day."""

    home: Path | None = None
    vault: Path | None = None
    state: Path | None = None
    language: Language | None = None
    today: date | None = None

    def laptop(self) -> "Laptop":
        return Laptop(self.home or default_home(), self.state or state_folder(), self.today)


@dataclass(frozen=True, slots=True)
class Laptop:
    """Where vaults lie, and where this machine remembers them. `demo`: they are those of invented people, made in the window."""

    home: Path
    state: Path
    today: date | None = None
    demo: bool = False

    def settings(self) -> "Settings":
        """Called on the worker."""
        from desktop.house import Settings  # noqa: PLC0415 - loads the store
        from desktop.log import clock  # noqa: PLC0415 - the same

        if self.today is None:
            return Settings(state=self.state, listed_places=True)
        ahead = timedelta(days=(self.today - clock.system_now().date()).days)
        return Settings(state=self.state, now=lambda: clock.system_now() + ahead, listed_places=True)


def load_the_rest(texts: Texts) -> None:
    """On the worker, while the person types: the store, its services and the screens, and how this language writes a day."""
    import desktop.app.inside  # noqa: PLC0415 - the same
    import desktop.house  # noqa: PLC0415 - heavy: loading it is the work
    import desktop.window  # noqa: F401, PLC0415 - the same

    texts.date(date.min)
