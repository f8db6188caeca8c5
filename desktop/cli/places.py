"""`hq site|reference`: the prisons that headquarters knows, and by which names."""

from datetime import date
from pathlib import Path

from desktop.cli.call import Call, maybe_day
from desktop.cli.parsing import Parser
from desktop.cli.speaking import Answer
from desktop.errors import N_
from desktop.models.rows.domain import SiteRow
from desktop.models.rows.fields import SITE_TYPES
from desktop.rules.reference import split
from desktop.texts import Texts


def declare(parser: Parser, texts: Texts) -> None:
    reference = parser.verb("reference", texts.say("add the prisons of the shipped list that are not known yet"), _reference)
    reference.add_argument("dir", metavar="DIR", type=Path)
    site = parser.verb("site", texts.say("add a place, or change what is given of one; without anything to change it is shown"), _site)
    site.add_argument("dir", metavar="DIR", type=Path)
    site.add_argument("name", metavar="NAME")
    site.add_argument("--type", choices=SITE_TYPES)
    site.add_argument("--municipality", metavar="NAME")
    site.add_argument("--region", metavar="NAME")
    site.add_argument("--verified", choices=("yes", "no"))
    site.add_argument("--valid-from", metavar="DATE")
    site.add_argument("--valid-to", metavar="DATE")
    site.add_argument("--alias", dest="aliases", action="append", metavar="NAME")
    site.add_argument("--coordinator", metavar="NAME")
    site.add_argument("--rename", metavar="NAME", help=texts.say("the new name; the former one stays as an alias"))


def _reference(call: Call) -> Answer:
    with call.unlocked(call.args.dir) as opened:
        added = opened.do.reference.add_listed()
    return Answer({"added": added}, (call.texts.say("{count} places were added.", count=added),))


CHANGES = ("type", "municipality", "region", "verified", "valid_from", "valid_to", "aliases", "coordinator", "rename")


def _site(call: Call) -> Answer:
    args = call.args
    with call.unlocked(args.dir) as opened:
        if any(getattr(args, name) is not None for name in CHANGES):
            opened.do.reference.change(
                args.name,
                type_=args.type,
                municipality=args.municipality,
                region=args.region,
                verified=None if args.verified is None else args.verified == "yes",
                valid_from=maybe_day(args.valid_from, opened, N_("Valid from")),
                valid_to=maybe_day(args.valid_to, opened, N_("Valid to")),
                aliases=args.aliases,
                coordinator=args.coordinator,
                rename=args.rename,
            )
        found = opened.do.reference.by_name(args.rename or args.name)
    return Answer(shape(found), (line(found),))


def shape(site: SiteRow) -> dict[str, object]:
    return {
        "id": site.id,
        "name": site.name,
        "type": site.type or None,
        "municipality": site.municipality or None,
        "region": site.region or None,
        "verified": site.verified,
        "valid_from": _iso(site.valid_from),
        "valid_to": _iso(site.valid_to),
        "aliases": list(split(site.aliases)),
        "coordinator": site.coordinator or None,
    }


def line(site: SiteRow) -> str:
    return " · ".join(one for one in (site.name, site.type, site.municipality, site.region, site.aliases) if one)


def _iso(found: date | None) -> str | None:
    return None if found is None else found.isoformat()
