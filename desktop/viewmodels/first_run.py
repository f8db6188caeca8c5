"""First run: what this laptop is for, who opens it, and the recovery code that is shown once.

Nobody is inside any vault yet, and the program has just painted its first picture: everything heavy is loaded by the
work itself. What is typed comes in with `make` and is not kept; the code is forgotten when the person goes on.
"""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, Signal

from desktop.errors import N_, InvalidValue, LabelTaken, StorageError, UnsafeFolder, VaultExists, WeakPassphrase, WorldFault
from desktop.jobs import Jobs
from desktop.texts import Texts
from desktop.viewmodels.demo_making import DemoLogin, DemoMaking

if TYPE_CHECKING:
    from desktop.house import Settings  # named only: Unlock is painted before the store is loaded

Kind = Literal["volunteer", "site", "hq"]
Step = Literal["choose", "form", "code", "ready", "demo"]
Strength = Literal["", "short", "weak", "strong"]

PLACE, LABEL, NAME, PASSPHRASE = N_("Name of the place"), N_("Short name"), N_("Full name"), N_("Passphrase")
DISK = N_("Encrypted disk")
FIELDS: Mapping[str, str] = MappingProxyType({PLACE: "place", LABEL: "label", NAME: "name", PASSPHRASE: "passphrase", DISK: "disk"})
MISSING, DIFFER = N_("it is missing"), N_("the two are not the same")
NOT_SAID = N_("without it, somebody who finds the laptop can read more than they should; ask whoever looks after it")
SHORTEST = 10
"""Characters of a passphrase, before it is judged any further."""
_LOOKALIKES = str.maketrans("OIL", "011")


@dataclass(frozen=True, slots=True)
class NewVault:
    """What was typed. `again` is the passphrase once more; `encrypted`: the laptop's disk is said to be."""

    place: str
    label: str
    name: str
    passphrase: str = field(repr=False)
    again: str = field(repr=False)
    encrypted: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """A vault that was made. `code` is its recovery code in groups, none for a volunteer's."""

    path: Path
    label: str
    code: tuple[str, ...] = field(repr=False)
    root_file: Path | None
    recovery_file: Path | None = None


@dataclass(frozen=True, slots=True)
class FirstRunState:
    """`faults`: field → what is wrong there. `ask`: the places (from 1) of the groups to be typed back."""

    step: Step = "choose"
    kind: Kind = "site"
    busy: bool = False
    strength: Strength = ""
    faults: Mapping[str, WorldFault] = field(default_factory=dict)
    made: Made | None = None
    ask: tuple[int, int] = (2, 8)
    misread: bool = False


class FirstRun(QObject):
    """`settings` is called by the work itself; `home` is the folder of this laptop's vaults."""

    changed = Signal()
    created = Signal(object, str)
    """A vault was made and its code is put away: its folder, and the label of who can open it."""
    demo_ready = Signal(object, object, object, str, str)
    """Invented people are to be opened: home, state folder, vault, label, passphrase."""
    back = Signal()
    """The person wants to leave without having made anything."""

    def __init__(self, jobs: Jobs, texts: Texts, home: Path, settings: "Callable[[], Settings]", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = FirstRunState()
        self.texts = texts
        self.home = home
        self.demo = DemoMaking(jobs, texts, self)
        self._jobs = jobs
        self._settings = settings
        self._judged = 0

    def choose(self, kind: Kind) -> None:
        """This laptop is for that."""
        self._become(FirstRunState("form", kind))

    def choose_demo(self) -> None:
        self._become(FirstRunState("demo"))

    def step_back(self) -> None:
        """From a form or the demo to the choice; from there out of first run. A vault that was made is not left like that."""
        if self.state.step == "choose":
            self.back.emit()
        elif self.state.step in ("form", "demo") and not self.state.busy:
            self.demo.cancel()
            self._become(FirstRunState())

    def judge(self, passphrase: str, hints: tuple[str, ...] = ()) -> None:
        """How easily it could be guessed, in a moment; an older answer never takes the place of a newer one."""
        self._judged += 1
        if len(passphrase) < SHORTEST:
            self._become(replace(self.state, strength="short" if passphrase else ""))
            return
        asked = self._judged
        self._jobs.prepare(lambda: _strong(passphrase, hints), lambda strong: self._judge_done(asked, strong=strong), self._fail)

    def _judge_done(self, asked: int, *, strong: bool) -> None:
        if asked == self._judged and self.state.step == "form":
            self._become(replace(self.state, strength="strong" if strong else "weak"))

    def make(self, typed: NewVault) -> None:
        """Make the vault, unless something is missing."""
        if self.state.busy:
            return
        faults = _lacking(typed)
        self._become(replace(self.state, faults=MappingProxyType(faults), busy=not faults))
        if not faults:
            self._jobs.prepare(partial(_make, self.home, self.state.kind, typed, self._settings), self._made, self._fail)

    def _made(self, made: Made) -> None:
        self._become(FirstRunState("code" if made.code else "ready", self.state.kind, made=made))

    def _fail(self, fault: WorldFault) -> None:
        self._become(replace(self.state, busy=False, faults=MappingProxyType({_field_of(fault): fault})))

    def typed_back(self, first: str, second: str) -> None:
        """Two groups of the code, read from the paper: only who wrote it down goes on."""
        made = self.state.made
        if made is None:
            return
        wanted = [made.code[place - 1] for place in self.state.ask]
        if [_group(first), _group(second)] != wanted:
            self._become(replace(self.state, misread=True))
            return
        self._become(replace(self.state, step="ready", misread=False, made=replace(made, code=())))

    def unlock(self) -> None:
        """On to the unlock screen."""
        if self.state.made is not None:
            self.created.emit(self.state.made.path, self.state.made.label)

    def open_demo(self, login: DemoLogin) -> None:
        made = self.demo.state.made
        if made is not None:
            self.demo_ready.emit(login.path.parent, made.state, login.path, login.label, login.passphrase)

    def _become(self, state: FirstRunState) -> None:
        self.state = state
        self.changed.emit()


def _group(typed: str) -> str:
    return typed.strip(" -").upper().translate(_LOOKALIKES)


def _lacking(typed: NewVault) -> dict[str, WorldFault]:
    """What can be said without a worker."""
    values = ((PLACE, typed.place), (LABEL, typed.label), (NAME, typed.name), (PASSPHRASE, typed.passphrase))
    faults: dict[str, WorldFault] = {
        FIELDS[label]: InvalidValue(field=label, reason=MISSING) for label, value in values if not value.strip()
    }
    if typed.passphrase and typed.again != typed.passphrase:
        faults["again"] = InvalidValue(field=PASSPHRASE, reason=DIFFER)
    if not typed.encrypted:
        faults["disk"] = InvalidValue(field=DISK, reason=NOT_SAID)
    return faults


def _field_of(fault: WorldFault) -> str:
    """Where a refusal is shown."""
    if isinstance(fault, WeakPassphrase):
        return "passphrase"
    if isinstance(fault, LabelTaken):
        return "label"
    if isinstance(fault, UnsafeFolder | StorageError | VaultExists):
        return "folder"
    return FIELDS.get(str(fault.arguments.get("field", "")), "folder")


def _strong(passphrase: str, hints: tuple[str, ...]) -> bool:
    """On the worker."""
    from desktop.crypto.passphrase import require_strong  # noqa: PLC0415 - the first picture is painted before this is loaded

    try:
        require_strong(passphrase, hints)
    except WeakPassphrase:
        return False
    return True


def _make(home: Path, kind: Kind, typed: NewVault, settings: "Callable[[], Settings]") -> Made:
    """On the worker. A vault that could not be made whole leaves no folder behind."""
    from desktop import house  # noqa: PLC0415 - the first picture is painted before the store is loaded
    from desktop.services import checks  # noqa: PLC0415 - the same
    from desktop.vault.home import Home  # noqa: PLC0415 - the same

    place, label, name = checks.name(PLACE, typed.place), checks.name(LABEL, typed.label, 40), checks.name(NAME, typed.name)
    laptop = Home(home)
    for known in laptop.vaults():
        if (known.card.kind, known.card.name.casefold()) == (kind, place.casefold()) and label in known.labels:
            raise LabelTaken(label=label)
    laptop.prepare()
    path = laptop.new_folder().path
    try:
        created = house.create_vault(path, kind, place, house.Person(label, name, typed.passphrase), settings())
    except BaseException:
        shutil.rmtree(path, ignore_errors=True)
        raise
    return Made(
        path, label, tuple(created.recovery_code.split("-")) if created.recovery_code else (), created.root_file, created.recovery_file
    )
