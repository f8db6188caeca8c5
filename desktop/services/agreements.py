"""What a site offers of a programme, and the further programmes that headquarters sets up."""

import re
from collections.abc import Collection

from desktop.crypto.digests import domain_hash
from desktop.errors import N_, InvalidValue, ProgrammeMissing
from desktop.models.rows.domain import ProgrammeRow, SiteProgrammeRow
from desktop.models.rows.fields import LEGAL_STATUSES, LEVELS, PROGRAMMES, Value
from desktop.rules.programmes import FAMILIES, GROUPS, STAGES, Programme
from desktop.services import checks, rights
from desktop.services.audience import EVERYONE
from desktop.services.context import Context
from desktop.store.repositories import configured, sites
from desktop.store.unit_of_work import Reading

_CODE = re.compile(r"[A-Z][A-Z0-9_]{1,23}")
LONGEST = 600
"""Months that a clock may run."""
OLDEST = 120


class Agreements:
    def __init__(self, context: Context) -> None:
        self._context = context

    def levels(self, site: str, programme: str, levels: Collection[str]) -> None:
        """The levels of study that the site offers. Raises NotAllowed, InvalidValue, ProgrammeMissing."""
        rights.require(self._context, "site_programme", "levels")
        for level in levels:
            checks.code(N_("Level"), level, LEVELS)
        self._put(site, programme, "levels", {"levels": " ".join(level for level in LEVELS if level in levels)})

    def contact(self, site: str, programme: str, name: str, *, leader: bool) -> None:
        """The Red Cross' contact person: normally the visit leader, else somebody by name. Raises as `levels`, and TextRefused."""
        rights.require(self._context, "site_programme", "contact")
        kept = checks.optional(N_("Contact"), name, 120)
        self._put(site, programme, "contact", {"contact": kept, "leader_is_contact": leader})

    def end(self, site: str, programme: str, month: str) -> None:
        """The last month of the agreement. Raises as `levels`."""
        rights.require(self._context, "site_programme", "end")
        kept = checks.month(N_("Agreement until"), month)
        with self._context.store.reading() as reading:
            known = _agreement(reading, site, programme)
        if kept < known.agreement_from:
            raise InvalidValue(field=N_("Agreement until"), reason=N_("the end lies before the beginning"))
        self._put(site, programme, "end", {"agreement_to": kept})

    def define(self, row: ProgrammeRow) -> str:
        """A further programme, for everybody; the row's id. Said again with the same code, it replaces the rules. `row.id` is not used.

        Raises NotAllowed (headquarters' administrators only), InvalidValue, TextRefused.
        """
        rights.require(self._context, "programme", "rules")
        _check(row)
        id_ = domain_hash("indenfor-programme/1", row.code.encode()).hex()[:32]
        name: Value = {
            "code": row.code,
            "danish": checks.name(N_("Danish"), row.danish, 60),
            "english": checks.name(N_("English"), row.english, 60),
        }
        rules: Value = {
            "family": row.family,
            "stages": " ".join(stage for stage in STAGES if stage in row.stages.split()),
            "age_from": row.age_from,
            "age_before": row.age_before,
            "legal": row.legal,
            "months_from_start": row.months_from_start,
            "months_after_release": row.months_after_release,
            "ends_on_transfer": row.ends_on_transfer,
            "mentors": row.mentors,
        }
        with self._context.store.writing(self._context.author) as work:
            work.put("programme", id_, "name", name, EVERYONE)
            work.put("programme", id_, "rules", rules, EVERYONE)
        return id_

    def programmes(self) -> tuple[Programme, ...]:
        """Every programme that is known here, the built-in ones first."""
        with self._context.store.reading() as reading:
            known = configured.programmes(reading.connection)
        return tuple(sorted(known.values(), key=lambda one: (one.code not in PROGRAMMES, _place(one.code), one.code)))

    def _put(self, site: str, programme: str, unit: str, value: Value) -> None:
        with self._context.store.writing(self._context.author) as work:
            work.put("site_programme", _agreement(work, site, programme).id, unit, value, EVERYONE)


def _agreement(reading: Reading, site: str, programme: str) -> SiteProgrammeRow:
    found = next((row for row in sites.programmes_of(reading.connection, site) if row.programme == programme), None)
    if found is None:
        known = sites.by_id(reading.connection, site)
        raise ProgrammeMissing(site=known.name if known else site, programme=programme)
    return found


def _place(code: str) -> int:
    return PROGRAMMES.index(code) if code in PROGRAMMES else 0


def _check(row: ProgrammeRow) -> None:
    if not _CODE.fullmatch(row.code):
        raise InvalidValue(field=N_("Code"), reason=N_("write it in capital letters, digits and _"))
    if row.code in PROGRAMMES:
        raise InvalidValue(field=N_("Code"), reason=N_("a programme that is built in cannot be changed"))
    checks.code(N_("Family"), row.family, set(FAMILIES) - {GROUPS})
    for stage in row.stages.split():
        checks.code(N_("Stage"), stage, STAGES)
    checks.code(N_("Legal status"), row.legal, ("", *LEGAL_STATUSES))
    numbers = ((row.age_from, OLDEST), (row.age_before, OLDEST), (row.months_from_start, LONGEST), (row.months_after_release, LONGEST))
    if any(number is not None and not 0 <= number <= most for number, most in (*numbers, (row.mentors, 9))):
        raise InvalidValue(field=N_("Programme"), reason=N_("it is not a number within its limits"))
    if row.age_from is not None and row.age_before is not None and row.age_from >= row.age_before:
        raise InvalidValue(field=N_("Age"), reason=N_("the end lies before the beginning"))
