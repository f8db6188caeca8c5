"""Files in words: what one is, what it would bring or has brought, why one was refused and what to do about it."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from desktop.errors import N_, AnotherFile, Fault, MalformedBundle, MalformedEntry, NonCanonical, TamperedBundle
from desktop.texts import Texts

if TYPE_CHECKING:
    from desktop.services.importing import FileResult  # named only

Tone = Literal["good", "warn", "bad", "plain"]
NOT_OURS = N_("This is not a file from Indenfor. Look for one whose name ends in .indb.")


@dataclass(frozen=True, slots=True)
class Looked:
    """What the worker found out about one file. `sender` is the name of a vault below, nothing for the one above."""

    path: Path
    size: int
    outcome: str
    fault: Fault | None = None
    kind: str = ""
    sender: str = ""
    new: int = 0
    same: int = 0
    conflicting: int = 0
    aside: int = 0
    receipts: int = 0
    missing: int = 0
    device: str = ""


@dataclass(frozen=True, slots=True)
class FileLine:
    """One file on the screen: `headline` is the word on its badge. `enrols`: it belongs on the screen for enrolment."""

    name: str
    what: str
    headline: str
    tone: Tone
    detail: str
    outcome: str
    enrols: bool = False


def looked(path: Path, size: int, result: "FileResult", names: dict[str, str]) -> Looked:
    """The result of an import, frozen for the window."""
    return Looked(
        path=path,
        size=size,
        outcome=result.outcome,
        fault=result.error,
        kind=result.kind,
        sender=names.get(result.device or "", ""),
        new=result.new,
        same=result.same,
        conflicting=result.conflicting,
        aside=result.aside,
        receipts=result.receipts,
        missing=sum(last - first + 1 for first, last in result.missing),
        device=result.device or "",
    )


def file_line(texts: Texts, one: Looked, above: str, *, taken: bool) -> FileLine:
    """`above` is what the vault above is called; `taken`: it is no longer a question."""
    headline, tone = _headline(texts, one, taken=taken)
    return FileLine(
        name=one.path.name,
        what=_what(texts, one, above),
        headline=headline,
        tone=tone,
        detail=" ".join(_details(texts, one, taken=taken)),
        outcome=one.outcome,
        enrols=isinstance(one.fault, AnotherFile),
    )


def plain(texts: Texts, fault: Fault) -> str:
    """The sentence of a refusal, without what only the maker of the file could use."""
    if isinstance(fault, MalformedBundle) and fault.arguments.get("what") == "magic":
        return texts.say(NOT_OURS)
    if isinstance(fault, MalformedBundle | MalformedEntry | NonCanonical):
        return texts.say(TamperedBundle.sentence)
    return texts.fault(fault)


def saves(texts: Texts, count: int) -> str:
    """ "1 save", "1.234 saves"."""
    return texts.say("1 save") if count == 1 else texts.say("{count} saves", count=texts.number(count))


def _what(texts: Texts, one: Looked, above: str) -> str:
    if one.kind == "up":
        return texts.say("File from {name}", name=one.sender)
    if one.kind == "down" and one.receipts:
        return texts.say("Receipt and news from {name}", name=above) if one.new else texts.say("Receipt from {name}", name=above)
    if one.kind == "down":
        return texts.say("File from {name}", name=above)
    return ""


def _headline(texts: Texts, one: Looked, *, taken: bool) -> tuple[str, Tone]:
    say = texts.say
    if one.outcome == "imported":
        return _imported(texts, one, taken=taken)
    known: dict[str, tuple[str, Tone]] = {
        "already": (say("Imported before"), "plain"),
        "pending": (say("Waits for an earlier file"), "warn"),
        "stopped": (say("Stopped"), "plain"),
    }
    return known.get(one.outcome, (say("Refused") if taken else say("Cannot be imported"), "bad"))


def _imported(texts: Texts, one: Looked, *, taken: bool) -> tuple[str, Tone]:
    tone: Tone = "warn" if one.aside or one.conflicting or one.fault is not None else "good"
    if one.new:
        return (texts.say("Imported") if taken else texts.say("New")), tone
    if one.receipts:
        return (texts.say("Receipt imported") if taken else texts.say("New receipt")), tone
    return texts.say("Nothing new"), "plain" if tone == "good" else tone


def _details(texts: Texts, one: Looked, *, taken: bool) -> list[str]:
    say, said = texts.say, []
    if one.outcome == "imported":
        if one.new:
            said.append(say("New: {saves}.", saves=saves(texts, one.new)))
        if one.same:
            said.append(say("Known before: {count}.", count=texts.number(one.same)))
        if one.conflicting:
            said.append(say("Differs from what others have typed in: {count}. Both are kept.", count=texts.number(one.conflicting)))
        if one.aside:
            said.append(say("Set aside for a decision: {count}.", count=texts.number(one.aside)))
    if one.outcome == "already":
        return [say("Nothing is counted twice.")]
    if one.outcome == "pending":
        if one.missing:
            said.append(say("Missing before it: {saves}.", saves=saves(texts, one.missing)))
        said.append(
            say("It is kept, and imported by itself when the earlier file comes.")
            if taken
            else say("It will be kept, and imported by itself when the earlier file comes.")
        )
        return said
    if one.outcome == "stopped":
        return [say("Nothing of this file was imported.")]
    if one.fault is not None:
        said.append(plain(texts, one.fault))
    return said
