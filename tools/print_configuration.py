"""The page of what headquarters may set, of what a volunteer needs, and of how long what is kept: printed by tools/print_rules.py."""

from collections.abc import Callable, Iterable

from desktop.rules.configuration import SETTINGS, Setting
from desktop.rules.quality import AGE_SETTINGS, WORDS

Table = Callable[[Iterable[str], Iterable[Iterable[str]]], list[str]]
"""Makes a table of heads and rows, as tools/print_rules.py does."""

STEPS = (
    ("interview", "once, and again after a pause", "`interview.pause_months` after the last visit, else after the interview", "blocks"),
    ("age", "at the birthday", "`age.visitor`, `age.mentor`, …: by programme", "blocks"),
    ("clearance", "at each place", "its own last day, else `clearance.months`", "blocks at that place"),
    ("declaration_inform, declaration_receive, declaration_confidential", "with each clearance", "until the next clearance", "blocks"),
    ("rules", "each version", "`rules.version`, and `rules.grace_days` after a new one", "warns, then blocks"),
    ("basic_course, refresher", "once, then refreshed", "`basic_course.refresher_months`", "blocks who visits alone, else warns"),
    ("coaching, exchange, supervision", "any of them", "`support.months`", "warns"),
    ("criminal_record", "seen", "`criminal_record.months`", "`criminal_record.effect`"),
    (
        "child_certificate",
        "seen, where `child_certificate.asked`",
        "`child_certificate.months`",
        "blocks where children under 15 take part",
    ),
)
KEPT = (
    ("a referral without both approvals", "`retention.referral_months` after the referral"),
    ("a declined referral, or one that was called back", "`retention.declined_months` after that day"),
    ("a course of the visiting service", "`retention.visiting_months` after its end"),
    ("every other course", "`retention.course_months` after its end"),
    ("a participant", "with the last course"),
    ("a note, a wish to talk", "`retention.note_days` after the visit, or after it was said"),
    ("a volunteer", "`retention.volunteer_months` after leaving"),
    ("the list of what was done", "`retention.audit_years`"),
)


def title() -> str:
    return "Configuration, what volunteers need, how long things are kept"


ABOUT = """Headquarters sets these for everybody, each from a day on; every setting is an entry of the log (table `setting`) and
reaches sites and volunteers with their next file. A rule asks with the day of what it judges. Without a word of headquarters
the default holds; empty means not set."""
NEEDS = """## What a volunteer needs

`can_visit` gives every reason and the earliest end. Valid-until is inclusive. The youngest age is asked by programme:"""
KEEPS = """## How long things are kept

Nothing of a person goes before 31 March after the year of the last visit, so that a year can be closed first: headquarters is
warned from 1 March, and closes the year with named gaps before anything goes. What goes is said `retention.warning_days` before;
then it goes by itself in a leader's or headquarters' time. Under a legal hold nothing goes. What an erased person counted stays
as an anonymous number of place, programme and year (table `cell`), and table `erasure` says when and why."""


def parts(table: Table) -> tuple[str | list[str], ...]:
    ages = ((f"`{code}`", f"`{name}`") for code, name in (*AGE_SETTINGS.items(), ("every other", "age.other")))
    return (
        ABOUT,
        "## Settings",
        table(("setting", "kind", "default", "what it is"), map(_setting, SETTINGS.values())),
        NEEDS,
        table(("programme", "setting"), ages),
        table(("step", "when", "until", "missing or ended"), STEPS),
        "### Reasons",
        table(("code", "what a person reads"), ((f"`{code}`", words) for code, words in WORDS.items())),
        KEEPS,
        table(("what", "goes"), KEPT),
    )


def _setting(one: Setting) -> tuple[str, str, str, str]:
    limits = f", {one.least}-{one.most}" if one.kind == "number" else ""
    kind = ", ".join(one.choices) if one.choices else one.kind + limits
    return f"`{one.name}`", kind, one.default or "_not set_", one.words
