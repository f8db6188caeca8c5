"""The recovery code: printed, typed again with slips, or refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.crypto import recovery
from desktop.crypto.digests import domain_hash
from desktop.errors import WrongRecoveryCode


def test_a_code_is_eight_groups_of_four_and_fresh() -> None:
    code = recovery.new_code()
    assert [len(group) for group in code.split("-")] == [4] * 8
    assert set(code) <= set("0123456789ABCDEFGHJKMNPQRSTVWXYZ-")
    assert recovery.new_code() != code
    assert len(recovery.seed_of(code)) == 32
    assert recovery.seed_of(code) != recovery.seed_of(recovery.new_code())


@given(st.binary(min_size=17, max_size=17))
def test_the_seed_is_the_hash_of_the_secret_however_it_is_typed(secret: bytes) -> None:
    code = recovery._written(secret)
    expected = domain_hash("indenfor-recovery/1", secret)
    slips = [code.lower(), code.replace("-", " "), code.replace("-", ""), f"\n {code} ", code.replace("-", " – "), code.replace("0", "O")]
    for typed in [code, *slips, code.replace("1", "l"), code.replace("1", "I"), code.replace("0", "o")]:
        assert recovery.seed_of(typed) == expected


def test_any_one_wrong_sign_or_two_swapped_groups_is_refused() -> None:
    code = recovery._written(bytes(range(17)))
    signs = code.replace("-", "")
    wrong = [signs[:place] + ("7" if signs[place] != "7" else "8") + signs[place + 1 :] for place in range(len(signs))]
    groups = code.split("-")
    wrong += ["-".join([groups[1], groups[0], *groups[2:]])]
    for typed in wrong:
        with pytest.raises(WrongRecoveryCode):
            recovery.seed_of(typed)


@pytest.mark.parametrize("typed", ["", "-", "0" * 31, "0" * 33, "U" * 32, "Æ" * 32, "ß" * 16, "0000 " * 7 + "00!0", "\uff11" * 32])
def test_what_cannot_be_a_code_is_refused(typed: str) -> None:
    with pytest.raises(WrongRecoveryCode):
        recovery.seed_of(typed)
