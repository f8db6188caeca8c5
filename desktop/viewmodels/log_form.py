"""Logging one visit: what is typed, what would be said of it, and the save that can be taken back.

A volunteer logs on an own course; a leader chooses the course and who came. Whatever forbids a visit is shown before the save
and never stops it. What is half typed lies on the person's desk within half a second, sealed, until it is saved or thrown away.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, ClassVar

from PySide6.QtCore import QObject, QTimer, Signal
from typing_extensions import override

from desktop.errors import InvalidValue, TextRefused, WorldFault
from desktop.house import OpenVault
from desktop.jobs import Change, Jobs
from desktop.rules.findings import WORDS as FINDINGS
from desktop.rules.meeting import PLANNED, is_held
from desktop.services.session_drafts import SessionDraft
from desktop.services.sessions import Foreseen, LoggedSession
from desktop.services.visiting import VisitCourse
from desktop.texts import Texts
from desktop.viewmodels import log_draft, log_saving, visit_words
from desktop.viewmodels.log_draft import FIELDS, LogDraft, Read
from desktop.viewmodels.screen import AtWork, Screen

PAUSE = 400
"""Milliseconds without a key until what was typed is put away."""


@dataclass(frozen=True, slots=True)
class Came:
    """A volunteer who may have taken part."""

    id: str
    name: str
    matched: bool


@dataclass(frozen=True, slots=True)
class LogState:
    """`day` is the visit's, where it is understood; `next_text` what stands in the field of the next date.

    `errors`: field → sentence, the same as at the top. `blocks` are sentences of what forbids the visit, `already`: the same
    meeting is logged; `words`: words of the note to ask about. `restored`: the draft lay on the desk when the vault was opened.
    `half`: courses with a new visit that is half typed.
    """

    loaded: bool = False
    draft: LogDraft = field(default_factory=LogDraft)
    today: date = date.min
    course: VisitCourse | None = None
    courses: tuple[VisitCourse, ...] = ()
    volunteers: tuple[Came, ...] = ()
    day: date | None = None
    next_text: str = ""
    errors: tuple[tuple[str, str], ...] = ()
    blocks: tuple[str, ...] = ()
    already: bool = False
    words: tuple[str, ...] = ()
    restored: bool = False
    half: frozenset[str] = frozenset()
    saving: bool = False

    def error(self, name: str) -> str:
        return dict(self.errors).get(name, "")


@dataclass(frozen=True, slots=True)
class Saved:
    """What was saved, for whoever tells of it: `line` is "Ravn, i dag: Gennemført". `told`: sentences not said before the save."""

    session: str
    draft: LogDraft
    line: str
    told: tuple[str, ...]
    change: Change[LoggedSession]


@dataclass(frozen=True, slots=True)
class _Known:
    """What the worker found for the form."""

    today: date
    courses: tuple[VisitCourse, ...]
    names: tuple[tuple[str, str], ...]
    kept: bytes | None


class LogForm(Screen):
    saved = Signal(object)
    """A Saved: it is on the disk."""
    taken_back = Signal(object)
    """The Saved that was taken back; the form holds its draft again."""
    wrong = Signal(str)
    """The field that the person should look at first."""
    restored = Signal()
    """A half-typed visit was found on the desk."""

    kinds: ClassVar[frozenset[str]] = frozenset({"course", "match", "participant", "volunteer"})

    def __init__(self, jobs: Jobs, texts: Texts, at: AtWork, parent: QObject | None = None, pause: QTimer | None = None) -> None:
        """`pause` runs out when nothing was typed for a while; a test hands over one that stands still."""
        super().__init__(jobs, texts, at, parent)
        self.state = LogState()
        self._names: tuple[tuple[str, str], ...] = ()
        self._tried = False
        self._left: set[str] = set()
        self._refused: dict[str, WorldFault] = {}
        self._foreseen: tuple[str, SessionDraft, str] | None = None
        self._before: LogDraft | None = None
        self._aside: dict[str, LogDraft] = {}
        self._lies = False
        self._saving: str | None = None  # the key of the draft that is being saved
        self._undoing: set[str] = set()
        self._pause = pause or QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self.keep_draft)

    @property
    def _own(self) -> bool:
        return self.at.kind == "volunteer"

    # --- what there is to choose from --------------------------------------------------------------------------

    @override
    def load(self) -> None:
        own, first = self._own, not self.state.loaded

        def work(vault: OpenVault) -> _Known:
            names = () if own else tuple((one.id, f"{one.given} {one.family}".strip()) for one in vault.do.volunteers.list())
            kept = vault.do.desk.find(log_saving.DESK) if first else None
            return _Known(vault.context.today(), vault.do.visiting.courses(), names, kept)

        self.query(work, self._loaded)

    def _loaded(self, known: _Known) -> None:
        self._names = known.names
        first = not self.state.loaded
        self.state = replace(self.state, loaded=True, today=known.today, courses=known.courses)
        kept = log_draft.taken_up(known.kept) if first and known.kept else ()
        there = {one.id for one in known.courses}
        self._aside |= {one.key: one for one in kept if one.course in there}
        if self._aside and first and not self.state.draft.touched:
            self._lies = True
            self._show(self._aside.pop(next(reversed(self._aside))), restored=True)
            self.restored.emit()
        else:
            self._show(self.state.draft)

    # --- beginning ---------------------------------------------------------------------------------------------

    def begin(self, course: str = "") -> None:
        """A new visit; one that is half typed on the same course is gone on with."""
        self._begin(self._blank(course))

    def _blank(self, course: str = "") -> LogDraft:
        return LogDraft(course=course, held_on=self.texts.say("today"))

    def correct(self, session: str) -> None:
        """The form with what was saved of a visit."""
        self.query(
            lambda vault: vault.do.sessions.written(session),
            lambda written: self._begin(log_draft.of_session(written[0], session, written[1])),
        )

    def _begin(self, draft: LogDraft) -> None:
        """What was half typed before is put aside; what is half typed about the same comes back."""
        before = self.state.draft
        if before.touched:
            self._aside[before.key] = before
        self._fresh(self._aside.pop(draft.key, draft))
        if self._aside:
            self._pause.start()

    def repeat(self) -> None:
        """As the last visit on this course, else as the one before in this form: today, with a fortnight to the next."""
        draft, own = self.state.draft, self._own

        def work(vault: OpenVault) -> SessionDraft | None:
            known = vault.do.visiting.own_visits() if own else ()
            visits = [one.session for one in known] or list(reversed(vault.do.sessions.of_course(draft.course)))
            last = next((one for one in visits if one.course == draft.course and one.outcome != PLANNED), None)
            return vault.do.sessions.written(last.id)[1] if last else None

        if draft.course:
            self.query(work, self._repeat)
        else:
            self._repeat(None)

    def _repeat(self, last: SessionDraft | None) -> None:
        draft = self.state.draft
        before = log_draft.of_session(draft.course, "", last) if last else self._before
        if before is None:
            return
        same = replace(draft, outcome=before.outcome, cause=before.cause, minutes=before.minutes, present=before.present, mode=before.mode)
        came = () if self._own or not before.came_typed else before.volunteers
        self.edit(**{name: getattr(same, name) for name in ("outcome", "cause", "minutes", "present", "mode")})
        if came:
            self.edit(volunteers=came, came_typed=True)

    def throw_away(self) -> None:
        """What is half typed goes, from the desk too."""
        self._fresh(self._blank())
        self._lies = True
        self.keep_draft()

    def _fresh(self, draft: LogDraft) -> None:
        self._tried, self._left, self._refused = False, set(), {}
        self._pause.stop()
        self._show(draft)

    # --- typing ------------------------------------------------------------------------------------------------

    def edit(self, **changes: Any) -> None:  # noqa: ANN401 - fields of the draft, each of its own type
        """Something was typed or chosen. What this field was refused for is no longer held against it."""
        before = self.state.draft
        draft = replace(before, **changes)
        if draft == before:
            return
        for name in changes:
            self._refused.pop(name, None)
        self._pause.start()
        self._show(draft)

    def leave(self, name: str) -> None:
        """The person went on from a field: what cannot be understood there is said from now on."""
        draft = self.state.draft
        self._left.add(name)
        if name == "minutes" and draft.minutes.strip() in log_draft.BUCKETS:
            self.edit(minutes=str(log_draft.BUCKETS[draft.minutes.strip()]))
        self._show(self.state.draft)

    def keep_words(self) -> None:
        """The words of the note that were asked about are meant."""
        draft = self.state.draft
        self.edit(kept=(*draft.kept, *self.state.words))

    def _show(self, draft: LogDraft, *, restored: bool | None = None) -> None:
        """The state that follows from the draft."""
        state = self.state
        course = next((one for one in state.courses if one.id == draft.course), None)
        if course is not None and not draft.came_typed and not self._own:
            draft = replace(draft, volunteers=course.matched)
        found = log_draft.read(draft, state.today)
        matched = course.matched if course else ()
        volunteers = tuple(Came(id_, name, id_ in matched) for id_, name in self._names)
        self.state = replace(
            state,
            draft=draft,
            course=course,
            volunteers=tuple(sorted(volunteers, key=lambda one: (not one.matched, one.name.casefold()))),
            day=found.day,
            next_text=log_draft.next_text(draft, found, state.today),
            errors=self._errors(draft, found),
            words=found.words,
            restored=draft.touched and (state.restored if restored is None else restored),
            half=frozenset(one.course for one in (*self._aside.values(), draft) if one.touched and not one.session),
        )
        self._foresee(draft, found)
        self.changed.emit()

    def _errors(self, draft: LogDraft, found: Read) -> tuple[tuple[str, str], ...]:
        said = {name: fault for name, fault in found.faults.items() if self._tried or name in self._left}
        if self._tried:
            said = {**dict(log_draft.missing(draft, minutes=self._own)), **said}
        said |= self._refused
        return tuple((name, self.sentence(said[name])) for name in FIELDS.values() if name in said)

    # --- what would be said of it ------------------------------------------------------------------------------

    def _foresee(self, draft: LogDraft, found: Read) -> None:
        """Ask what forbids the visit, once for each answer to where, when and how."""
        if self.state.course is None or found.day is None or not is_held(draft.outcome):
            self._foreseen = None
            self.state = replace(self.state, blocks=(), already=False)
            return
        wanted = (draft.course, SessionDraft(found.day, draft.outcome, mode=draft.mode), draft.session)
        if wanted == self._foreseen:
            return
        self._foreseen = wanted

        def show(foreseen: Foreseen) -> None:
            if wanted == self._foreseen:
                blocks = tuple(self.texts.say(FINDINGS[code]) for code in foreseen.blocks)
                self.state = replace(self.state, blocks=blocks, already=foreseen.already)
                self.changed.emit()

        self.query(lambda vault: vault.do.sessions.foresee(*wanted), show)

    # --- saving and taking back --------------------------------------------------------------------------------

    def save(self) -> None:
        """Save it, or say what is lacking. It is told once it is on the disk."""
        state = self.state
        if state.saving:
            return
        self._tried = True
        self._show(state.draft)
        state = self.state
        if state.errors or state.words:
            self.wrong.emit(state.errors[0][0] if state.errors else "note")
            return
        self._pause.stop()
        draft = state.draft
        self.state, self._saving = replace(state, saving=True), draft.key
        self.changed.emit()
        asked = log_draft.to_save(draft, log_draft.read(draft, state.today), state.today)
        self.jobs.change(log_saving.saving(draft, asked, self._lying()), lambda change: self._done(draft, change), self._refuse)

    def _done(self, draft: LogDraft, change: Change[LoggedSession]) -> None:
        state, logged = self.state, change.result
        line = visit_words.line(self.texts, state.course.alias if state.course else "", draft, state.today)
        told = [self.texts.say(FINDINGS[code]) for code in logged.findings if self.texts.say(FINDINGS[code]) not in state.blocks]
        if logged.already and not state.already:
            told.insert(0, self.texts.say("Somebody logged the same meeting before; it counts once."))
        self._aside.pop(draft.key, None)
        self._before, self._lies, self._saving = draft, bool(self._aside), None
        self.state = replace(self.state, saving=False)
        if state.draft.key == draft.key:
            self._fresh(self._blank())
        else:
            self._show(state.draft)
        self.saved.emit(Saved(logged.id, draft, line, tuple(told), change))

    def _refuse(self, fault: WorldFault) -> None:
        """What the service refuses stands at its field; whatever is about no field is told. It lies on the desk before a lock is done."""
        self.state, self._saving = replace(self.state, saving=False), None
        self.keep_draft()
        name = FIELDS.get(str(fault.arguments.get("field"))) if isinstance(fault, InvalidValue | TextRefused) else None
        if name is None:
            self.changed.emit()
            self.fail(fault)
            return
        self._refused[name] = fault
        self._show(self.state.draft)
        self.wrong.emit(name)

    def undo(self, saved: Saved) -> None:
        """A dated entry takes the visit back, or the correction of it; the form comes back as it was typed.

        Unless something else about the same is half typed by now: that is not lost.
        """
        undo = saved.change.undo
        if undo is None or saved.session in self._undoing:
            return
        self._undoing.add(saved.session)

        def failed(fault: WorldFault) -> None:
            self._undoing.discard(saved.session)
            self.fail(fault)

        def done(_change: Change[object]) -> None:
            self._undoing.discard(saved.session)
            if not (self.state.draft.touched and self.state.draft.key == saved.draft.key):
                self._begin(saved.draft)
            self._pause.start()
            self.tell(self.texts.say("Taken back."))
            self.taken_back.emit(saved)

        self.jobs.change(undo, done, failed)

    # --- the desk ----------------------------------------------------------------------------------------------

    def keep_draft(self, kept: Callable[[], None] | None = None) -> None:
        """Put what is half typed on the desk now; `kept` is called once it lies there. For the lock, and after each pause."""
        self._pause.stop()
        content, after = self._lying(), kept or (lambda: None)
        if not self.state.loaded or (content is None and not self._lies):
            after()
            return
        self._lies = content is not None
        self.jobs.change(lambda vault: log_saving.put(vault, content), lambda _change: after(), self.fail)

    def _lying(self) -> bytes | None:
        """Everything that is half typed but what is being saved, or nothing."""
        drafts = [one for one in (*self._aside.values(), self.state.draft) if one.touched and one.key != self._saving]
        return log_draft.put_away(drafts, self.state.today) if drafts else None
