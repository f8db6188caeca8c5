"""The sheets whose rows stand for themselves: places, programmes, volunteers, qualifications, snapshots, group events."""

from collections.abc import Mapping
from datetime import date, timedelta

from desktop.crypto.digests import new_id
from desktop.errors import N_, InvalidValue
from desktop.figures.definitions import DEFINITIONS
from desktop.models.rows.fields import LEVELS, Leaf
from desktop.rules.dates import add_months
from desktop.rules.groups import ATTENDANCES, HELD, PLANNED
from desktop.rules.sheets.words import code_of, fold
from desktop.rules.vague_days import read_vague
from desktop.services import checks, rights
from desktop.services.audience import EVERYONE, of_volunteer
from desktop.services.context import Context
from desktop.services.group_drafts import GroupDraft, checked
from desktop.services.qualifying import CLEARANCE, Step, put_birth, put_qualification
from desktop.services.sheets.known import Known
from desktop.services.sheets.putting import claim, put_row
from desktop.services.sheets.reading import SheetRow
from desktop.services.sheets.report import AskedAbout
from desktop.store.repositories import live
from desktop.store.repositories.live import LiveRow
from desktop.store.unit_of_work import About, Work

LEADER_WORDS = frozenset(map(fold, ("besøgsleder", "besøgslederen", "visit leader", "the visit leader")))
ROLES = ("visitor", "mentor", "study_helper", "group_helper")


class FlatRows:
    """Each method saves one row, or refuses it before anything of it is collected."""

    def __init__(self, context: Context, work: Work, known: Known) -> None:
        self._context = context
        self._work = work
        self._known = known
        self._today = context.today()
        self.asked: list[AskedAbout] = []

    def put(self, row: SheetRow) -> None:
        """Raises NotAllowed, and what is wrong with the row."""
        match row.sheet:
            case "Sites":
                self._site(row)
            case "SiteProgrammes":
                self._site_programme(row)
            case "Snapshots":
                self._snapshot(row)
            case "Volunteers":
                self._volunteer(row)
            case "Qualifications":
                self._qualification(row)
            case _:
                self._group_event(row)
        self._work.flush()

    # --- places

    def _site(self, row: SheetRow) -> None:
        name = checks.name(N_("Name"), row.text("name"))
        found = self._known.find_site(name)
        before = live.by_id(self._work.connection, "site", found) if found else None
        id_ = found or new_id()
        if before is None:
            rights.require(self._context, "site", "facts")
        said: dict[str, Leaf] = {field: row.text(field) or None for field in ("type", "municipality", "coordinator")}
        if before is None:
            said["name"] = name
        put_row(self._context, self._work, ("site", id_), said, before.values if before else {}, EVERYONE)
        self._work.flush()
        self._known.add_site(id_, name)
        if row.text("type"):
            self._known.site_types[id_] = row.text("type")

    def _site_programme(self, row: SheetRow) -> None:
        site, programme = self._known.site(row.text("site")), row.text("programme")
        if self._known.kind == "site":
            self._known.own_site(row.text("site"))
        before = next(iter(live.where(self._work.connection, "site_programme", site=site, programme=programme)), None)
        if before is None and not row.text("agreement_from"):
            raise InvalidValue(field=N_("Agreement from"), reason=N_("it is missing"))
        levels, contact = row.several("levels"), row.text("contact")
        is_leader = fold(contact) in LEADER_WORDS
        said: dict[str, Leaf] = {
            "site": site,
            "programme": programme,
            "agreement_from": row.text("agreement_from") or None,
            "video": row.yes("video"),
            "levels": None if levels is None else " ".join(level for level in LEVELS if level in levels),
        }
        if before is None:
            said["video"] = bool(row.yes("video"))
        if contact:
            said |= {"contact": "" if is_leader else contact, "leader_is_contact": is_leader}
        id_, values = (before.id, before.values) if before else (new_id(), {})
        put_row(self._context, self._work, ("site_programme", id_), said, values, EVERYONE)

    def _snapshot(self, row: SheetRow) -> None:
        rights.require(self._context, "snapshot", "value")
        site = self._known.site(row.text("site"))
        if self._known.kind == "site":
            self._known.own_site(row.text("site"))
        figure, programme = self._figure(row.text("figure"))
        said: dict[str, Leaf] = {
            "site": site,
            "figure": figure,
            "programme": programme,
            "as_of": row.text("date"),
            "value": row.number_of("value"),
            "source": "imported",
            "origin": row.text("source"),
        }
        stored = live.where(self._work.connection, "snapshot", site=site, figure=figure, as_of=row.text("date"))
        same = [one.values for one in stored if one.values["programme"] == programme]
        if any(one["source"] != "imported" and one["value"] == said["value"] for one in same):
            return  # it was counted here
        before = next((one for one in stored if one.values["programme"] == programme and one.values["source"] == "imported"), None)
        id_, values = (before.id, before.values) if before else (new_id(), {})
        put_row(self._context, self._work, ("snapshot", id_), said, values, About(f"site/{site}"))

    def _figure(self, typed: str) -> tuple[str, str | None]:
        """ "active_now", or "active_now VISITING" of one programme. Raises InvalidValue."""
        key, _, behind = typed.replace("/", " ").replace(":", " ").partition(" ")
        programme = code_of("programme", behind, self._known.more.get("programme", {})) if behind.strip() else None
        if key not in DEFINITIONS or programme == "":
            raise InvalidValue(field=N_("Figure"), reason=N_("there is no figure of that name"))
        return key, programme

    # --- volunteers

    def _volunteer(self, row: SheetRow) -> None:
        rights.require(self._context, "volunteer", "name")
        given, family = checks.name(N_("Given name"), row.text("given_name")), checks.name(N_("Family name"), row.text("family_name"))
        born = row.day("birth_date")
        found = self._known.find_volunteer(f"{given} {family}", row.text("birth_date"))
        before = live.by_id(self._work.connection, "volunteer", found) if found else None
        if before is not None and before.values["site"] not in self._known.here:
            before = None
        id_ = before.id if before else new_id()
        roles = row.several("roles")
        said: dict[str, Leaf] = {
            "given": given,
            "family": family,
            "joined_on": row.text("joined_on") or None,
            "site": None if before else self._known.own,
            "languages": row.text("languages") or None,
        }
        if roles is not None:
            said |= {role: role in roles for role in ROLES}
        put_row(self._context, self._work, ("volunteer", id_), said, before.values if before else {}, of_volunteer(id_))
        self._work.flush()
        if born is not None:
            put_birth(self._work, id_, born, self._today)
        self._known.add_volunteer(id_, f"{given} {family}", row.text("birth_date"))

    def _qualification(self, row: SheetRow) -> None:
        rights.require(self._context, "qualification", "facts")
        volunteer, kind = self._known.volunteer(row.text("volunteer")), row.text("kind")
        site = self._known.own_site(row.text("site"))
        stored = live.where(self._work.connection, "qualification", volunteer=volunteer, kind=kind, on_date=row.text("date"))
        before = next((one for one in stored if kind != CLEARANCE or one.values["site"] in {site, None, ""}), None)
        values: Mapping[str, Leaf] = before.values if before else {}
        minutes = values.get("minutes")
        step = Step(
            kind=kind,
            on=date.fromisoformat(row.text("date")),
            site=site if kind == CLEARANCE else "",
            valid_until=row.day("valid_until") or _day(values.get("valid_until")),
            clearance=(str(values.get("clearance") or "") or "valid") if kind == CLEARANCE else "",
            version=row.text("version") or str(values.get("version") or ""),
            provider=str(values.get("provider") or ""),
            minutes=minutes if isinstance(minutes, int) else None,
        )
        put_qualification(self._work, before.id if before else new_id(), volunteer, step, self._today)

    # --- group events

    def _group_event(self, row: SheetRow) -> None:
        rights.require(self._context, "group_event", "facts")
        site = self._known.own_site(row.text("site"))
        days = self._days(row.text("date"))
        draft, words = checked(self._work, self._draft(row, site, days), self._today)
        if words:
            self.asked.append(AskedAbout(row.sheet, row.number, words))
        said: dict[str, Leaf] = {
            "site": site,
            "kind": draft.kind,
            "from_on": _iso(draft.from_on),
            "to_on": _iso(draft.to_on),
            "vague": draft.vague,
            "label": draft.label or None,
            "event_state": draft.state,
            "recurrence": draft.recurrence or None,
            "inmates": draft.inmates,
            "volunteers": draft.volunteers,
            "method": draft.method or (ATTENDANCES if draft.state == HELD else None),
        }
        before = self._event(said)
        if row.text("method") == "" and before is not None and before.values["method"]:
            said["method"] = None
        id_, values = (before.id, before.values) if before else (new_id(), {})
        put_row(self._context, self._work, ("group_event", id_), said, values, About(f"site/{site}"))

    def _draft(self, row: SheetRow, site: str, days: tuple[date, date | None, str]) -> GroupDraft:
        """What has been was held and what is to come is planned, unless something else is said or known."""
        first, last, vague = days
        held = first <= self._today and (last is None or last <= self._today)
        known = self._event({"site": site, "kind": row.text("kind"), "from_on": first.isoformat(), "to_on": _iso(last), "label": None})
        stored = "" if known is None else str(known.values["event_state"] or "")
        return GroupDraft(
            kind=row.text("kind"),
            from_on=first,
            to_on=last,
            vague=vague,
            label=row.text("label"),
            state=row.text("state") or stored or (HELD if held else PLANNED),
            recurrence=row.text("recurrence"),
            inmates=row.number_of("inmates"),
            volunteers=row.number_of("volunteers"),
            method=row.text("method"),
        )

    def _event(self, said: Mapping[str, Leaf]) -> LiveRow | None:
        """The event of that kind on that day; where there are several, the one with that label."""
        stored = live.where(self._work.connection, "group_event", site=said["site"], kind=said["kind"])
        return claim([said], stored, ("from_on", "to_on", "label"), _same_event)[0]

    def _days(self, typed: str) -> tuple[date, date | None, str]:
        """A day, a whole month ("2026-11"), or a feast. Raises InvalidValue."""
        if len(typed) == len("2026-11-21") and typed[4] == "-":
            return date.fromisoformat(typed), None, ""
        if len(typed) == len("2026-11") and typed[4] == "-":
            first = date.fromisoformat(f"{typed}-01")
            return first, add_months(first, 1) - timedelta(days=1), ""
        found = read_vague(typed, self._today)
        if found is None:
            raise InvalidValue(field=N_("Date"), reason=N_("write a date as 21-11-2026, or a feast as påsken 2026"))
        vague, days = found
        return days.first, days.last, vague


def _same_event(row: Mapping[str, object], one: Mapping[str, object]) -> bool:
    """The only event of the kind on the day, whose label was changed."""
    return row["from_on"] == one["from_on"] and row["to_on"] in {None, one["to_on"]} and (not row["label"] or not one["label"])


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _day(leaf: Leaf) -> date | None:
    return date.fromisoformat(leaf) if isinstance(leaf, str) and leaf else None
