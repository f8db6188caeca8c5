"""`hq conflicts|aside|resolve|verdict`: what only a person can decide. A leader may decide on what the leader could have saved."""

from pathlib import Path
from typing import cast

from desktop.cli.call import Call
from desktop.cli.parsing import Parser
from desktop.cli.speaking import Answer, Shape
from desktop.errors import N_, InvalidValue
from desktop.log.entry import Change
from desktop.models.rows.registry import TABLES
from desktop.services.deciding import ASIDE_WORDS, TABLE_WORDS, AsideSave, Conflict, Decision, Version
from desktop.texts import Texts


def declare(parser: Parser, texts: Texts) -> None:
    conflicts = parser.verb("conflicts", texts.say("everything of which there is more than one version"), _conflicts)
    conflicts.add_argument("dir", metavar="DIR", type=Path)
    resolve = parser.verb("resolve", texts.say("let one version count"), _resolve)
    resolve.add_argument("dir", metavar="DIR", type=Path)
    resolve.add_argument("what", metavar="TABLE/ROW/UNIT")
    resolve.add_argument("--version", required=True, metavar="HASH", help=texts.say("which one, as conflicts shows it"))
    aside = parser.verb("aside", texts.say("saves that were set aside, and why"), _aside)
    aside.add_argument("dir", metavar="DIR", type=Path)
    verdict = parser.verb("verdict", texts.say("admit or refuse a save that was set aside"), _verdict)
    verdict.add_argument("dir", metavar="DIR", type=Path)
    verdict.add_argument("hash", metavar="HASH")
    verdict.add_argument("decision", choices=("admit", "refuse"))


def _conflicts(call: Call) -> Answer:
    with call.unlocked(call.args.dir) as opened:
        found = opened.do.deciding.conflicts()
    lines = [line for one in found for line in _conflict_lines(call.texts, one)]
    return Answer({"conflicts": [_conflict_shape(one) for one in found]}, tuple(lines))


def _conflict_shape(one: Conflict) -> Shape:
    return {"what": f"{one.table}/{one.row}/{one.unit}", "versions": [_version_shape(version) for version in one.versions]}


def _version_shape(one: Version) -> Shape:
    return {"hash": one.hash.hex(), "value": one.value, "who": one.who, "place": one.place, "at": one.at, "shown": one.shown}


def _conflict_lines(texts: Texts, one: Conflict) -> list[str]:
    lines = [f"{texts.say(TABLE_WORDS[one.table])}: {one.table}/{one.row}/{one.unit}"]
    for version in one.versions:
        mark = "*" if version.shown else " "
        lines.append(f"  {mark} {version.hash.hex()}  {version.at}  {version.who} ({version.place}): {_value(version)}")
    return lines


def _value(version: Version) -> str:
    value = version.value
    return "–" if value is None else ", ".join(f"{name}={leaf}" for name, leaf in value.items() if leaf is not None)


def _resolve(call: Call) -> Answer:
    table, row, unit = _spot(call.args.what)
    with call.unlocked(call.args.dir, at_work=True) as opened:
        opened.do.deciding.resolve(table, row, unit, _hash(call.args.version, N_("Version")))
    return Answer({}, (call.texts.say("That version counts now; the others stay in the log."),))


def _spot(typed: str) -> tuple[str, str, str]:
    """Raises InvalidValue."""
    pieces = typed.split("/")
    table = TABLES.get(pieces[0])
    if len(pieces) != 3 or table is None or table.unit(pieces[2]) is None:
        raise InvalidValue(field=N_("Conflict"), reason=N_("write it as conflicts shows it"))
    return pieces[0], pieces[1], pieces[2]


def _hash(typed: str, field: str) -> bytes:
    """Raises InvalidValue."""
    try:
        return bytes.fromhex(typed)
    except ValueError:
        raise InvalidValue(field=field, reason=N_("write it as it is shown")) from None


def _aside(call: Call) -> Answer:
    with call.unlocked(call.args.dir) as opened:
        found = opened.do.deciding.aside()
    return Answer({"aside": [_aside_shape(one) for one in found]}, tuple(line for one in found for line in _aside_lines(call.texts, one)))


def _aside_shape(one: AsideSave) -> Shape:
    changes = [{"what": f"{change.table}/{change.row}/{change.unit}", "verb": change.verb, "value": change.value} for change in one.changes]
    return {
        "hash": one.hash.hex(),
        "reason": one.reason,
        "who": one.who,
        "place": one.place,
        "at": one.at,
        "decision": one.decision or None,
        "changes": changes,
    }


def _aside_lines(texts: Texts, one: AsideSave) -> list[str]:
    why = texts.say(ASIDE_WORDS.get(one.reason, one.reason))
    return [f"{one.hash.hex()}  {one.at}  {one.who} ({one.place}): {why}", *(_change_line(texts, change) for change in one.changes)]


def _change_line(texts: Texts, change: Change) -> str:
    return f"  {texts.say(TABLE_WORDS[change.table])}: {change.table}/{change.row}/{change.unit} {change.verb}"


def _verdict(call: Call) -> Answer:
    decision = cast(Decision, call.args.decision)
    with call.unlocked(call.args.dir, at_work=True) as opened:
        opened.do.deciding.verdict(_hash(call.args.hash, N_("Saved entry")), decision)
    said = call.texts.say("The save counts from now on.") if decision == "admit" else call.texts.say("The save counts nowhere.")
    return Answer({"hash": call.args.hash, "decision": decision}, (said,))
