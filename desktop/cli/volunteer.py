"""`volunteer add|vault|remove`: a site's volunteers, and a datalager for one of them on the same laptop, both present."""

from pathlib import Path

from desktop import house
from desktop.cli import qualifying
from desktop.cli.call import Call, day
from desktop.cli.parsing import Parser
from desktop.cli.speaking import Answer
from desktop.errors import N_
from desktop.texts import Texts


def declare(parser: Parser, texts: Texts) -> None:
    add = parser.verb("add", texts.say("a volunteer more"), _add)
    add.add_argument("dir", metavar="DIR", type=Path)
    add.add_argument("--name", required=True, metavar="NAME", help=texts.say("given name and family name"))
    add.add_argument("--joined-on", metavar="DATE")
    vault = parser.verb("vault", texts.say("a volunteer's own datalager on this laptop, both present"), _vault)
    vault.add_argument("dir", metavar="SITEDIR", type=Path)
    vault.add_argument("new", metavar="NEWDIR", type=Path)
    vault.add_argument("--volunteer", required=True, metavar="NAME")
    vault.add_argument("--label", required=True, help=texts.say("the short name on the unlock screen"))

    remove = parser.verb("remove", texts.say("deletes a volunteer's datalager on this laptop, once its saves have arrived"), _remove)
    remove.add_argument("dir", metavar="SITEDIR", type=Path)
    remove.add_argument("old", metavar="DIR", type=Path)
    qualifying.declare(parser, texts)


def _add(call: Call) -> Answer:
    given, _, family = call.args.name.strip().rpartition(" ")
    with call.unlocked(call.args.dir, at_work=True) as opened:
        id_ = opened.do.volunteers.add(given, family, day(call.args.joined_on, opened, N_("Joined on")))
    return Answer({"volunteer": id_}, (call.texts.say("{name} is a volunteer here now.", name=call.args.name),))


def _vault(call: Call) -> Answer:
    args = call.args
    with call.unlocked(args.dir, at_work=True) as opened:
        volunteer = opened.do.volunteers.find(args.volunteer)
        person = house.Person(args.label, f"{volunteer.given} {volunteer.family}", call.new_passphrase(args.label))
        card = house.adopt_volunteer(opened, args.new, volunteer, person)
    shape = {"vault": str(args.new), "id": card.id, "kind": card.kind, "user": args.label}
    return Answer(dict(shape), (call.texts.say("The datalager is made: {folder}", folder=str(args.new)),))


def _remove(call: Call) -> Answer:
    """With --yes also where saves have not arrived: what is missing is then said and lost."""
    args = call.args
    call.confirm(call.texts.say("{folder} will be deleted.", folder=str(args.old)))
    with call.unlocked(args.dir, at_work=True) as opened:
        parting = house.remove_volunteer_vault(opened, args.old, anyway=args.yes)
    return Answer(
        {"vault": str(args.old), "missing": parting.missing}, (call.texts.say("The datalager is deleted: {folder}", folder=str(args.old)),)
    )
