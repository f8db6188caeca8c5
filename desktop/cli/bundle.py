"""`bundle export|import|inspect`: files up to the place above and down to a place below."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from desktop.cli.call import Call, maybe_day, put_at
from desktop.cli.parsing import Parser
from desktop.cli.speaking import Answer, Shape, Voice
from desktop.errors import N_, Fault, WrongUse
from desktop.house import OpenVault
from desktop.services import inspecting
from desktop.services.exporting import Exported
from desktop.services.importing import FileResult, outcome_faults
from desktop.sync.manifest import Manifest
from desktop.texts import Texts

OUTCOMES: Mapping[str, str] = {
    "imported": N_("imported"),
    "already": N_("imported before"),
    "pending": N_("waits for an earlier file"),
    "refused": N_("refused"),
}


def declare(parser: Parser, texts: Texts) -> None:
    export = parser.verb("export", texts.say("write a file for the place above, or with --to for one below"), _export)
    export.add_argument("dir", metavar="DIR", type=Path)
    export.add_argument("file", metavar="FILE", type=Path)
    export.add_argument("--to", metavar="CHILD")
    export.add_argument("--complete-to", metavar="DATE", help=texts.say("declare that everything up to that day is typed in"))
    taken = parser.verb("import", texts.say("take in files, and folders of files"), _import)
    taken.add_argument("dir", metavar="DIR", type=Path)
    taken.add_argument("files", metavar="FILE", type=Path, nargs="+")
    taken.add_argument("--dry-run", action="store_true", help=texts.say("say what would happen; nothing is saved"))
    taken.add_argument("--receipts", metavar="OUTDIR", type=Path, help=texts.say("write each sender's receipt there"))
    inspect = parser.verb("inspect", texts.say("what a file says in the clear; with its own datalager, also its manifest"), _inspect)
    inspect.add_argument("file", metavar="FILE", type=Path)
    inspect.add_argument("dir", metavar="DIR", type=Path, nargs="?")


def _export(call: Call) -> Answer:
    args = call.args
    with call.unlocked(args.dir) as opened:
        exported = _down(call, opened) if args.to is not None else _up(call, opened)
    path = exported.path
    shape: Shape = {"entries": exported.entries, "bundle": exported.bundle or None, "file": None if path is None else str(path)}
    if path is None:
        return Answer(shape, (call.texts.say("There is nothing new; no file was written."),))
    said = call.texts.say("{file} holds {count} saves.", file=str(path), count=exported.entries)
    return Answer(shape, (said,))


def _up(call: Call, opened: OpenVault) -> Exported:
    if opened.card.kind == "hq":
        raise WrongUse(hint=N_("headquarters writes for one place at a time: say which with --to"))
    through = maybe_day(call.args.complete_to, opened, N_("Complete to"))
    if through is not None and opened.card.kind == "site":
        opened.do.sites.complete(opened.do.sites.own(), through)
    return opened.do.exporting.up(put_at(call.args.file), through)


def _down(call: Call, opened: OpenVault) -> Exported:
    if call.args.complete_to is not None:
        raise WrongUse(hint=N_("--complete-to belongs to a file for the place above"))
    return opened.do.delivering.down(put_at(call.args.file), opened.do.delivering.child(call.args.to).id)


def _import(call: Call) -> Answer:
    args = call.args
    with call.unlocked(args.dir) as opened, call.voice.telling(call.texts.say("Taking in files")) as tell:
        results = opened.take_in(args.files, dry_run=args.dry_run, tell=tell)
        receipts = {} if args.receipts is None or args.dry_run else opened.do.inbox.receipts(results, args.receipts)
        return imported(call.voice, opened, results, receipts, dry_run=args.dry_run)


def imported(voice: Voice, opened: OpenVault, results: Iterable[FileResult], receipts: Mapping[str, Path], *, dry_run: bool) -> Answer:
    """What became of each file, and the digest of the tables as they are now."""
    listed = list(results)
    shape: Shape = {
        "dry_run": dry_run,
        "state_digest": opened.do.checking.digest(),
        "files": [file_shape(voice, one, receipts) for one in listed],
    }
    faults: tuple[Fault, ...] = tuple(outcome_faults(listed))
    return Answer(shape, tuple(file_line(voice.texts, one) for one in listed), faults=faults)


def file_shape(voice: Voice, one: FileResult, receipts: Mapping[str, Path]) -> Shape:
    receipt = receipts.get(one.device or "") if one.outcome in {"imported", "already"} else None
    return {
        "file": one.file,
        "outcome": one.outcome,
        "error": None if one.error is None else voice.error(one.error),
        "bundle": one.bundle or None,
        "device": one.device,
        "range": None if one.range is None else list(one.range),
        "new": one.new,
        "same": one.same,
        "conflicting": one.conflicting,
        "aside": one.aside,
        "missing": [list(gap) for gap in one.missing],
        "receipt": None if receipt is None else str(receipt),
    }


def file_line(texts: Texts, one: FileResult) -> str:
    """What became of a file, for a person: why it was refused, or what it brought and how much waits for a decision."""
    said = [texts.say(OUTCOMES[one.outcome])]
    if one.outcome == "refused" and one.error is not None:
        said.append(texts.fault(one.error))
    if one.outcome == "imported":
        said.append(texts.say("new: {new}, known before: {same}", new=one.new, same=one.same))
    if one.aside:
        said.append(texts.say("set aside for a person: {count}", count=one.aside))
    return f"{one.file}: {'; '.join(said)}"


def _inspect(call: Call) -> Answer:
    file: Path = call.args.file
    outside = inspecting.in_the_clear(file)
    shape: Shape = {
        "file": file.name,
        "magic": outside.magic,
        "version": outside.version,
        "suite": outside.suite,
        "length": outside.length,
        "wrap": outside.wrap,
        "manifest": None,
    }
    lines = [f"{name}: {shape[name]}" for name in ("magic", "version", "suite", "length", "wrap")]
    if call.args.dir is not None:
        with call.unlocked(call.args.dir) as opened:
            shape["manifest"] = inside = _manifest_shape(inspecting.manifest_of(file, opened.context))
        lines += [f"{name}: {value}" for name, value in inside.items()]
    return Answer(shape, tuple(lines))


def _manifest_shape(manifest: Manifest) -> Shape:
    feed = manifest.feed
    return {
        "kind": manifest.kind,
        "id": manifest.id,
        "from": manifest.from_,
        "app": manifest.app,
        "created": manifest.created,
        "complete_to": manifest.complete_to,
        "entries": manifest.counts.entries,
        "parts": manifest.counts.parts,
        "ranges": [{"dev": span.dev, "inc": span.inc, "range": [span.first, span.last]} for span in manifest.ranges],
        "feed": None if feed is None else [feed.first, feed.last],
        "receipts": len(manifest.receipts),
        "certificates": len(manifest.certificates),
        "roots": len(manifest.roots),
    }
