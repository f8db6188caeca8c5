"""Entries as they are written, and the canonical form by itself."""

import pytest

from desktop.crypto.signatures import SigningKey, VerifyKey
from desktop.errors import MalformedEntry, NonCanonical, UnsignedEntry
from desktop.log.canonical import Reader, decode, encode
from desktop.log.entry import (
    GENESIS,
    Change,
    Draft,
    Header,
    RawEntry,
    check_distinct,
    describe_parts,
    part_hash,
    read_header,
    read_part,
    verify_signature,
    write_entry,
    write_part,
)

KEY = SigningKey.from_seed(bytes(range(32)))


def change(unit: str = "next", row: str = "1" * 32, verb: str = "tomb", table: str = "session") -> Change:
    return Change(verb, table, row, unit, None, [])


def draft(*changes: Change) -> Draft:
    return Draft("core", "all", "", changes)


def written() -> tuple[Header, RawEntry]:
    drafts = (draft(change()), draft(change("minutes")))
    bodies = tuple(write_part(one) for one in drafts)
    header = Header(0, "d" * 32, "1" * 16, 1, GENESIS, "2" * 16, "e" * 32, 1, describe_parts(drafts, bodies), GENESIS, [])
    return header, write_entry(header, bodies, KEY)


def test_what_is_written_can_be_read() -> None:
    header, raw = written()
    assert read_header(raw.header) == header
    assert [one[0] for one in header.parts] == ["core", "core"]
    assert [read_part(body).changes for body in raw.parts if body is not None] == [[change()], [change("minutes")]]
    verify_signature(raw, VerifyKey(KEY.public))


def test_a_short_part_cannot_be_guessed_from_its_hash() -> None:
    assert part_hash(write_part(draft(change()))) != part_hash(write_part(draft(change())))
    assert write_part(draft(change()), bytes(16)) == write_part(draft(change()), bytes(16))


def test_somebody_elses_signature_is_told() -> None:
    _, raw = written()
    with pytest.raises(UnsignedEntry):
        verify_signature(raw, VerifyKey(SigningKey.generate().public))
    with pytest.raises(UnsignedEntry):
        verify_signature(RawEntry(raw.header + b" ", raw.signature, raw.parts), VerifyKey(KEY.public))


@pytest.mark.parametrize("drafts", [(draft(change(), change()),), (draft(change()), draft(change("minutes"), change()))])
def test_one_entry_changes_a_unit_once(drafts: tuple[Draft, ...]) -> None:
    with pytest.raises(MalformedEntry):
        check_distinct([read_part(write_part(one)) for one in drafts])


def test_one_entry_may_change_different_units() -> None:
    others = (change(), change("minutes"), change(row="2" * 32), change(table="course"))
    check_distinct([read_part(write_part(draft(*others))), read_part(write_part(draft(change("", verb="erase"))))])


def test_a_part_that_erases_holds_nothing_else() -> None:
    with pytest.raises(MalformedEntry):
        read_part(write_part(draft(change(), change("", verb="erase"))))


def test_plain_values_have_one_form() -> None:
    assert encode({"b": [1, None, True], "a": b"\xff"}) == b'{"a":"/w==","b":[1,null,true]}'
    assert decode(b'{"a":[1]}', dict[str, list[int]]) == {"a": [1]}
    assert Reader(bytes).read(b'"/w=="') == b"\xff"


@pytest.mark.parametrize("data", [b'"/w="', b'"/x=="', b'"_w=="', b'"/w==\\n"', b'"/w"', b""])
def test_bytes_have_one_form(data: bytes) -> None:
    with pytest.raises(NonCanonical):
        decode(data, bytes)
