"""`hq inbox|sites`: headquarters' nightly batch, and the places that it knows.

The inbox folder is sorted by what became of each file: imported/, pending/ (tried again each time), refused/; beside a
file that was not imported lies NAME.reason.txt. One that the disk could not take is left where it lies, for the next time.
Receipts are written into outbox/, one file for each sender.
"""

from collections.abc import Mapping
from pathlib import Path

from desktop.cli.bundle import file_shape, imported, write_receipts
from desktop.cli.call import Call
from desktop.cli.parsing import Parser
from desktop.cli.speaking import Answer
from desktop.errors import StorageError, storage_error
from desktop.house import OpenVault
from desktop.services.importing import FileResult
from desktop.services.sites import SiteOverview
from desktop.texts import Texts
from desktop.vault.atomic import remove_file, write_file
from desktop.vault.state import make_folder

PLACES: Mapping[str, str] = {"imported": "imported", "already": "imported", "pending": "pending", "refused": "refused"}
"""What became of a file → the folder that it is moved to."""
OUTBOX = "outbox"
REASON = ".reason.txt"


def declare(parser: Parser, texts: Texts) -> None:
    inbox = parser.verb("inbox", texts.say("take in a folder, sort its files and write the receipts"), _inbox)
    inbox.add_argument("dir", metavar="DIR", type=Path)
    inbox.add_argument("folder", metavar="FOLDER", type=Path)
    sites = parser.verb("sites", texts.say("the places, with their programmes and how far each is typed in"), _sites)
    sites.add_argument("dir", metavar="DIR", type=Path)


def _inbox(call: Call) -> Answer:
    folder: Path = call.args.folder
    with call.unlocked(call.args.dir) as opened:
        opened.context.require_hq()
        paths = [*_files(folder), *(_files(folder / "pending") if (folder / "pending").is_dir() else ())]
        found = _taken(call, opened, paths)
        receipts = write_receipts(opened, [result for _path, result in found], folder / OUTBOX)
        moved = [_sort(call, folder, path, result) for path, result in found]
        answer = imported(call.voice, opened, [result for _path, result in found], receipts, dry_run=False)
        files = [{**file_shape(call.voice, result, receipts), "moved": str(to)} for (_path, result), to in zip(found, moved, strict=True)]
        return Answer({**answer.shape, "files": files}, answer.lines, faults=answer.faults)


def _taken(call: Call, opened: OpenVault, paths: list[Path]) -> list[tuple[Path, FileResult]]:
    """Each file with what became of it in the end: one that waited may have gone through behind a later one."""
    own: list[tuple[Path, FileResult]] = []
    last: dict[str, FileResult] = {}
    for path in call.voice.track(paths, call.texts.say("Taking in files")):
        results = opened.take_in([path])
        own.append((path, results[0]))
        last |= {result.bundle: result for result in results if result.bundle}
    return [(path, _in_the_end(path, result, last)) for path, result in own]


def _in_the_end(path: Path, result: FileResult, last: Mapping[str, FileResult]) -> FileResult:
    if result.outcome != "pending" or result.bundle not in last:
        return result
    final = last[result.bundle]
    final.file = path.name
    return final


def _files(folder: Path) -> list[Path]:
    """The files of a folder by name, without reasons and hidden files. Raises StorageError."""
    try:
        found = [path for path in folder.iterdir() if path.is_file() and not path.name.startswith(".") and not path.name.endswith(REASON)]
    except OSError as error:
        raise storage_error(folder, error) from error
    return sorted(found)


def _sort(call: Call, folder: Path, path: Path, result: FileResult) -> Path:
    """Move a file to where it belongs, with the reason beside it; where it lies now. Raises StorageError."""
    if result.outcome == "refused" and isinstance(result.error, StorageError):
        return path
    place = make_folder(folder / PLACES[result.outcome])
    remove_file(_reason(path))
    to = path if path.parent == place else _free(place, path.name)
    try:
        path.replace(to)
    except OSError as error:
        raise storage_error(path, error) from error
    if result.error is not None and place.name != "imported":
        write_file(_reason(to), f"{call.voice.sentence(result.error)}\n".encode())
    return to


def _reason(path: Path) -> Path:
    return path.with_name(path.name + REASON)


def _free(folder: Path, name: str) -> Path:
    """A path of that name that nothing lies at yet: another file of the same name is never overwritten."""
    path, number = folder / name, 1
    while path.exists():
        number += 1
        path = folder / f"{Path(name).stem}-{number}{Path(name).suffix}"
    return path


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
