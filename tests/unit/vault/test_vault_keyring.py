"""Slots and recovery: what opens, what does not, and how damage is told from a wrong passphrase."""

from functools import cache

import msgspec
import pytest
from hypothesis import given, strategies

from desktop.crypto.buffers import SecretBytes
from desktop.crypto.digests import new_id
from desktop.crypto.passphrase import Cost
from desktop.crypto.sealing import SealKey
from desktop.crypto.signatures import SigningKey
from desktop.errors import (
    Fault,
    InvalidValue,
    KeyringDamaged,
    LabelTaken,
    LastUser,
    NonCanonical,
    NoRecovery,
    UnknownUser,
    WrongPassphrase,
    WrongRecoveryCode,
)
from desktop.vault.keyring import Keyring
from desktop.vault.slot import SlotOwner, with_sum

VAULT = "0123456789abcdef0123456789abcdef"
STORE_KEY = bytes(range(32))
NEW_STORE_KEY = bytes(range(32, 64))


def owner(label: str) -> SlotOwner:
    return SlotOwner(label, new_id(), "LEADER", SigningKey.generate(), SealKey.generate())


@pytest.fixture
def ida() -> SlotOwner:
    return owner("Ida")


@pytest.fixture
def keyring(ida: SlotOwner, cheap: Cost) -> Keyring:
    return Keyring(VAULT, "/vault").add_slot(ida, "fire gamle stole", SecretBytes(STORE_KEY), cheap)


def test_the_right_passphrase_gives_keys_and_store_key(keyring: Keyring, ida: SlotOwner) -> None:
    opened = keyring.open_slot("ida ", "fire gamle stole")
    assert (opened.user, opened.label, opened.role) == (ida.user, "Ida", "LEADER")
    assert opened.signing.seed == ida.signing.seed
    assert opened.sealing.private == ida.sealing.private
    assert bytes(opened.store_key.view) == STORE_KEY


def test_a_wrong_passphrase_and_an_unknown_label(keyring: Keyring) -> None:
    with pytest.raises(WrongPassphrase) as wrong:
        keyring.open_slot("Ida", "fire gamle borde")
    assert wrong.value.arguments == {"label": "Ida"}
    with pytest.raises(UnknownUser) as unknown:
        keyring.open_slot("Bo", "fire gamle stole")
    assert unknown.value.arguments == {"label": "Bo", "labels": "Ida"}


def test_it_comes_back_from_its_bytes(keyring: Keyring) -> None:
    again = Keyring.decode(keyring.encode(), VAULT, "/vault")
    assert again == keyring
    assert bytes(again.open_slot("Ida", "fire gamle stole").store_key.view) == STORE_KEY


def test_nothing_secret_is_in_the_bytes(keyring: Keyring, ida: SlotOwner) -> None:
    data = keyring.encode()
    for secret in (ida.signing.seed, ida.sealing.private, STORE_KEY):
        assert secret not in data
        assert msgspec.json.encode(secret).strip(b'"=') not in data


def test_a_second_person(keyring: Keyring, cheap: Cost) -> None:
    both = keyring.add_slot(owner("Bo"), "otte nye lamper", SecretBytes(STORE_KEY), cheap)
    assert both.labels == ("Ida", "Bo")
    assert bytes(both.open_slot("Bo", "otte nye lamper").store_key.view) == STORE_KEY
    with pytest.raises(WrongPassphrase):
        both.open_slot("Bo", "fire gamle stole")
    with pytest.raises(LabelTaken):
        both.add_slot(owner(" IDA"), "x", SecretBytes(STORE_KEY), cheap)
    alone = both.remove_slot("Ida")
    assert alone.labels == ("Bo",)
    with pytest.raises(LastUser):
        alone.remove_slot("Bo")
    with pytest.raises(UnknownUser):
        alone.remove_slot("Ida")


@pytest.mark.parametrize("label", ["", "   ", "x" * 65])
def test_labels_have_a_length(label: str, keyring: Keyring, cheap: Cost) -> None:
    with pytest.raises(InvalidValue):
        keyring.add_slot(owner(label), "x", SecretBytes(STORE_KEY), cheap)


def test_labels_are_the_same_however_they_are_composed(keyring: Keyring, cheap: Cost) -> None:
    both = keyring.add_slot(owner("Åse"), "otte nye lamper", SecretBytes(STORE_KEY), cheap)
    assert both.slot("A\u030ase").label == "Åse"
    Keyring.decode(both.encode(), VAULT, "/vault")


def test_another_passphrase_keeps_the_keys(keyring: Keyring, ida: SlotOwner) -> None:
    changed = keyring.change_passphrase("Ida", "fire gamle stole", "otte nye lamper", Cost(16, 2, 1))
    opened = changed.open_slot("Ida", "otte nye lamper")
    assert opened.signing.public == ida.signing.public
    assert bytes(opened.store_key.view) == STORE_KEY
    assert changed.slot("Ida").cost.memory_kib == 16
    assert changed.slot("Ida").salt != keyring.slot("Ida").salt
    for phrase in ("fire gamle stole", ""):
        with pytest.raises(WrongPassphrase):
            changed.open_slot("Ida", phrase)
    with pytest.raises(WrongPassphrase):
        keyring.change_passphrase("Ida", "otte nye lamper", "x")
    kept = keyring.change_passphrase("Ida", "fire gamle stole", "otte nye lamper")
    assert kept.slot("Ida").cost == keyring.slot("Ida").cost


def test_rekey_needs_no_passphrase_and_reaches_named_keys_only(keyring: Keyring, ida: SlotOwner, cheap: Cost) -> None:
    planted = owner("Gæst")
    keyring = keyring.add_slot(planted, "otte nye lamper", SecretBytes(STORE_KEY), cheap)
    keyring, code = keyring.make_recovery(SecretBytes(STORE_KEY))
    assert [slot.label for slot in keyring.unnamed({ida.sealing.public})] == ["Gæst"]
    rekeyed = keyring.rewrap(SecretBytes(NEW_STORE_KEY), {ida.sealing.public})
    assert rekeyed.labels == ("Ida",)
    assert bytes(rekeyed.open_slot("Ida", "fire gamle stole").store_key.view) == NEW_STORE_KEY
    assert bytes(rekeyed.recover(code).view) == NEW_STORE_KEY
    assert Keyring.decode(rekeyed.encode(), VAULT, "/vault") == rekeyed


def test_recovery(keyring: Keyring) -> None:
    with pytest.raises(NoRecovery):
        keyring.recover("0000")
    with_code, code = keyring.make_recovery(SecretBytes(STORE_KEY))
    assert bytes(with_code.recover(code.lower().replace("-", " ")).view) == STORE_KEY
    later, other = with_code.make_recovery(SecretBytes(STORE_KEY))
    for wrong in (code, "not a code", code[:-1]):
        with pytest.raises(WrongRecoveryCode):
            later.recover(wrong)
    assert bytes(later.recover(other).view) == STORE_KEY
    assert Keyring.decode(later.encode(), VAULT, "/vault") == later
    assert later.rewrap(SecretBytes(NEW_STORE_KEY), ()).slots == ()


def test_a_recovery_wrap_is_bound_to_its_vault(keyring: Keyring) -> None:
    with_code, code = keyring.make_recovery(SecretBytes(STORE_KEY))
    elsewhere = Keyring(new_id(), "/elsewhere", recovery=with_code.recovery)
    with pytest.raises(WrongRecoveryCode):
        elsewhere.recover(code)


def test_a_slot_is_bound_to_its_vault(keyring: Keyring) -> None:
    elsewhere = Keyring(new_id(), "/elsewhere", keyring.slots)
    with pytest.raises(WrongPassphrase):
        elsewhere.open_slot("Ida", "fire gamle stole")


@pytest.mark.parametrize(
    "change",
    [
        {"role": "HQ_ADMIN"},
        {"label": "Bo"},
        {"id": new_id()},
        {"user": new_id()},
        {"salt": bytes(16)},
        {"sign": SigningKey.generate().public},
    ],
    ids=lambda change: next(iter(change)),
)
def test_every_field_is_bound(change: dict[str, object], keyring: Keyring) -> None:
    """Changed with a new sum, as one who can write the file would do it."""
    forged = with_sum(msgspec.structs.replace(keyring.slots[0], **change))
    with pytest.raises(WrongPassphrase):
        Keyring(VAULT, "/vault", (forged,)).open_slot(forged.label, "fire gamle stole")


def test_a_cheaper_cost_is_bound_too(keyring: Keyring) -> None:
    slot = keyring.slots[0]
    forged = with_sum(msgspec.structs.replace(slot, cost=msgspec.structs.replace(slot.cost, passes=2)))
    with pytest.raises(WrongPassphrase):
        Keyring(VAULT, "/vault", (forged,)).open_slot("Ida", "fire gamle stole")


def test_a_wrap_put_there_for_somebody_else(keyring: Keyring, cheap: Cost) -> None:
    other = Keyring(VAULT, "/vault").add_slot(owner("Bo"), "x", SecretBytes(STORE_KEY), cheap)
    forged = with_sum(msgspec.structs.replace(keyring.slots[0], store=other.slots[0].store))
    with pytest.raises(KeyringDamaged):
        Keyring(VAULT, "/vault", (forged,)).open_slot("Ida", "fire gamle stole")


def test_damage_is_told_from_a_wrong_passphrase(keyring: Keyring) -> None:
    """Any changed byte is damage, or another form: never a keyring that asks for a passphrase in vain."""
    with_code, _ = keyring.make_recovery(SecretBytes(STORE_KEY))
    data = with_code.encode()
    for place in range(0, len(data), 7):
        for flip in (1, 32):
            damaged = bytearray(data)
            damaged[place] ^= flip
            with pytest.raises((KeyringDamaged, NonCanonical)):
                Keyring.decode(bytes(damaged), VAULT, "/vault")


def test_cut_or_doubled(keyring: Keyring, cheap: Cost) -> None:
    data = keyring.encode()
    for cut in (0, 1, len(data) // 2, len(data) - 1):
        with pytest.raises(Fault):
            Keyring.decode(data[:cut], VAULT, "/vault")
    with pytest.raises(KeyringDamaged):
        Keyring.decode(Keyring(VAULT, "/vault", keyring.slots * 2).encode(), VAULT, "/vault")
    composed = Keyring(VAULT, "/vault").add_slot(owner("ida"), "x", SecretBytes(STORE_KEY), cheap)
    with pytest.raises(KeyringDamaged):
        Keyring.decode(Keyring(VAULT, "/vault", keyring.slots + composed.slots).encode(), VAULT, "/vault")


def test_a_cost_beyond_any_laptop_is_damage(keyring: Keyring) -> None:
    slot = keyring.slots[0]
    dear = with_sum(msgspec.structs.replace(slot, cost=msgspec.structs.replace(slot.cost, memory_kib=2**40)))
    with pytest.raises(NonCanonical):
        Keyring.decode(Keyring(VAULT, "/vault", (dear,)).encode(), VAULT, "/vault")


@given(data=strategies.data())
def test_only_our_own_errors_come_out(data: strategies.DataObject) -> None:
    """Whatever a keyring's bytes are: cut, spliced, written over, or never a keyring."""
    whole = bytearray(sample())
    for _ in range(data.draw(strategies.integers(1, 4))):
        start = data.draw(strategies.integers(0, len(whole)))
        end = data.draw(strategies.integers(start, min(len(whole), start + 40)))
        whole[start:end] = data.draw(
            strategies.binary(max_size=40) | strategies.sampled_from([b"[" * 2000, b"null", b'"', b"1e999", b"\xff"])
        )
    try:
        Keyring.decode(bytes(whole), VAULT, "/vault")
    except Fault:
        return
    assert bytes(whole) == sample()


@cache
def sample() -> bytes:
    keyring = Keyring(VAULT, "/vault").add_slot(owner("Ida"), "fire gamle stole", SecretBytes(STORE_KEY), Cost(8, 1, 1))
    return keyring.make_recovery(SecretBytes(STORE_KEY))[0].encode()
