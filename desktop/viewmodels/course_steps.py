"""The steps on a course, each one change with what takes it back, where something does."""

from collections.abc import Callable
from datetime import date
from typing import Literal

from desktop.house import OpenVault
from desktop.jobs import Change, Failed
from desktop.services.taking_back import Before
from desktop.viewmodels.screen import Screen

Done = Callable[[], None]
"""Called when it is saved, before anything is told: a dialog closes."""


class CourseSteps:
    """Tells of what was saved through `screen`, which every fault but those of a dialog's own goes to."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen

    def approve(self, course: str, by: Literal["staff", "leader"], on: date, done: Done, failed: Failed) -> None:
        def work(vault: OpenVault) -> Change[object]:
            before = vault.do.taking_back.before("course", course, f"{by}_approval")
            vault.do.courses.approve(course, by, on)
            return _change("course", before)

        say = self._screen.texts.say
        self._take(work, say("The prison's approval is saved.") if by == "staff" else say("Your approval is saved."), done, failed)

    def match(self, course: str, volunteer: str, from_on: date, done: Done, failed: Failed) -> None:
        def work(vault: OpenVault) -> Change[object]:
            made = vault.do.courses.match(course, volunteer, from_on)
            return _change("match", Before("match", made, "pair", None))

        self._take(work, self._screen.texts.say("The match is saved."), done, failed)

    def unmatch(self, match: str, to_on: date, done: Done, failed: Failed) -> None:
        def work(vault: OpenVault) -> Change[object]:
            before = vault.do.taking_back.before("match", match, "end")
            vault.do.courses.unmatch(match, to_on)
            return _change("match", before)

        self._take(work, self._screen.texts.say("The last day of the match is saved."), done, failed)

    def end(self, course: str, on: date, reason: str, done: Done, failed: Failed) -> None:
        def work(vault: OpenVault) -> Change[object]:
            before = vault.do.taking_back.before("course", course, "end")
            vault.do.courses.end(course, on, reason)
            return _change("course", before)

        self._take(work, self._screen.texts.say("The course is ended."), done, failed)

    def consent(self, participant: str, purpose: str, on: date, done: Done, failed: Failed) -> None:
        """Cannot be taken back, for what it opens may have travelled: a consent given by mistake is withdrawn with the same day."""

        def work(vault: OpenVault) -> Change[object]:
            vault.do.courses.consent(participant, purpose, on)
            return Change(frozenset({"consent"}), None)

        text = self._screen.texts.say("The consent is saved. If it was a mistake, withdraw it with the same day.")
        self._take(work, text, done, failed)

    def withdraw(self, participant: str, purpose: str, on: date, done: Done, failed: Failed) -> None:
        def work(vault: OpenVault) -> Change[object]:
            vault.do.courses.withdraw_consent(participant, purpose, on)
            return Change(frozenset({"consent"}), None)

        text = self._screen.texts.say("The consent is withdrawn. If it was a mistake, save it as given again.")
        self._take(work, text, done, failed)

    def refer_again(self, participant: str, programme: str, on: date, done: Callable[[str], None], failed: Failed) -> None:
        """`done` is handed the new course."""

        def saved(change: Change[str]) -> None:
            done(change.result)
            self._screen.tell(self._screen.texts.say("The new course is saved. If it was a mistake, end it."))

        self._screen.jobs.change(
            lambda vault: Change(frozenset({"course"}), vault.do.courses.refer_again(participant, programme, on)), saved, failed
        )

    def _take(self, work: Callable[[OpenVault], Change[object]], text: str, done: Done, failed: Failed) -> None:
        def saved(change: Change[object]) -> None:
            done()
            self._screen.tell(text, undo=self._screen.take_back(change))

        self._screen.jobs.change(work, saved, failed)


def _change(kind: str, before: Before) -> Change[object]:
    def undo(vault: OpenVault) -> Change[object]:
        vault.do.taking_back.take_back(before)
        return Change(frozenset({kind}), None)

    return Change(frozenset({kind}), None, undo)
