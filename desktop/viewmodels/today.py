"""Today: what a visit leader looks at in the morning, in the words of the screen."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from typing_extensions import override

from desktop.errors import N_
from desktop.house import OpenVault
from desktop.jobs import Change
from desktop.models.rows.papers import PROGRAMME_NAMES
from desktop.rules.findings import WORDS as FINDINGS
from desktop.rules.groups import KINDS as ACTIVITIES
from desktop.rules.status import WORDS as STATUSES
from desktop.services.remarks import Remark
from desktop.services.talks import OpenTalk
from desktop.services.today import Pending, TodayRows, Visit
from desktop.viewmodels import days
from desktop.viewmodels.screen import Screen

MOST = 6
"""Lines of one card; of the rest is said how many they are."""
NOBODY = N_("nobody is matched on that day")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a card: `key` is what it leads to, a course or a wish to talk, or "". `tone`: a word that also has an icon beside it."""

    key: str
    title: str
    detail: str = ""
    aside: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of one card, with a heading over the first of each group, and how many more there are."""

    groups: tuple[tuple[str, tuple[Line, ...]], ...] = ()
    count: int = 0
    more: int = 0

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(line for _heading, lines in self.groups for line in lines)


@dataclass(frozen=True, slots=True)
class FirstStep:
    """What a new datalager needs first. `screen` and `argument` are where it is done."""

    title: str
    text: str
    action: str
    icon: str
    done: bool
    screen: str
    argument: str | None = None


@dataclass(frozen=True, slots=True)
class FilesWords:
    """`safe`: headquarters has everything; `late`: something has waited for more than a week."""

    headline: str
    lines: tuple[str, ...]
    safe: bool
    late: bool


@dataclass(frozen=True, slots=True)
class TodayState:
    """`steps` stand alone while the datalager is new; `enrol`: it is in use and not enrolled."""

    loaded: bool = False
    date: str = ""
    steps: tuple[FirstStep, ...] = ()
    enrol: bool = False
    ahead: Lines = Lines()
    missed: Lines = Lines()
    talks: Lines = Lines()
    waiting: Lines = Lines()
    setting_up: Lines = Lines()
    remarks: Lines = Lines()
    files: FilesWords = FilesWords("", (), safe=True, late=False)
    rest: str = ""
    """What is said where nothing asks for anything."""


class TodayScreen(Screen):
    kinds: ClassVar[frozenset[str]] = frozenset(
        {"session", "course", "match", "consent", "volunteer", "participant", "talk", "file"}
        | {"restriction", "exam", "group_event", "attendance", "group_year"}
    )
    state: TodayState = TodayState()

    @override
    def load(self) -> None:
        self.query(_read, self._loaded)

    def open_course(self, course: str) -> None:
        self.go.emit("courses", course)

    def log_visit(self, course: str) -> None:
        self.go.emit("log", course)

    def open(self, screen: str, argument: str | None = None) -> None:
        self.go.emit(screen, argument)

    def talked(self, talk: str) -> None:
        """They have talked; it can be taken back."""

        def work(vault: OpenVault) -> Change[None]:
            vault.do.talks.done(talk)
            return Change(frozenset({"talk"}), None, undo)

        def undo(vault: OpenVault) -> Change[object]:
            vault.do.talks.reopen(talk)
            return Change(frozenset({"talk"}), None)

        self.change(work, lambda change: self.tell(self.texts.say("Noted that you have talked."), undo=self.take_back(change)))

    def _loaded(self, read: tuple[TodayRows, tuple[OpenTalk, ...]]) -> None:
        rows, talks = read
        today = rows.day
        self.state = TodayState(
            loaded=True,
            date=days.weekday(self.texts, today),
            steps=self._steps(rows),
            enrol=not rows.files.enrolled,
            ahead=_by_day([self._ahead(one, today) for one in rows.ahead]),
            missed=_listed((self._missed(one, today) for one in rows.missed), rows.missed_count),
            talks=_listed(self._talk(one, today) for one in talks),
            waiting=_listed(self._pending(one, today) for one in rows.waiting),
            setting_up=_listed(self._pending(one, today) for one in rows.setting_up),
            remarks=_listed(self._remark(one) for one in rows.remarks),
            files=self._files(rows),
            rest=self.texts.say("Nothing is agreed for the coming 7 days."),
        )
        self.changed.emit()

    def _ahead(self, one: Visit, today: date) -> tuple[str, Line]:
        say = self.texts.say
        day = days.weekday(self.texts, one.on)
        heading = say("{away}, {day}", away=days.away(self.texts, one.on, today).capitalize(), day=day)
        missing = not one.volunteers
        detail = ", ".join(one.volunteers) if one.volunteers else say(NOBODY)
        programme = say(PROGRAMME_NAMES.get(one.programme, one.programme))
        return heading, Line(one.course, one.alias, detail, programme, "warn" if missing else "")

    def _missed(self, one: Visit, today: date) -> Line:
        ago = days.away(self.texts, one.on, today)
        who = ", ".join(one.volunteers) or self.texts.say(NOBODY)
        return Line(one.course, one.alias, self.texts.say("{day} · {who}", day=days.weekday(self.texts, one.on), who=who), ago, "warn")

    def _talk(self, one: OpenTalk, today: date) -> Line:
        asked = days.away(self.texts, one.asked_on, today) if one.asked_on else ""
        return Line(one.id, one.name or self.texts.say("A volunteer"), self.texts.say("Asked {when}", when=asked) if asked else "")

    def _pending(self, one: Pending, today: date) -> Line:
        waited = days.lasted(self.texts, one.since, today) if one.since else ""
        detail = ", ".join(one.volunteers) or self.texts.say(STATUSES[one.status])
        return Line(one.course, one.alias, detail, waited)

    def _remark(self, one: Remark) -> Line:
        words = self.texts.say(FINDINGS[one.code])
        said = words if one.count == 1 else self.texts.say("{finding} ({count} times)", finding=words, count=one.count)
        title = one.alias or self.texts.say(ACTIVITIES.get(one.activity, one.activity)).capitalize()
        return Line(one.course, title, said, days.short(self.texts, one.latest), "warn")

    def _files(self, rows: TodayRows) -> FilesWords:
        say, files = self.texts.say, rows.files
        if not files.enrolled:
            return FilesWords(
                say("Not enrolled yet"), (say("Nothing is sent before headquarters knows this laptop."),), safe=False, late=False
            )
        sent = days.away(self.texts, files.sent_on, rows.day) if files.sent_on else say("never")
        receipt = days.away(self.texts, files.receipt_on, rows.day) if files.receipt_on else say("none yet")
        lines = [say("Latest file: {when}", when=sent), say("Latest receipt: {when}", when=receipt)]
        if not files.unsafe:
            return FilesWords(say("Everything is safe at headquarters"), tuple(lines), safe=True, late=False)
        headline = say("1 save is not safe at headquarters yet")
        if files.unsafe > 1:
            headline = say("{count} saves are not safe at headquarters yet", count=self.texts.number(files.unsafe))
        if rows.late and files.unsafe_since is not None:
            lines.append(say("The oldest has waited {time}.", time=days.lasted(self.texts, files.unsafe_since, rows.day)))
        return FilesWords(headline, tuple(lines), safe=False, late=rows.late)

    def _steps(self, rows: TodayRows) -> tuple[FirstStep, ...]:
        """The first three, while a volunteer or a course is missing."""
        if rows.has_courses and rows.has_volunteers:
            return ()
        say = self.texts.say
        enrol = say("Headquarters must know this laptop before a file can be sent. It takes two files and eight words.")
        add = say("Somebody who visits. A volunteer can get a datalager of their own on this laptop.")
        refer = say("From the paper form: the name is sealed, and the screen shows an alias.")
        return (
            FirstStep(say("Enrol this laptop"), enrol, say("Enrol"), "building-2", rows.files.enrolled, "enrol"),
            FirstStep(say("Add a volunteer"), add, say("Add a volunteer"), "users", rows.has_volunteers, "volunteers", "add"),
            FirstStep(say("Type in the first referral"), refer, say("New referral"), "file-text", rows.has_courses, "courses", "refer"),
        )


def _read(vault: OpenVault) -> tuple[TodayRows, tuple[OpenTalk, ...]]:
    return vault.do.today.read(), vault.do.talks.open()


def _listed(lines: Iterable[Line], count: int | None = None) -> Lines:
    """`count`: how many there are where not all of them were read."""
    known = tuple(lines)
    there = len(known) if count is None else count
    return Lines((("", known[:MOST]),), there, max(0, there - MOST))


def _by_day(dated: list[tuple[str, Line]]) -> Lines:
    """Visits under the heading of their day; a week's are all shown."""
    groups: dict[str, list[Line]] = {}
    for heading, line in dated:
        groups.setdefault(heading, []).append(line)
    return Lines(tuple((heading, tuple(lines)) for heading, lines in groups.items()), len(dated))
