"""A new referral from the paper form: half-typed it lies sealed on the person's desk, and comes back after a lock or a crash."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import ClassVar

import msgspec
from PySide6.QtCore import QObject, QTimer
from typing_extensions import override

from desktop.errors import N_, InvalidValue, WorldFault
from desktop.house import OpenVault
from desktop.jobs import Change, Failed, Jobs
from desktop.rules.dates import parse_date
from desktop.services.courses import Referred
from desktop.texts import Texts
from desktop.viewmodels.screen import AtWork, Screen

DESK = "refer"
KINDS = frozenset({"participant", "person", "identity", "consent", "course"})
QUIET = 400
"""Milliseconds without typing after which the desk is told."""


class ReferralDraft(msgspec.Struct, frozen=True):
    """As typed: a date stays the text that was written. `alias` is the drawn one."""

    programme: str = ""
    given: str = ""
    family: str = ""
    birth: str = ""
    gender: str = ""
    legal_status: str = ""
    referred: str = ""
    consents: tuple[str, ...] = ()
    alias: str = ""


@dataclass(frozen=True, slots=True)
class ReferralState:
    """`found`: the draft lay on the desk. `programmes`: those that may be chosen."""

    draft: ReferralDraft = field(default_factory=ReferralDraft)
    programmes: tuple[str, ...] = ()
    today: date = date.min
    ready: bool = False
    found: bool = False


class Referral(Screen):
    """One form; made anew for each."""

    kinds: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, jobs: Jobs, texts: Texts, at: AtWork, parent: QObject | None = None) -> None:
        super().__init__(jobs, texts, at, parent)
        self.state = ReferralState()
        self.open = True
        """Whether somebody is still typing in it."""
        self._saving = self._wanted = False  # a save is under way; what is typed was to be kept meanwhile
        self._fresh = ReferralDraft()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(QUIET)
        self._timer.timeout.connect(self.keep_draft)

    @override
    def load(self) -> None:
        self.query(_begin, self._begun)

    def edit(self, draft: ReferralDraft) -> None:
        """What the form says by now."""
        if draft == self.state.draft or self._saving:
            return
        self.state = replace(self.state, draft=draft)
        self._timer.start()

    def keep_draft(self) -> None:
        """Put what is typed on the desk, without waiting: before a lock. What is being saved goes there only if it is refused."""
        self._timer.stop()
        if self._saving:
            self._wanted = True
            return
        content = msgspec.json.encode(self.state.draft)
        self.change(lambda vault: _keep(vault, content), _nothing)

    def redraw(self) -> None:
        """Another alias."""
        self.query(lambda vault: vault.do.courses.draw_alias(), self._drawn)

    def leave(self) -> None:
        """The form is closed: what was typed is kept for the next time, and nothing where nothing was."""
        self.open = False
        if self.state.draft == self._fresh and not self._saving:
            self._timer.stop()
            self.change(_clear, _nothing)
        else:
            self.keep_draft()

    def begin_anew(self) -> None:
        """What was kept is not wanted."""
        self._timer.stop()
        self.change(_clear, lambda _change: self.load())

    def save(self, done: Callable[[str], None], failed: Failed) -> None:
        """`done` is handed the course. Everything that is missing is told one by one, the first first."""
        self._timer.stop()
        draft, today = self.state.draft, self.state.today
        try:
            born, referred = _day(draft.birth, today, N_("Date of birth")), _day(draft.referred, today, N_("Referred on"))
            if not draft.programme:
                raise InvalidValue(field=N_("Programme"), reason=N_("it is missing"))
            if referred is None:
                raise InvalidValue(field=N_("Referred on"), reason=N_("it is missing"))
        except WorldFault as fault:
            failed(fault)
            return
        on: date = referred

        def refused(fault: WorldFault) -> None:
            self._saving = False
            if self._wanted:
                self.keep_draft()
            failed(fault)

        def saved(change: Change[Referred]) -> None:
            self.open = self._saving = False
            done(change.result.course)
            self.tell(self.texts.say("{alias} is referred.", alias=draft.alias))

        self._saving, self._wanted = True, False
        self.jobs.change(lambda vault: _save(vault, draft, born, on), saved, refused)

    def _begun(self, begun: "_Begun") -> None:
        only = begun.programmes[0] if len(begun.programmes) == 1 else ""
        self._fresh = ReferralDraft(programme=only, referred=begun.today.strftime("%d-%m-%Y"), alias=begun.alias)
        typed, kept = self.state.draft, begun.kept
        if typed != ReferralDraft() and not self.state.ready:  # the hand was quicker than the worker
            kept = None
            known = {name: value for name, value in msgspec.structs.asdict(typed).items() if value}
            draft = msgspec.structs.replace(self._fresh, **known)
        else:
            draft = kept or self._fresh
        self.state = ReferralState(draft, begun.programmes, begun.today, ready=True, found=kept is not None)
        self.changed.emit()

    def _drawn(self, alias: str) -> None:
        self._fresh = msgspec.structs.replace(self._fresh, alias=alias)
        self.state = replace(self.state, draft=msgspec.structs.replace(self.state.draft, alias=alias), found=False)
        self._timer.start()
        self.changed.emit()


@dataclass(frozen=True, slots=True)
class _Begun:
    kept: ReferralDraft | None
    alias: str
    programmes: tuple[str, ...]
    today: date


def _begin(vault: OpenVault) -> _Begun:
    found = vault.do.desk.find(DESK)
    return _Begun(_read(found) if found else None, vault.do.courses.draw_alias(), vault.do.courses.offered(), vault.context.today())


def _read(content: bytes) -> ReferralDraft | None:
    """A draft of another version is given up."""
    try:
        return msgspec.json.decode(content, type=ReferralDraft)
    except msgspec.DecodeError:
        return None


def _keep(vault: OpenVault, content: bytes) -> Change[None]:
    vault.do.desk.keep(DESK, content)
    return Change(frozenset(), None)


def _clear(vault: OpenVault) -> Change[None]:
    vault.do.desk.clear(DESK)
    return Change(frozenset(), None)


def _day(typed: str, today: date, field: str) -> date | None:
    return parse_date(typed, today, field) if typed.strip() else None


def _save(vault: OpenVault, draft: ReferralDraft, born: date | None, on: date) -> Change[Referred]:
    made = vault.do.courses.refer(
        draft.programme, draft.given, draft.family, born, draft.gender, draft.legal_status, on, draft.alias or None, draft.consents
    )
    vault.do.desk.clear(DESK)
    return Change(KINDS, made)


def _nothing(_change: Change[None]) -> None:
    """The desk says nothing."""
