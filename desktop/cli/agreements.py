"""`hq programme|agreement`: further programmes, and which programme a place runs with what."""

from pathlib import Path

from desktop.cli.call import Call
from desktop.cli.parsing import Parser
from desktop.cli.speaking import Answer
from desktop.errors import N_, WrongUse
from desktop.models.rows.domain import ProgrammeRow, SiteProgrammeRow
from desktop.models.rows.fields import LEGAL_STATUSES, LEVELS
from desktop.rules.programmes import FAMILIES, STAGES, Programme
from desktop.texts import Texts


def declare(parser: Parser, texts: Texts) -> None:
    programme = parser.verb("programme", texts.say("set up a further programme; without a code all are shown"), _programme)
    programme.add_argument("dir", metavar="DIR", type=Path)
    programme.add_argument("code", metavar="CODE", nargs="?")
    programme.add_argument("danish", metavar="DANISH", nargs="?")
    programme.add_argument("english", metavar="ENGLISH", nargs="?")
    programme.add_argument("--family", default="", metavar="FAMILY", help=", ".join(FAMILIES))
    programme.add_argument("--stages", nargs="+", default=[], metavar="STAGE", help=", ".join(STAGES))
    for option in ("--age-from", "--age-before", "--months-from-start", "--months-after-release", "--mentors"):
        programme.add_argument(option, type=int, metavar="N")
    programme.add_argument("--legal-status", default="", type=str.upper, metavar="STATUS", help=", ".join(LEGAL_STATUSES))
    programme.add_argument("--ends-on-transfer", action="store_true")
    agreement = parser.verb("agreement", texts.say("a place runs a programme: since when, with what, until when"), _agreement)
    agreement.add_argument("dir", metavar="DIR", type=Path)
    agreement.add_argument("--site", required=True, metavar="NAME")
    agreement.add_argument("--programme", required=True, type=str.upper, metavar="PROGRAMME")
    agreement.add_argument("--from", dest="from_month", metavar="MONTH")
    agreement.add_argument("--video", action="store_true")
    agreement.add_argument("--levels", nargs="*", metavar="LEVEL", help=", ".join(LEVELS))
    agreement.add_argument("--contact", metavar="NAME")
    agreement.add_argument("--leader-is-contact", action="store_true")
    agreement.add_argument("--until", metavar="MONTH")


def _programme(call: Call) -> Answer:
    args = call.args
    with call.unlocked(args.dir) as opened:
        if args.code:
            if not args.danish or not args.family:
                raise WrongUse(hint=N_("say the Danish name and the family of a new programme"))
            opened.do.agreements.define(_row(call))
        found = opened.do.agreements.programmes()
    return Answer({"programmes": {one.code: _shape(one) for one in found}}, tuple(f"{one.code}: {one.danish}" for one in found))


def _row(call: Call) -> ProgrammeRow:
    args = call.args
    return ProgrammeRow(
        "",
        args.code.upper(),
        args.danish,
        args.english or args.danish,
        args.family,
        " ".join(args.stages),
        args.age_from,
        args.age_before,
        args.legal_status,
        args.months_from_start,
        args.months_after_release,
        args.ends_on_transfer,
        args.mentors,
    )


def _shape(one: Programme) -> dict[str, object]:
    return {
        "danish": one.danish,
        "english": one.english,
        "family": one.family,
        "stages": [stage for stage in STAGES if stage in one.stages],
        "age_from": one.age_from,
        "age_before": one.age_before,
        "legal_status": one.legal or None,
        "criteria": one.criteria,
        "mentors": one.mentors,
        "months_from_start": one.months_from_start,
        "months_after_release": one.months_after_release,
        "ends_on_transfer": one.ends_on_transfer,
    }


def _agreement(call: Call) -> Answer:
    args = call.args
    with call.unlocked(args.dir) as opened:
        do, site = opened.do, opened.do.sites.by_name(args.site)
        if args.from_month:
            do.sites.programme(site.id, args.programme, args.from_month, video=args.video)
        if args.levels is not None:
            do.agreements.levels(site.id, args.programme, args.levels)
        if args.contact is not None or args.leader_is_contact:
            do.agreements.contact(site.id, args.programme, args.contact or "", leader=args.leader_is_contact)
        if args.until:
            do.agreements.end(site.id, args.programme, args.until)
        found = [row for one in do.sites.overview() if one.site.id == site.id for row in one.programmes]
    return Answer(
        {"site": site.name, "programmes": [_agreed(row) for row in found]}, tuple(f"{row.programme}: {row.agreement_from}" for row in found)
    )


def _agreed(row: SiteProgrammeRow) -> dict[str, object]:
    return {
        "programme": row.programme,
        "agreement_from": row.agreement_from or None,
        "agreement_to": row.agreement_to or None,
        "video": row.video,
        "levels": row.levels.split(),
        "contact": row.contact or None,
        "leader_is_contact": row.leader_is_contact,
    }
