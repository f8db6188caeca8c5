"""`enrol request|answer|accept`: the three steps of enrolment by files, with eight words typed both ways."""

from pathlib import Path

from desktop.cli.call import Call, read_whole
from desktop.cli.parsing import Parser
from desktop.cli.speaking import Answer
from desktop.sync.limits import MOST_ANSWER, MOST_REQUEST
from desktop.texts import Texts
from desktop.vault.atomic import write_file


def declare(parser: Parser, texts: Texts) -> None:
    request = parser.verb("request", texts.say("write a request to the place above; its eight words are printed"), _request)
    request.add_argument("dir", metavar="DIR", type=Path)
    request.add_argument("file", metavar="FILE", type=Path)
    answer = parser.verb("answer", texts.say("answer a request by its words; eight words to read back are printed"), _answer)
    answer.add_argument("dir", metavar="PARENTDIR", type=Path)
    answer.add_argument("file", metavar="FILE", type=Path)
    answer.add_argument("out", metavar="OUT", type=Path)
    whose = answer.add_mutually_exclusive_group(required=True)
    whose.add_argument("--site", metavar="NAME")
    whose.add_argument("--volunteer", metavar="NAME")
    answer.add_argument("--words", required=True, metavar="WORDS")
    accept = parser.verb("accept", texts.say("take the answer whose words were read out to you"), _accept)
    accept.add_argument("dir", metavar="DIR", type=Path)
    accept.add_argument("out", metavar="OUT", type=Path)
    accept.add_argument("--words", required=True, metavar="WORDS")


def _request(call: Call) -> Answer:
    with call.unlocked(call.args.dir) as opened:
        file, words = opened.do.enrolling.request(opened.slot.sealing)
        write_file(call.args.file, file)
    return _with_words(call, {"file": str(call.args.file)}, words)


def _answer(call: Call) -> Answer:
    args = call.args
    with call.unlocked(args.dir) as opened:
        request, enrolling = read_whole(args.file, MOST_REQUEST), opened.do.enrolling
        if args.site is not None:
            answered = enrolling.answer_site(request, args.words, args.site)
        else:
            answered = enrolling.answer_volunteer(request, args.words, opened.do.volunteers.find(args.volunteer))
        write_file(args.out, answered.file)
    return _with_words(call, {"file": str(args.out), "child": answered.child}, answered.words)


def _with_words(call: Call, shape: dict[str, str], words: tuple[str, ...]) -> Answer:
    said = " ".join(words)
    remark = call.texts.say("Read these eight words out to whoever takes {file}.", file=shape["file"])
    return Answer({**shape, "words": said}, (said,), (remark,))


def _accept(call: Call) -> Answer:
    with call.unlocked(call.args.dir) as opened:
        parent = opened.do.enrolling.accept(read_whole(call.args.out, MOST_ANSWER), call.args.words)
    return Answer({"parent": parent}, (call.texts.say("The datalager is enrolled."),))
