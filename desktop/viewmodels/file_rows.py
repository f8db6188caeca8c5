"""The lines of the lists of files: what passed lately, and what waits for an earlier file."""

from dataclasses import dataclass
from typing import Literal

from desktop.errors import N_
from desktop.services.file_state import Passed, Standing, WaitingFile
from desktop.texts import Texts
from desktop.viewmodels import days
from desktop.viewmodels.file_words import saves

CLONED = N_("It is saved in on two computers: one of them has a copy.")


@dataclass(frozen=True, slots=True)
class PassedLine:
    """A file that came or went."""

    way: Literal["in", "out"]
    when: str
    text: str
    count: str


def passed_line(texts: Texts, one: Passed, above: str) -> PassedLine:
    """`above` is what the vault above is called."""
    name = above if one.above else one.name or texts.say("somebody")
    when = f"{days.short(texts, one.at.date())} {one.at:%H:%M}"
    if one.way == "out" and not one.above and not one.count:
        return PassedLine("out", when, texts.say("Receipt made for {name}", name=name), "")
    if one.way == "out":
        return PassedLine("out", when, texts.say("Made for {name}", name=name), saves(texts, one.count))
    if one.above and not one.count:
        return PassedLine("in", when, texts.say("Receipt from {name}", name=name), "")
    new = texts.say("New: {saves}", saves=saves(texts, one.count)) if one.count else texts.say("Nothing new")
    return PassedLine("in", when, texts.say("Came from {name}", name=name), new)


def waiting_lines(texts: Texts, standing: Standing, above: str) -> tuple[str, ...]:
    """What waits for an earlier file, and how much is missing before it."""
    return tuple(_waiting(texts, one, above) for one in standing.waiting)


def _waiting(texts: Texts, one: WaitingFile, above: str) -> str:
    name, day = one.name or above, texts.date(one.on)
    if not one.missing:
        return texts.say("A file of {name} from {day} waits for an earlier one.", name=name, day=day)
    missing = saves(texts, one.missing)
    return texts.say("A file of {name} from {day} waits for an earlier one. Missing: {saves}.", name=name, day=day, saves=missing)
