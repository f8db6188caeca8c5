"""`user add|remove|list`: the people who can open a datalager."""

from pathlib import Path

from desktop import house
from desktop.cli.call import Call
from desktop.cli.parsing import Parser
from desktop.cli.speaking import Answer
from desktop.errors import N_
from desktop.rules.dates import parse_date
from desktop.texts import Texts


def declare(parser: Parser, texts: Texts) -> None:
    add = parser.verb("add", texts.say("somebody more, with a passphrase of their own"), _add)
    add.add_argument("dir", metavar="DIR", type=Path)
    add.add_argument("--label", required=True, help=texts.say("the short name on the unlock screen"))
    add.add_argument("--name", required=True, help=texts.say("the person's full name"))
    add.add_argument("--role", required=True, type=str.upper, metavar="ROLE", help="VISIT_LEADER, HQ_COORDINATOR, HQ_ADMIN")
    add.add_argument("--identity", action="store_true", help=texts.say("a coordinator at headquarters who may open names"))
    add.add_argument("--until", metavar="DATE", help=texts.say("a substitute's last day"))
    remove = parser.verb("remove", texts.say("somebody less"), _remove)
    remove.add_argument("dir", metavar="DIR", type=Path)
    remove.add_argument("--label", required=True)
    listed = parser.verb("list", texts.say("who there is; needs no passphrase"), _list)
    listed.add_argument("dir", metavar="DIR", type=Path)


def _add(call: Call) -> Answer:
    args = call.args
    with call.unlocked(args.dir) as opened:
        person = house.Person(args.label, args.name, call.new_passphrase(args.label))
        until = None if args.until is None else parse_date(args.until, opened.context.today(), N_("Last day"), ahead=True)
        id_ = house.add_user(opened, person, args.role, identity=args.identity, until=until)
    said = call.texts.say("{label} can open the datalager now.", label=args.label)
    return Answer({"user": args.label, "id": id_, "role": args.role}, (said,))


def _remove(call: Call) -> Answer:
    label = call.args.label
    by = house.only_label(call.args.dir, call.args.user, call.voice.notice)
    passphrase = call.passphrase(by)
    call.confirm(call.texts.say("{label} will not be able to open the datalager any more.", label=label))
    lost = house.remove_user(call.args.dir, by, passphrase, label, call.settings)
    lines = [
        call.texts.say("{label} cannot open the datalager any more.", label=label),
        call.texts.say(
            "What {label} saves from now on does not count. The datalager has new keys; old backups keep the old ones.", label=label
        ),
    ]
    lines += [call.texts.say("{label} is not named by the log and cannot open it any more.", label=one) for one in lost]
    return Answer({"user": label, "lost": list(lost)}, tuple(lines))


def _list(call: Call) -> Answer:
    users = house.list_users(call.args.dir)
    shape = {"users": [{"label": label, "role": role, "id": user} for label, role, user in users]}
    return Answer(dict(shape), tuple(f"{label}: {role}" for label, role, _user in users))
