"""A program that knows nothing of Indenfor but what a screen reader is told, and does what people do in it.

    /usr/bin/python3 -m tests.desktop.stranger LOGINS PROGRAM…

LOGINS is what `demo --json` printed; PROGRAM is started here, as a desktop would start it: once for the volunteer, in
Danish, and once for the leader of the same laptop, in English. Words of the screen come from the catalogue. Every step is
told, then how many passed; the exit status is 1 where one did not.
"""

import gettext
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.desktop.tree import Missing, Node, Program, until

CATALOGUE = Path(__file__).resolve().parents[2] / "resources" / "translations"
COURSE, MINUTES = "1", "77"
"""The key of the course that is logged, and a length that no visit of the demo has."""
MOST = 4
"""People on the demo's laptop, and their place."""

Say = Callable[[str], str]


@dataclass(frozen=True)
class Login:
    """`role` as the unlock screen calls it, in English."""

    label: str
    role: str
    passphrase: str


class Walk:
    """What both people do. `say` gives a sentence in the language of the window; `step` tells what succeeded."""

    def __init__(self, program: Program, login: Login, say: Say) -> None:
        self.program, self.login, self.say = program, login, say
        self.passed = 0

    def step(self, sentence: str, does: Callable[[], object]) -> None:
        """Raises Missing."""
        does()
        self.passed += 1
        print(f"  passed: {sentence}", flush=True)

    def unlock(self) -> None:
        program, login = self.program, self.login
        self.step("the keyboard waits in the passphrase", lambda: self.focus_on("password text"))
        self.step(f"the unlock screen lists {login.label}, and arrow keys choose", self.choose)
        field = program.find("password text", self.say("Passphrase"))
        self.step("the passphrase is typed letter by letter", lambda: program.type(field, login.passphrase))
        self.step("and cannot be read", lambda: until(lambda: login.passphrase not in field.text, "a passphrase that cannot be read"))
        program.press("enter")

    def choose(self) -> None:
        person = self.program.find("list item", self.login.label, self.say(self.login.role))
        self.program.find("list", self.say("Who are you?")).focus()
        for _ in range(MOST):
            self.program.press("up")
        until(lambda: self.is_chosen(person), f"{person.name} as the one who is chosen")

    def is_chosen(self, person: Node) -> bool:
        """Goes one down where it is somebody else."""
        if person.has("SELECTED"):
            return True
        self.program.press("down")
        return False

    def lock(self) -> None:
        self.program.press("ctrl+l")
        self.program.find("password text", self.say("Passphrase"))
        until(lambda: self.program.see("table cell") is None, "a screen without anything of the datalager")

    def focus_on(self, role: str) -> None:
        until(lambda: (now := self.program.focused()) is not None and now.role == role, f"the keyboard on a {role}")

    def on_course(self) -> bool:
        now = self.program.focused()
        return now is not None and now.name.startswith(COURSE + " ")

    def log(self) -> None:
        """How it went, how long, who was there; the next visit is filled in."""
        program = self.program
        program.press("1")
        program.press("tab")
        self.focus_on("text")
        for key in MINUTES:
            program.press(key)
        program.press("tab")
        self.focus_on("radio button")
        program.press("n")
        program.press("ctrl+enter")


def volunteer(walk: Walk) -> None:
    """Unlock, log a visit by keyboard, find it in the list, lock. Raises Missing at the first step that does not succeed."""
    program, say, step = walk.program, walk.say, walk.step
    walk.unlock()
    step("the own courses are shown", lambda: program.find("label", say("Your courses")))
    program.press(COURSE)
    step("a digit chooses a course", lambda: until(walk.on_course, f"the keyboard on course {COURSE}"))
    program.press("enter")
    step("the form asks how it went", lambda: walk.focus_on("radio button"))
    step("how it went, how long, nobody listened, saved: all by keys", walk.log)
    step("it says that it is saved", lambda: program.find("label", say("Saved")))
    step("the visit stands in the list", lambda: program.find("table cell", MINUTES))
    step("Ctrl+L locks, and shows nothing more", walk.lock)


def leader(walk: Walk) -> None:
    """Unlock, go to the visits, find what the volunteer logged, lock. Raises Missing at the first step that does not succeed."""
    program, say, step = walk.program, walk.say, walk.step
    walk.unlock()
    step("the visits are one of the screens", lambda: program.press_button(say("Visits")))
    step("the volunteer's visit is in the table", lambda: program.find("table cell", MINUTES))
    step("Ctrl+L locks, and shows nothing more", walk.lock)


def told(title: str, command: list[str], login: Login, say: Say, tells: Callable[[Walk], None]) -> tuple[int, int]:
    """One story, in a program of its own: (passed, failed). Where it fails, all that could be seen is told."""
    print(title, flush=True)
    with subprocess.Popen(command) as process:  # noqa: S603 - the program under test
        walk: Walk | None = None
        try:
            walk = Walk(Program(process.pid), login, say)
            tells(walk)
        except Missing as missing:
            print(f"  FAILED: there was not {missing}", flush=True)
            for node in walk.program.all() if walk is not None else ():
                print(f"    {node.told()}{' (has the keyboard)' if node.has('FOCUSED') else ''}")
            return (walk.passed if walk is not None else 0), 1
        finally:
            process.terminate()
        return walk.passed, 0


def people(logins: Path) -> tuple[Login, Login]:
    """The volunteer whose datalager lies beside the leader's, and the leader."""
    site = json.loads(logins.read_text(encoding="utf-8"))["sites"][0]
    beside = next(one for one in site["volunteers"] if Path(one["vault"]).parent == Path(site["vault"]).parent)
    first, second = (
        Login(place["users"][0]["label"], role, place["users"][0]["passphrase"])
        for place, role in ((beside, "Volunteer"), (site, "Visit leader"))
    )
    return first, second


def main() -> int:
    command = sys.argv[2:]
    bo, anna = people(Path(sys.argv[1]))
    danish = gettext.translation("indenfor", CATALOGUE, ["da"]).gettext
    results = [
        told("A volunteer, in Danish", [*command, "--lang", "da"], bo, danish, volunteer),
        told("The visit leader of the same laptop, in English", [*command, "--lang", "en"], anna, str, leader),
    ]
    passed, failed = (sum(numbers) for numbers in zip(*results, strict=True))
    print(f"{passed} passed, {failed} failed", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
