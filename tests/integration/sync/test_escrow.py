"""The spare key: a site that has lost every passphrase and its code comes in again through headquarters, and nobody else does."""

import io
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from desktop import house
from desktop.crypto.digests import random_bytes, sha256
from desktop.crypto.sealing import SealKey, unwrap
from desktop.crypto.signatures import SigningKey
from desktop.errors import (
    AccessEnded,
    AnotherFile,
    FormerEscrow,
    InvalidValue,
    LabelTaken,
    MalformedBundle,
    NoEscrow,
    NoProofOfPossession,
    NoRecovery,
    NotAllowed,
    NotARecoveryFile,
    NotForUs,
    NotOurRequest,
    OtherEscrow,
    WordsDiffer,
    WrongPassphrase,
    WrongRecoveryCode,
)
from desktop.house import OpenVault, Person
from desktop.house.escrow import word_list
from desktop.log.canonical import decode, encode
from desktop.services.escrow import SpareAnswered
from desktop.services.rotating import rotate
from desktop.store import state
from desktop.store.repositories import escrows
from desktop.sync.escrow import ESCROW, SpareRequest, request_words, unwrap_spare, wrap_spare, write_request
from desktop.sync.manifest import Escrow, read_manifest
from desktop.sync.reader import open_bundle
from tests.integration.cli import OTHER, Line
from tests.integration.sync import tree as trees
from tests.integration.sync.tree import Tree

NEWCOMER = Person("Nanna", "Nanna Ny", "four new words here")


def code(tree: Tree) -> str:
    return tree.path("hq.code").read_text()


def recovery_file(tree: Tree, where: str = "hq/hq-recovery.key") -> bytes:
    return (tree.root / where).read_bytes()


def sent(tree: Tree, name: str = "spare.indb") -> None:
    """One visit, and a file that reaches headquarters."""
    with tree.open("a/site") as site:
        trees.log(site, tree.courses["bo"], 9)
        path = trees.export(site, tree.root / name)
    assert tree.take("hq", path)[0].outcome == "imported"


def ask(tree: Tree, vault: str = "a/site", person: Person = NEWCOMER) -> house.Asked:
    return house.ask_for_spare(tree.path(vault), person, tree.settings)


def answer(tree: Tree, asked: house.Asked, *, file: str = "hq/hq-recovery.key", words: str = "", by: str = "") -> SpareAnswered:
    with tree.open("hq") as hq:
        return hq.do.escrow.answer(asked.file, words or " ".join(asked.words), recovery_file(tree, file), by or code(tree))


def come_in(tree: Tree, given: SpareAnswered, words: str = "", person: Person = NEWCOMER) -> str:
    return house.recover_by_answer(tree.path("a/site"), given.file, words or " ".join(given.words), person, tree.settings)


def kept(tree: Tree, vault: str = "a/site") -> escrows.Kept:
    with tree.open("hq") as hq, hq.store.reading() as reading:
        found = escrows.of(reading.connection, tree.id(vault))
    assert found is not None
    return found


def test_a_site_that_lost_everything_comes_in_again(tree: Tree) -> None:
    """A new leader with a new code; every leader is told, and the newcomer's saves count once headquarters certifies the newcomer."""
    sent(tree)
    asked = ask(tree)
    given = answer(tree, asked)
    assert (given.place, len(asked.words), len(given.words)) == ("Nordby", 8, 8)
    fresh = come_in(tree, given)
    with house.open_vault(tree.path("a/site"), "Nanna", NEWCOMER.passphrase, tree.settings) as site:
        assert [type(notice).__name__ for notice in site.notices] == ["RecoveredLately"]
        assert trees.figures(site)["sessions_held"] == 1
        trees.log(site, tree.courses["bo"], 10)
        path = trees.export(site, tree.root / "after.indb")
        request, words = site.do.enrolling.request(site.slot.sealing)
        trees.check(site)
    (result,) = tree.take("hq", path)
    assert {one.reason for one in result.refusals} == {"UnauthorisedUser"}
    with tree.open("hq") as hq:
        hq.do.enrolling.answer_site(request, " ".join(words), "Nordby")
        assert trees.aside(hq) == {}
        assert trees.count(hq, "SELECT count(*) FROM audit WHERE verb = 'escrow'") == 1
    assert not tree.path("a/site").joinpath("recovering.json").exists()
    house.recover_vault(tree.path("a/site"), fresh, Person("Oda", "Oda", "x"), tree.settings)


def test_wrong_words_stop_either_side(tree: Tree) -> None:
    sent(tree)
    asked, another = ask(tree), ask(tree, "b/site")
    with pytest.raises(WordsDiffer):
        answer(tree, asked, words=" ".join(another.words))
    given = answer(tree, asked)
    with pytest.raises(WordsDiffer):
        come_in(tree, given, " ".join(asked.words))
    with pytest.raises(WrongPassphrase):
        come_in(tree, given, person=Person("Nanna", "Nanna", "another"))
    come_in(tree, given)


def test_a_foreign_vaults_wrap_is_bound_to_its_id(tree: Tree) -> None:
    """Headquarters' rows are exchanged, as by somebody who can write its store: neither opens."""
    sent(tree)
    first, second = kept(tree), kept(tree, "b/site")
    with tree.open("hq") as hq, trees.patched(hq) as work:
        work.connection.exec_driver_sql("UPDATE escrow SET wrap = ? WHERE vault = ?", (second.wrap, first.vault))
    with pytest.raises(OtherEscrow) as raised:
        answer(tree, ask(tree))
    assert raised.value.arguments["name"] == "Nordby"


def test_an_old_wrap_opens_nothing_new_after_a_rekey(tree: Tree) -> None:
    """The answer made of what headquarters held before the change of the store key; and of what came after it."""
    sent(tree)
    old = answer(tree, ask(tree))
    house.rekey_vault(tree.path("a/site"), "Anna", trees.PASSPHRASE, tree.settings)
    with pytest.raises(FormerEscrow):
        come_in(tree, old)
    before = kept(tree)
    sent(tree, "again.indb")
    assert kept(tree).wrap != before.wrap
    come_in(tree, answer(tree, ask(tree)))


def test_a_rekey_alone_sends_the_new_spare_key(tree: Tree) -> None:
    """Nothing else is new: the file goes up for the spare key's sake; an older file that comes late does not bring back the former."""
    with tree.open("a/site") as site:
        trees.log(site, tree.courses["bo"], 9)
        late = trees.export(site, tree.root / "late.indb")
    house.rekey_vault(tree.path("a/site"), "Anna", trees.PASSPHRASE, tree.settings)
    before = kept(tree)
    with tree.open("a/site") as site:
        path = trees.export(site, tree.root / "new.indb")
    tree.take("hq", path)
    renewed = kept(tree)
    assert renewed.wrap != before.wrap
    tree.take("hq", late)
    assert kept(tree) == renewed


def test_headquarters_vault_alone_cannot_open_it(tree: Tree) -> None:
    """Every key and every secret that lies in headquarters' store, or is in the hands of its administrator, is tried."""
    sent(tree)
    spare = kept(tree)
    with tree.open("hq") as hq:
        tried = list(every_seal_key(hq))
        assert len(tried) > 10
    for key in tried:
        for purpose in (f"{ESCROW}/{spare.vault}", f"store-key/{spare.vault}", f"recovery/{spare.vault}"):
            with pytest.raises(NotForUs):
                unwrap(key, spare.wrap, purpose)


def every_seal_key(hq: OpenVault) -> Iterator[SealKey]:
    """Known keys, and each run of 32 or 96 bytes of any value of the store read as one."""
    yield from (hq.slot.sealing, *hq.context.keys.opening, *(key for _, key in hq.context.identities))
    yield SealKey.from_seed(hq.context.keys.sign.seed)
    yield SealKey.from_seed(hq.slot.signing.seed)
    yield SealKey.from_seed(bytes(hq.slot.store_key.view))
    assert hq.context.author.issuing is not None
    yield SealKey.from_seed(hq.context.author.issuing.seed)
    with hq.store.reading() as reading:
        rows = reading.connection.exec_driver_sql("SELECT value FROM state").scalars().all()
        values = {bytes(value) for value in rows}
    for value in values:
        if len(value) == 32:
            yield SealKey.from_seed(value)
        if len(value) == 96:
            yield SealKey.from_private(value)
        yield SealKey.from_seed(sha256(value))


def test_the_recovery_file_needs_its_code_and_is_headquarters_own(tree: Tree, tmp_path: Path) -> None:
    sent(tree)
    asked = ask(tree)
    made = house.create_vault(tmp_path / "other", "hq", "Andet", Person("Hans", "Hans", "pw"), tree.settings)
    (tree.root / "other.key").write_bytes((tmp_path / "other/hq-recovery.key").read_bytes())
    assert made.recovery_file is not None
    for file in ("other.key", "hq/hq-root.key"):
        with pytest.raises(NotARecoveryFile):
            answer(tree, asked, file=file)
    with pytest.raises(WrongRecoveryCode):
        answer(tree, asked, by=made.recovery_code)


def test_who_may_answer_and_for_whom(tree: Tree) -> None:
    asked = ask(tree)
    with tree.open("hq") as hq:  # nothing has come from the place but its spare key: it went up with the first file
        hq.do.revoking.revoke(tree.id("a/site"), reason="lost")
    with pytest.raises(AccessEnded):
        answer(tree, asked)
    with tree.open("hq") as hq:
        house.add_user(hq, Person("Kit", "Kit", "pw"), "HQ_COORDINATOR")
    with house.open_vault(tree.path("hq"), "Kit", "pw", tree.settings) as hq, pytest.raises(NotAllowed):
        hq.do.escrow.answer(asked.file, " ".join(asked.words), recovery_file(tree), code(tree))
    with tree.open("hq") as hq, trees.patched(hq) as work:
        work.connection.exec_driver_sql("DELETE FROM escrow")
    with pytest.raises(NoEscrow):
        answer(tree, ask(tree, "b/site"))


def test_who_may_ask(tree: Tree) -> None:
    with pytest.raises(NoRecovery):
        ask(tree, "a/bo")
    with pytest.raises(InvalidValue):
        ask(tree, "hq")
    with pytest.raises(LabelTaken):
        ask(tree, person=Person("anna", "Anna", "pw"))


def test_an_answer_is_for_the_last_request_alone(tree: Tree) -> None:
    sent(tree)
    with pytest.raises(NotOurRequest):
        house.recover_by_answer(tree.path("a/site"), encode({"answer": "x"}), "", NEWCOMER, tree.settings)
    first = answer(tree, ask(tree))
    second = answer(tree, ask(tree))
    with pytest.raises(NotOurRequest):
        come_in(tree, first)
    with pytest.raises(AnotherFile):
        house.recover_by_answer(tree.path("a/site"), ask(tree, "b/site").file, "", NEWCOMER, tree.settings)
    come_in(tree, second)
    with pytest.raises(NotOurRequest):
        come_in(tree, second)


def test_a_request_is_signed_by_the_key_it_names(tree: Tree) -> None:
    sent(tree)
    with tree.open("a/site") as site:
        ask_ = SpareRequest(
            crit=[], name="x", nonce=bytes(32), seal=SealKey.generate().public, sign=SigningKey.generate().public, v=0, vault=site.card.id
        )
    file = write_request(ask_, SigningKey.generate())
    asked = house.Asked(file, request_words(file, word_list()))
    with pytest.raises(NoProofOfPossession):
        answer(tree, asked)


def test_another_root_renews_the_spare_key_and_the_former_file_opens_the_former_one(tree: Tree) -> None:
    sent(tree)
    (tree.root / "safe").mkdir()
    with tree.open("hq") as hq:
        rotated = rotate(hq.context, (tree.root / "hq/hq-root.key").read_bytes(), code(tree), tree.root / "safe")
    assert rotated.recovery.name == "hq-recovery-2.key"
    asked = ask(tree)
    with pytest.raises(OtherEscrow):
        answer(tree, asked, file="safe/hq-recovery-2.key")
    answer(tree, asked)
    trees.exchange(tree, "a/site")
    trees.exchange(tree, "a/site")
    with pytest.raises(OtherEscrow):
        answer(tree, asked)
    come_in(tree, answer(tree, asked, file="safe/hq-recovery-2.key"))


def test_the_spare_key_goes_up_with_the_first_file_and_never_down(tree: Tree) -> None:
    with tree.open("hq") as hq:
        key = hq.context.keys.seal
    data = (tree.root / "first.indb").read_bytes()
    manifest = open_bundle(io.BytesIO(data), [key]).manifest
    assert manifest.escrow is not None
    with pytest.raises(MalformedBundle):
        read_manifest(encode(msgspec.structs.replace(manifest, kind="down", ranges=[])))
    with tree.open("a/bo") as bo, bo.store.reading() as reading:
        assert state.get(reading.connection, state.ESCROW) is None


def test_the_wrap_is_under_the_domain_of_escrow() -> None:
    key, secret = SealKey.generate(), random_bytes(32)
    wrapped = wrap_spare(key.public, secret, "0" * 32)
    assert unwrap_spare(key, wrapped, "0" * 32) == unwrap(key, wrapped, "indenfor-escrow/1/" + "0" * 32) == secret
    with pytest.raises(NotForUs):
        unwrap_spare(key, wrapped, "1" * 32)
    assert decode(encode(Escrow(key=bytes(32), wrap=wrapped)), Escrow).wrap == wrapped


def test_the_whole_way_on_the_command_line(line: Line) -> None:
    """Request, answer with the file and the code, and the newcomer is in; every step says eight words."""
    hq, site = line.folder / "hq", line.folder / "site"
    made = line.json("vault", "new", hq, "--kind", "hq", "--name", "Landskontoret", "--user", "Hanne")
    line.ok("vault", "new", site, "--kind", "site", "--name", "Nordby", "--user", "Anna")
    asked = line.json("enrol", "request", site, line.folder / "e.req")
    given = line.json("enrol", "answer", hq, line.folder / "e.req", line.folder / "e.ans", "--site", "Nordby", "--words", asked["words"])
    line.ok("enrol", "accept", site, line.folder / "e.ans", "--words", given["words"])
    line.ok("bundle", "export", site, line.folder / "up.indb")
    line.ok("bundle", "import", hq, line.folder / "up.indb")
    spare = ("vault", "recover", site, "--user", "Nanna", "--request", line.folder / "s.req")
    request = line.json(*spare, phrase=OTHER)
    code = line.file("code", made["recovery_code"])
    answer = ("hq", "escrow-answer", hq, line.folder / "s.req", line.folder / "s.ans", "--recovery-file", made["recovery_file"])
    assert line.run(*answer, "--recovery-code-file", code, "--words", given["words"]).faults == ["WordsDiffer"]
    answered = line.json(*answer, "--recovery-code-file", code, "--words", request["words"])
    assert answered["place"] == "Nordby"
    come = ("vault", "recover", site, "--user", "Nanna", "--answer", line.folder / "s.ans")
    assert line.run(*come, phrase=OTHER).status == 2
    assert line.run(*come, "--words", request["words"], phrase=OTHER).faults == ["WordsDiffer"]
    said = line.json(*come, "--words", answered["words"], phrase=OTHER)
    assert (said["user"], len(said["recovery_code"])) == ("Nanna", 39)
    line.ok("vault", "check", site, "--user", "Nanna", phrase=OTHER)
