"""`vault exchange`: a folder on a stick or a share, and one round of it: what came is taken in, what is new is left there."""

from pathlib import Path

from desktop.cli.bundle import file_line, file_shape
from desktop.cli.call import Call
from desktop.cli.parsing import Parser
from desktop.cli.speaking import Answer, Shape
from desktop.services.importing import outcome_faults
from desktop.texts import Texts


def declare(parser: Parser, texts: Texts) -> None:
    exchange = parser.verb("exchange", texts.say("take in what came to the exchange folder, and leave there what is new"), _exchange)
    exchange.add_argument("dir", metavar="DIR", type=Path)
    which = exchange.add_mutually_exclusive_group()
    which.add_argument("--folder", metavar="FOLDER", type=Path, help=texts.say("a folder on a stick or a share, used from now on"))
    which.add_argument("--no-folder", action="store_true", help=texts.say("use none any more; what lies there of ours is taken back"))


def _exchange(call: Call) -> Answer:
    with call.unlocked(call.args.dir) as opened:
        chosen = opened.do.exchange_folder
        if call.args.no_folder:
            chosen.forget()
        elif call.args.folder is not None:
            chosen.choose(call.args.folder)
        results, left = opened.pass_on(everybody=True)
        standing = chosen.standing()
        shape: Shape = {
            "folder": None if standing.folder is None else str(standing.folder),
            "there": standing.there,
            "files": [file_shape(call.voice, one, {}) for one in results],
            "refused": [{"file": name, "error": call.voice.error(fault)} for name, fault in standing.refused],
            "left": left,
        }
    say = call.texts.say
    lines = [file_line(call.texts, one) for one in results]
    lines += [f"{name}: {call.texts.fault(fault)}" for name, fault in standing.refused]
    if standing.folder is None:
        lines.append(say("No exchange folder is chosen."))
    elif not standing.there:
        lines.append(say("The exchange folder is not here now: {folder}", folder=str(standing.folder)))
    else:
        lines.append(say("Files left in {folder}: {count}", folder=str(standing.folder), count=left))
    return Answer(shape, tuple(lines), faults=tuple(outcome_faults(results)))
