"""What the logging form asks of the worker: save with what takes it back, and what lies half typed on the desk."""

from collections.abc import Callable
from dataclasses import replace

from desktop.house import OpenVault
from desktop.jobs import Change
from desktop.rules.meeting import PLANNED, is_held
from desktop.services.session_drafts import SessionDraft
from desktop.services.sessions import LoggedSession
from desktop.viewmodels.log_draft import LogDraft

DESK = "log"
"""Name of the half-typed visits on the desk."""
KINDS = frozenset({"session", "participation", "note"})


def put(vault: OpenVault, content: bytes | None) -> Change[None]:
    """What is half typed, or nothing, in place of what lay there."""
    if content is None:
        vault.do.desk.clear(DESK)
    else:
        vault.do.desk.keep(DESK, content)
    return Change(frozenset(), None)


def saving(draft: LogDraft, asked: SessionDraft, rest: bytes | None) -> Callable[[OpenVault], Change[LoggedSession]]:
    """The save, on the worker: with what takes it back. `rest` is what stays half typed."""

    def work(vault: OpenVault) -> Change[LoggedSession]:
        sessions = vault.do.sessions
        before = sessions.written(draft.session)[1] if draft.session else None
        given = _spoken_for(vault, asked if before is None else _kept(before, asked))
        logged = sessions.correct(draft.session, given) if draft.session else sessions.log(draft.course, given)
        put(vault, rest)
        return Change(KINDS, logged, _taking_back(logged.id, before))

    return work


def _taking_back(session: str, before: SessionDraft | None) -> Callable[[OpenVault], Change[object]]:
    def work(vault: OpenVault) -> Change[object]:
        if before is None:
            vault.do.sessions.take_back(session)
        else:
            vault.do.sessions.correct(session, _spoken_for(vault, before))
        return Change(KINDS, None)

    return work


def _kept(before: SessionDraft, given: SessionDraft) -> SessionDraft:
    """The correction with what the form does not ask about."""
    areas = before.areas if is_held(given.outcome) else ()
    to_come = before.volunteers if given.outcome == PLANNED else given.volunteers
    return replace(given, start=before.start, areas=areas, volunteers=to_come)


def _spoken_for(vault: OpenVault, draft: SessionDraft) -> SessionDraft:
    """A volunteer speaks for nobody else: the service says that the volunteer came."""
    return replace(draft, volunteers=()) if vault.card.kind == "volunteer" else draft
