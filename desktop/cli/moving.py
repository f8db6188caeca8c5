"""`course hand-over|claim|hand-overs` and `hq hand-over|hand-overs`: a person's move from one prison to another."""

from pathlib import Path

from desktop.cli.call import Call, day
from desktop.cli.parsing import Parser
from desktop.cli.speaking import Answer, Shape
from desktop.errors import N_
from desktop.house import OpenVault
from desktop.log import clock
from desktop.models.rows.moves import LateEdit
from desktop.services.deciding import TABLE_WORDS
from desktop.services.moving import Move
from desktop.texts import Texts


def declare_course(parser: Parser, texts: Texts) -> None:
    hand_over = parser.verb("hand-over", texts.say("a participant goes to another prison; the code for the card is printed"), _hand_over)
    hand_over.add_argument("dir", metavar="DIR", type=Path)
    hand_over.add_argument("alias", metavar="ALIAS")
    hand_over.add_argument("--date", metavar="DATE")
    claim = parser.verb("claim", texts.say("a participant has come from another prison with a card"), _claim)
    claim.add_argument("dir", metavar="DIR", type=Path)
    claim.add_argument("code", metavar="CODE")
    claim.add_argument("--known-as", default="", metavar="ALIAS", help=texts.say("a participant whom this place has made meanwhile"))
    claim.add_argument("--date", metavar="DATE")
    _listed(parser, texts)


def declare_hq(parser: Parser, texts: Texts) -> None:
    _listed(parser, texts)
    direct = parser.verb("hand-over", texts.say("carry out a hand-over: for whoever claims it, or with --to for a place"), _direct)
    direct.add_argument("dir", metavar="DIR", type=Path)
    direct.add_argument("code", metavar="CODE")
    direct.add_argument("--to", default="", metavar="PLACE")


def _listed(parser: Parser, texts: Texts) -> None:
    listed = parser.verb("hand-overs", texts.say("who was handed over, by which place, and who claims them"), _hand_overs)
    listed.add_argument("dir", metavar="DIR", type=Path)


def _hand_over(call: Call) -> Answer:
    """The code alone on a line; what is said beside it is no part of the card."""
    with call.unlocked(call.args.dir, at_work=True) as opened:
        made = opened.do.moving.hand_over(call.args.alias, day(call.args.date, opened, N_("Handed over on")))
    shape: Shape = {
        "code": made.code or None,
        "ended": list(made.ended),
        "moving": list(made.moving),
        "interrupted": list(made.interrupted),
    }
    if made.code:
        return Answer(shape, (made.code,), (call.texts.say("Write the code on a card without a name, for the participant to take along."),))
    return Answer(
        shape, (), (call.texts.say("The participant has not agreed to be handed over: every course has ended, and nothing moves."),)
    )


def _claim(call: Call) -> Answer:
    args = call.args
    with call.unlocked(args.dir, at_work=True) as opened:
        claim = opened.do.moving.claim(args.code, day(args.date, opened, N_("Claimed on")), args.known_as)
    said = call.texts.say("The claim goes to headquarters with the next file; the participant comes with the one after it.")
    return Answer({"claim": claim}, (said,))


def _direct(call: Call) -> Answer:
    with call.unlocked(call.args.dir) as opened:
        moved = opened.do.moving_on.direct(call.args.code, call.args.to)
        name = _places(opened).get(moved.to_site, moved.to_site)
    said = call.texts.say("The participant goes to {place} with the next file.", place=name)
    return Answer({"hand_over": moved.id, "to": moved.to_site}, (said,))


def _hand_overs(call: Call) -> Answer:
    with call.unlocked(call.args.dir) as opened:
        found, places = opened.do.moving.list(), _places(opened)
    shape: Shape = {"hand_overs": [_shape(one, places) for one in found]}
    return Answer(shape, tuple(line for one in found for line in _lines(call.texts, one, places)))


def _places(opened: OpenVault) -> dict[str, str]:
    return {site.id: site.name for site in opened.do.sites.list()}


def _shape(one: Move, places: dict[str, str]) -> Shape:
    known = one.hand_over
    return {
        "id": known.id,
        "code": known.code or None,
        "from": places.get(known.site, known.site) or None,
        "date": None if known.handed_on is None else known.handed_on.isoformat(),
        "claimed_by": [places.get(claim.site, claim.site) for claim in one.claims],
        "contested_by": [places.get(claim.site, claim.site) for claim in one.contested],
        "to": places.get(known.to_site, known.to_site) or None,
        "acknowledged": one.acknowledged,
        "late": [_late_shape(late) for late in one.late],
    }


def _late_shape(late: LateEdit) -> Shape:
    return {"what": f"{late.table}/{late.row}", "vault": late.vault, "at": clock.moment(late.at).strftime("%Y-%m-%dT%H:%M:%SZ")}


def _lines(texts: Texts, one: Move, places: dict[str, str]) -> list[str]:
    known = one.hand_over
    handed = "–" if known.handed_on is None else texts.date(known.handed_on)
    lines = [f"{known.code or known.id}  {places.get(known.site, known.site) or '–'}  {handed}: {_state(texts, one, places)}"]
    others = [places.get(claim.site, claim.site) for claim in one.contested]
    lines += ["  " + texts.say("Claimed by {place}, too: only one of them can be right.", place=place) for place in others]
    for late in one.late:
        said = texts.say("{what} was saved at the old place after the hand-over", what=texts.say(TABLE_WORDS[late.table]))
        lines.append(f"  {said}: {late.table}/{late.row}")
    return lines


def _state(texts: Texts, one: Move, places: dict[str, str]) -> str:
    known = one.hand_over
    if known.to_site:
        name = places.get(known.to_site, known.to_site)
        if one.acknowledged:
            return texts.say("moved to {place}; the old place has let go", place=name)
        return texts.say("moved to {place}; the old place has not yet let go", place=name)
    if not one.claims:
        return texts.say("nobody has claimed the hand-over")
    return texts.say("claimed by {place}", place=places.get(one.claims[0].site, one.claims[0].site))
