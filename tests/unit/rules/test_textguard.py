"""What must never be stored is refused; what is often too much is asked about; nothing is written down."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.errors import TextRefused
from desktop.rules.textguard import Outcome, check, guard

CPR, TELEPHONE, MAIL = "it looks like a CPR number", "it looks like a telephone number", "it looks like an e-mail address"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("010190-1234", CPR),
        ("0101901234", CPR),
        ("010190 1234", CPR),
        ("01.01.90-1234", CPR),
        ("cpr010190\u20131234", CPR),
        ("se 31/12-85 \u2014 0001!", CPR),
        ("\uff10\uff11\uff10\uff11\uff19\uff10-\uff11\uff12\uff13\uff14", CPR),
        ("\u0660\u0661\u0660\u0661\u0669\u0660-\u0661\u0662\u0663\u0664", CPR),
        ("010190\u200b1234", CPR),
        ("ring 12 34 56 78", TELEPHONE),
        ("tlf.12345678", TELEPHONE),
        ("1234 5678", TELEPHONE),
        ("123 45 678", TELEPHONE),
        ("+45 12 34 56 78", TELEPHONE),
        ("0048 600 100 200", TELEPHONE),
        ("+48 (600) 100-200", TELEPHONE),
        ("skriv til per@eksempel.dk", MAIL),
        ("per (at) eksempel.dk", MAIL),
        ("per[snabel-a]eksempel.dk", MAIL),
    ],
)
def test_refused(text: str, reason: str) -> None:
    verdict = guard(text)
    assert (verdict.outcome, verdict.reason, verdict.words) == (Outcome.REFUSE, reason, ())
    with pytest.raises(TextRefused) as refused:
        check("Note", text)
    assert refused.value.arguments == {"field": "Note", "reason": reason}
    assert text not in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tag matematik B-bogen med",
        "næste gang 21-11-2026 kl. 10.30-12.00",
        "2026-11-22 og 2026-12-06, 60 min",
        "rum 12, etage 3, 14:00 \u2013 15:30",
        "321399-1234567 er et varenummer",
        "Psykologi B og religion C",
        "Per@porten",
    ],
)
def test_let_through(text: str) -> None:
    assert guard(text).outcome is Outcome.OK


def test_words_to_ask_about() -> None:
    verdict = guard("Han er psykisk SYG og psykisk træt; medicinen mangler")
    assert (verdict.outcome, verdict.words) == (Outcome.WARN, ("psykisk", "syg", "medicinen"))
    assert check("Note", "dommen kommer snart") == ("dommen",)


def test_names_of_subjects_are_spared() -> None:
    assert guard("Medicinsk biologi A").outcome is Outcome.WARN
    assert guard("Medicinsk biologi A", names_allowed=("medicinsk biologi",)).outcome is Outcome.OK
    assert guard("Psykologi B og psykose", names_allowed=()).words == ("psykose",)


@given(
    st.text(max_size=60),
    st.integers(1, 28),
    st.integers(1, 12),
    st.integers(0, 99),
    st.integers(0, 9999),
    st.sampled_from(["", " ", "-", "\u2013"]),
)
def test_no_cpr_number_gets_through_whatever_stands_around_it(text: str, day: int, month: int, year: int, serial: int, dash: str) -> None:
    typed = f"{day:02}{month:02}{year:02}{dash}{serial:04}"
    assert guard(f"{text} x{typed}x {text}").outcome is Outcome.REFUSE
