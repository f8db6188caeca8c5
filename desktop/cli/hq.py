"""`hq inbox|sites|root` and what only a person can decide: headquarters' nightly batch, its places, its keys."""

from pathlib import Path

from desktop.cli import agreements, deciding, likeness, moving, places
from desktop.cli.bundle import file_shape, imported
from desktop.cli.call import Call, read_whole
from desktop.cli.parsing import Parser
from desktop.cli.speaking import Answer
from desktop.services.rotating import rotate
from desktop.services.sites import SiteOverview
from desktop.sync.limits import MOST_REQUEST
from desktop.texts import Texts
from desktop.vault.atomic import write_file

MOST_ROOT_FILE = 1024 * 1024


def declare(parser: Parser, texts: Texts) -> None:
    inbox = parser.verb("inbox", texts.say("take in a folder, sort its files and write the receipts"), _inbox)
    inbox.add_argument("dir", metavar="DIR", type=Path)
    inbox.add_argument("folder", metavar="FOLDER", type=Path)
    sites = parser.verb("sites", texts.say("the places, with their programmes and how far each is typed in"), _sites)
    sites.add_argument("dir", metavar="DIR", type=Path)
    root = parser.verb("root", texts.say("replace headquarters' keys with the root file; a new one is written"), _root)
    root.add_argument("what", choices=("rotate",))
    root.add_argument("dir", metavar="DIR", type=Path)
    root.add_argument("--root-file", required=True, metavar="FILE", type=Path)
    root.add_argument(
        "--out", metavar="FOLDER", type=Path, help=texts.say("where the new root file goes; without it beside the former one")
    )
    places.declare(parser, texts)
    agreements.declare(parser, texts)
    spare = parser.verb("escrow-answer", texts.say("give a place that has lost every passphrase and its code its spare key"), _escrow)
    spare.add_argument("dir", metavar="DIR", type=Path)
    spare.add_argument("file", metavar="REQUEST", type=Path)
    spare.add_argument("out", metavar="OUT", type=Path)
    spare.add_argument("--recovery-file", required=True, metavar="FILE", type=Path)
    spare.add_argument("--words", required=True, metavar="WORDS")
    deciding.declare(parser, texts)
    likeness.declare(parser, texts)
    moving.declare_hq(parser, texts)


def _escrow(call: Call) -> Answer:
    """The recovery code is that of the recovery file."""
    args = call.args
    request, spare = read_whole(args.file, MOST_REQUEST), read_whole(args.recovery_file, MOST_ROOT_FILE)
    with call.unlocked(args.dir) as opened:
        code = call.secrets.recovery_code(args.recovery_code_file)
        answered = opened.do.escrow.answer(request, args.words, spare, code)
        write_file(args.out, answered.file)
    said = " ".join(answered.words)
    remark = call.texts.say("Read these eight words out to whoever takes {file}.", file=str(args.out))
    return Answer({"file": str(args.out), "place": answered.place, "words": said}, (said,), (remark,))


def _root(call: Call) -> Answer:
    """The recovery code is that of the root file."""
    args = call.args
    former = read_whole(args.root_file, MOST_ROOT_FILE)
    call.confirm(call.texts.say("All of headquarters' keys are replaced, and headquarters then vouches for everybody anew."))
    with call.unlocked(args.dir) as opened:
        code = call.secrets.recovery_code(args.recovery_code_file)
        rotated = rotate(opened.context, former, code, args.out or args.root_file.parent)
    remarks = (
        call.texts.say("Move {file} to a safe place outside this computer.", file=str(rotated.file)),
        call.texts.say("Move {file} to a safe place outside this computer.", file=str(rotated.recovery)),
        call.texts.say("Destroy the former root file and its copies once the new one is safe."),
        call.texts.say("Keep the former recovery file until every place has sent a file again."),
    )
    shape = {"version": rotated.version, "root_file": str(rotated.file), "recovery_file": str(rotated.recovery)}
    return Answer(dict(shape), (str(rotated.file),), remarks)


def _inbox(call: Call) -> Answer:
    with call.unlocked(call.args.dir) as opened, call.voice.telling(call.texts.say("Taking in files")) as tell:
        emptied = opened.do.inbox.empty(call.args.folder, call.voice.sentence, tell=tell)
        answer = imported(call.voice, opened, [one.result for one in emptied.files], emptied.receipts, dry_run=False)
        files = [{**file_shape(call.voice, one.result, emptied.receipts), "moved": str(one.to)} for one in emptied.files]
        lines = list(answer.lines)
        if emptied.left:
            lines.append(call.texts.say("Other files in the folder were left alone: {count}.", count=len(emptied.left)))
        shape = {**answer.shape, "files": files, "left": [path.name for path in emptied.left]}
        return Answer(shape, tuple(lines), faults=answer.faults)


def _sites(call: Call) -> Answer:
    with call.unlocked(call.args.dir) as opened:
        found = opened.do.sites.overview()
    shape = {"sites": [_site_shape(one) for one in found]}
    return Answer(dict(shape), tuple(_site_line(call.texts, one) for one in found))


def _site_shape(one: SiteOverview) -> dict[str, object]:
    return {
        "name": one.site.name,
        "id": one.site.id,
        "type": one.site.type or None,
        "municipality": one.site.municipality or None,
        "through": None if one.through is None else one.through.isoformat(),
        "programmes": [
            {
                "programme": row.programme,
                "agreement_from": row.agreement_from or None,
                "video": row.video,
                "through": None if row.through is None else row.through.isoformat(),
            }
            for row in one.programmes
        ],
    }


def _site_line(texts: Texts, one: SiteOverview) -> str:
    through = "–" if one.through is None else texts.date(one.through)
    return f"{one.site.name}: {', '.join(row.programme for row in one.programmes)} ({through})"
