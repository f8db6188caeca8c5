"""`device list|revoke|readmit`: shut out a vault or a person from a save on, and take it back."""

from pathlib import Path
from typing import cast

from desktop.cli.call import Call
from desktop.cli.parsing import Parser
from desktop.cli.speaking import Answer, Shape
from desktop.models.rows.fields import ENDINGS
from desktop.services.revoking import Device, Ending
from desktop.texts import Texts


def declare(parser: Parser, texts: Texts) -> None:
    listed = parser.verb("list", texts.say("datalagre and people, and how far the saves of each have come"), _list)
    listed.add_argument("dir", metavar="DIR", type=Path)
    revoke = parser.verb("revoke", texts.say("lets nothing count that a datalager or a person saves from now on"), _revoke)
    revoke.add_argument("dir", metavar="DIR", type=Path)
    revoke.add_argument("id", metavar="ID")
    revoke.add_argument("--from-seq", type=int, metavar="N", help=texts.say("the first save that counts no more; without it the next one"))
    revoke.add_argument("--inc", default="", metavar="INC", help=texts.say("which number series N is of; without it the latest"))
    revoke.add_argument("--reason", choices=ENDINGS, default="other")
    readmit = parser.verb("readmit", texts.say("takes a revocation back"), _readmit)
    readmit.add_argument("dir", metavar="DIR", type=Path)
    readmit.add_argument("id", metavar="ID")


def _list(call: Call) -> Answer:
    with call.unlocked(call.args.dir) as opened:
        found = opened.do.revoking.devices()
    return Answer({"devices": [_shape(one) for one in found]}, tuple(line for one in found for line in _lines(call.texts, one)))


def _shape(one: Device) -> Shape:
    chains = [{"device": chain.dev, "inc": chain.inc, "seq": chain.seq, "from_seq": chain.since or None} for chain in one.chains]
    return {
        "id": one.id,
        "kind": one.kind,
        "role": one.role,
        "name": one.name,
        "revoked": one.revoked,
        "cloned": one.cloned,
        "chains": chains,
    }


def _lines(texts: Texts, one: Device) -> list[str]:
    out = texts.say("shut out")
    copied = [texts.say("  saved in on two computers: one of them has a copy")] if one.cloned else []
    return [
        f"{one.id}  {one.role}  {one.name}{f' ({out})' if one.revoked else ''}",
        *copied,
        *(f"  {chain.dev}/{chain.inc}  1–{chain.seq}" for chain in one.chains),
    ]


def _revoke(call: Call) -> Answer:
    args = call.args
    call.confirm(call.texts.say("Nothing that is saved there from now on will count."))
    with call.unlocked(args.dir, at_work=True) as opened:
        moved = opened.do.revoking.revoke(args.id, from_seq=args.from_seq, inc=args.inc, reason=cast(Ending, args.reason))
    said = call.texts.say("Shut out. Saves that were set aside: {count}.", count=moved)
    return Answer({"id": args.id, "aside": moved}, (said,))


def _readmit(call: Call) -> Answer:
    with call.unlocked(call.args.dir, at_work=True) as opened:
        opened.do.revoking.readmit(call.args.id)
    return Answer({"id": call.args.id}, (call.texts.say("Shut out no more."),))
