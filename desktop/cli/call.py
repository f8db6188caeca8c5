"""One call of a command: what was typed, who hears the answer, and the vault that it opens."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from desktop import house
from desktop.cli.passphrases import Secrets
from desktop.cli.speaking import Voice
from desktop.errors import N_, WorldFault, WrongUse, storage_error
from desktop.rules.dates import parse_date
from desktop.texts import Texts
from desktop.vault.atomic import Put, read_file, written


@dataclass(frozen=True, slots=True)
class Call:
    args: argparse.Namespace
    voice: Voice
    secrets: Secrets
    settings: house.Settings

    @property
    def texts(self) -> Texts:
        return self.voice.texts

    def passphrase(self, label: str) -> str:
        return self.secrets.passphrase(self.args.passphrase_file, label)

    def new_passphrase(self, label: str, *, alone: bool = False) -> str:
        """`alone`: there is no former passphrase, so that --passphrase-file means this one as well."""
        file = self.args.new_passphrase_file
        return self.secrets.new_passphrase(file or self.args.passphrase_file if alone else file, label)

    def user(self) -> str:
        """The label that must be given. Raises WrongUse."""
        label: str | None = self.args.user
        if label is None:
            raise WrongUse(hint=N_("say with --user by which short name the person is known"))
        return label

    def confirm(self, warning: str) -> None:
        """Ask a person at a terminal, unless --yes was said. Raises WrongUse where the answer is no."""
        if self.args.yes or not sys.stdin.isatty():
            return
        print(warning, file=sys.stderr)
        print(self.texts.say("Type yes to go on: "), end="", file=sys.stderr, flush=True)
        if sys.stdin.readline().strip().casefold() not in {"yes", "ja"}:
            raise WrongUse(hint=N_("nothing was done"))

    @contextmanager
    def unlocked(self, path: Path, *, at_work: bool = False) -> Iterator[house.OpenVault]:
        """The vault of one person, open. `at_work` takes in what other vaults of this laptop left, and leaves them what is new."""
        label = house.only_label(path, self.args.user, self.voice.notice)
        with house.open_vault(path, label, self.passphrase(label), self.settings) as opened:
            for notice in opened.notices:
                self.voice.notice(notice)
            if at_work:
                opened.arrive()
            yield opened
            if at_work:
                self._leave(opened)

    def _leave(self, opened: house.OpenVault) -> None:
        """What was done is saved: that a file for a neighbour could not be left is said, and made good by the next save."""
        try:
            opened.leave()
        except WorldFault as fault:
            self.voice.notice(fault)


def day(typed: str | None, opened: house.OpenVault, field: str = N_("Date")) -> date:
    """The day that was typed, today where none was. Raises InvalidValue."""
    today = opened.context.today()
    return today if typed is None else parse_date(typed, today, field)


def maybe_day(typed: str | None, opened: house.OpenVault, field: str) -> date | None:
    return None if typed is None else day(typed, opened, field)


def put_at(path: Path) -> Put:
    """Writes a file to a path of the person's choice, and reads it back."""
    return written(path)


def read_whole(path: Path, most: int) -> bytes:
    """The content of a file, one byte beyond `most` at the longest. Raises StorageError, also where there is none."""
    data = read_file(path, most + 1)
    if data is None:
        missing = FileNotFoundError(2, "")
        raise storage_error(path, missing)
    return data


def decoded(data: bytes) -> str:
    """Text of a file that a person wrote: UTF-8, or what Windows writes. Never fails: what is no text is refused by what it says."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")
