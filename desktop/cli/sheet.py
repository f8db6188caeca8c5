"""`sheet template|import|export`: spreadsheets, with a word on every row that was refused."""

from pathlib import Path

from desktop.cli.call import Call, put_at
from desktop.cli.parsing import Parser
from desktop.cli.speaking import Answer, Shape
from desktop.errors import N_, Fault
from desktop.rules.findings import WORDS
from desktop.rules.sheets.columns import BY_NAME, SHEETS
from desktop.services.sheets.exporting import NEVER
from desktop.services.sheets.report import RefusedRow, Report
from desktop.services.sheets.template import template
from desktop.texts import Texts

LEAVES = N_(
    "What is written leaves the datalager unsealed: whoever has the file can read it. Keep it safe, and delete it when it has served."
)
EXPORTED = tuple(sheet.name for sheet in SHEETS if sheet.name not in NEVER)


def declare(parser: Parser, texts: Texts) -> None:
    empty = parser.verb("template", texts.say("an empty spreadsheet to fill in"), _template)
    empty.add_argument("file", metavar="FILE.xlsx", type=Path)
    export = parser.verb("export", texts.say("write a spreadsheet; it is not sealed, so it leaves the datalager in the open"), _export)
    export.add_argument("dir", metavar="DIR", type=Path)
    export.add_argument("file", metavar="FILE.xlsx", type=Path)
    export.add_argument("--sheet", action="append", default=[], choices=EXPORTED, metavar="SHEET", help=", ".join(EXPORTED))
    export.add_argument("--names", action="store_true", help=texts.say("with the names of participants; for visit leaders"))
    taken = parser.verb("import", texts.say("take in a spreadsheet, row by row"), _import)
    taken.add_argument("dir", metavar="DIR", type=Path)
    taken.add_argument("file", metavar="FILE.xlsx", type=Path)
    taken.add_argument("--dry-run", action="store_true", help=texts.say("say what would happen; nothing is saved"))


def _template(call: Call) -> Answer:
    path = put_at(call.args.file)(template(call.texts))
    return Answer({"file": str(path)}, (str(path),))


def _export(call: Call) -> Answer:
    args = call.args
    with call.unlocked(args.dir) as opened:
        call.confirm(call.texts.say(LEAVES))
        found = opened.do.sheet_exporting.export(put_at(args.file), call.texts, args.sheet, names=args.names)
    shape: Shape = {"file": str(found.path), "rows": found.rows, "names": args.names, "warning": call.texts.say(LEAVES)}
    said = call.texts.say("{file} holds {count} rows.", file=str(found.path), count=found.rows)
    return Answer(shape, (said,), (call.texts.say(LEAVES),))


def _import(call: Call) -> Answer:
    args = call.args
    with call.unlocked(args.dir, at_work=not args.dry_run) as opened, call.voice.telling(call.texts.say("Reading the spreadsheet")) as tell:
        report = opened.do.sheets.take(args.file, dry_run=args.dry_run, tell=tell)
    return Answer(shape(report, call, dry_run=args.dry_run), tuple(_lines(report, call.texts)), _remarks(report, call), faults(report))


def faults(report: Report) -> tuple[Fault, ...]:
    """One for the exit status; the rows themselves are in the answer."""
    return tuple(one.error for one in report.refused[:1])


def shape(report: Report, call: Call, *, dry_run: bool) -> Shape:
    return {
        "dry_run": dry_run,
        "rows": report.rows,
        "saved": report.saved,
        "same": report.same,
        "refused": [_refused(one, call) for one in report.refused],
        "held": [{"sheet": sheet, "row": row} for sheet, row in report.held],
        "findings": [
            {"sheet": one.sheet, "row": one.row, "code": one.code, "sentence": call.texts.say(WORDS[one.code])} for one in report.findings
        ],
        "words": [{"sheet": one.sheet, "row": one.row, "words": list(one.words)} for one in report.asked],
        "remarks": [call.voice.error(one) for one in report.remarks],
        "drawn": [{"row": row, "alias": alias} for row, alias in report.drawn],
    }


def _refused(one: RefusedRow, call: Call) -> Shape:
    said = call.voice.error(one.error)
    return {"sheet": one.sheet, "row": one.row, "column": one.column or None, "sentence": said["sentence"], "class": said["class"]}


def _lines(report: Report, texts: Texts) -> list[str]:
    said = [
        texts.say(
            "{rows} rows: {saved} saved, {same} known before, {refused} refused, {held} held back.",
            rows=report.rows,
            saved=report.saved,
            same=report.same,
            refused=len({(one.sheet, one.row) for one in report.refused}),
            held=len(report.held),
        )
    ]
    for one in report.refused:
        column = f" ({one.heading or one.column})" if one.column else ""
        said.append(f"{_title(one.sheet, texts)} {one.row}{column}: {texts.fault(one.error)}")
    if report.held:
        said.append(texts.say("Held back: rows about somebody of whom another row was refused. Correct that one and import again."))
        said += [f"{_title(sheet, texts)} {row}" for sheet, row in report.held]
    said += [f"{_title(one.sheet, texts)} {one.row}: {texts.say(WORDS[one.code])}" for one in report.findings]
    for asked in report.asked:
        words = texts.say("these words often say too much: {words}", words=", ".join(asked.words))
        said.append(f"{_title(asked.sheet, texts)} {asked.row}: {words}")
    said += [f"{_title('Participants', texts)} {row}: {alias}" for row, alias in report.drawn]
    return said


def _title(sheet: str, texts: Texts) -> str:
    return BY_NAME[sheet].danish if texts.lang == "da" else sheet


def _remarks(report: Report, call: Call) -> tuple[str, ...]:
    return tuple(call.voice.sentence(one) for one in report.remarks)
