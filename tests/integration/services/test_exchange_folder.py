"""A folder on a stick or a share, watched while a vault is open: it comes and goes, and what lies there may be anybody's."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop import cli
from desktop.errors import InvalidValue, TamperedBundle
from desktop.house import OpenVault
from desktop.vault import atomic
from desktop.vault.exchange import MARK, SUFFIX, mark_of
from tests.integration.sync import tree as trees
from tests.integration.sync.tree import Tree


@pytest.fixture
def share(tree: Tree) -> Path:
    """Chosen by headquarters and the first site."""
    made = tree.root / "share"
    made.mkdir()
    for vault in ("hq", "a/site"):
        with tree.open(vault) as opened:
            opened.do.exchange_folder.choose(made)
    return made


def live(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob(f"*{SUFFIX}"))


def pass_on(tree: Tree, vault: str) -> tuple[list[str], int]:
    with tree.open(vault) as opened:
        if vault != "hq":
            opened.arrive()
        results, left = opened.pass_on(everybody=True)
        return [result.outcome for result in results], left


def unsafe(tree: Tree) -> int:
    with tree.open("a/site") as site:
        return site.do.file_state.read().up.unsafe


@pytest.mark.usefixtures("share")
def test_what_is_saved_goes_up_and_is_safe_without_a_hand(tree: Tree) -> None:
    tree.log("bo")
    assert pass_on(tree, "a/site") == ([], 1)
    assert unsafe(tree) > 0
    assert pass_on(tree, "hq") == (["imported"], 2)  # for each of both sites
    outcomes, _ = pass_on(tree, "a/site")
    assert outcomes == ["imported"]
    assert unsafe(tree) == 0
    with tree.open("hq") as hq:
        assert trees.figures(hq)["sessions_held"] == 1
        (came,) = hq.do.exchange_folder.standing().came or (None,)
        assert came is None, "what was told is told once, to whoever had the vault open"


def test_at_most_one_live_file_for_the_parent_and_each_child(tree: Tree, share: Path) -> None:
    for day in range(1, 4):
        tree.log("bo", day)
        assert pass_on(tree, "a/site") == ([], 1)
        assert len(live(share)) == 1
    pass_on(tree, "hq")
    for _ in range(3):
        pass_on(tree, "hq")
        assert len(live(share)) == 2
    with tree.open("hq") as hq:
        assert trees.figures(hq)["sessions_held"] == 3


def test_who_lies_on_this_computer_is_left_nothing(tree: Tree, share: Path) -> None:
    """The volunteers beside the site have the exchange folder of the home."""
    pass_on(tree, "a/site")
    with tree.open("a/bo") as bo:
        bo.do.exchange_folder.choose(share)
        trees.log(bo, tree.courses["bo"])
        assert bo.pass_on() == ([], 0)


@pytest.fixture
def site(tree: Tree, share: Path) -> Iterator[OpenVault]:
    """Anna's, with a visit that headquarters lacks; the folder is there."""
    assert share.is_dir()
    tree.log("bo")
    with tree.open("a/site") as opened:
        opened.arrive()
        yield opened


def test_a_stick_that_is_pulled_and_comes_back(site: OpenVault, share: Path, tmp_path: Path) -> None:
    away = tmp_path / "pocket"
    share.rename(away)
    assert site.pass_on() == ([], 0)
    assert not site.do.exchange_folder.standing().there
    away.rename(share)
    assert site.do.exchange_folder.standing().there
    assert site.pass_on() == ([], 1)
    assert len(live(share)) == 1


def test_the_empty_place_of_a_stick_and_another_stick_are_not_taken_for_it(site: OpenVault, share: Path, tmp_path: Path) -> None:
    share.rename(tmp_path / "pocket")
    share.mkdir()
    assert site.pass_on() == ([], 0)
    (share / MARK).write_bytes(b'{"exchange":"0000000000000000000000000000000a","format":0}')
    assert site.pass_on() == ([], 0)
    (share / MARK).write_bytes(b"\xff")
    assert not site.do.exchange_folder.standing().there
    assert live(share) == []


def test_a_folder_that_goes_while_a_file_is_written_leaves_the_vault_as_it_was(
    site: OpenVault, share: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = atomic.fill_file

    def pulled(*args: object, **other: object) -> None:
        share.rename(tmp_path / "pocket")
        real(*args, **other)  # type: ignore[arg-type] # passed on as they came

    with monkeypatch.context() as patched:
        patched.setattr("desktop.vault.exchange.fill_file", pulled)
        with pytest.raises(Exception, match=r".") as raised:
            site.pass_on()
    assert type(raised.value).__name__ == "StorageError"
    (tmp_path / "pocket").rename(share)
    assert site.pass_on() == ([], 1)
    assert len(live(share)) == 1
    assert not list(share.glob("*.part"))


def test_what_is_half_written_is_taken_when_it_is_whole(tree: Tree, share: Path) -> None:
    """Some programs write under the last name at once."""
    tree.log("bo")
    whole = tree.up("a/site", "up.indb").read_bytes()
    file = share / f"{'0' * 32}{SUFFIX}"
    with tree.open("hq") as hq:
        for length in (0, 3, 100, len(whole) - 1):
            file.write_bytes(whole[:length])
            assert hq.pass_on() == ([], 0)
            assert hq.do.exchange_folder.standing().refused == ()
        file.write_bytes(whole)
        results, _ = hq.pass_on()
        assert [result.outcome for result in results] == ["imported"]
        assert [(one.sender, one.new > 0) for one in hq.do.exchange_folder.standing().came] == [("Nordby", True)]
        assert not file.exists()


def test_files_of_others_stay_and_are_tried_once(tree: Tree, share: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree.log("per")
    foreign = share / f"{'1' * 32}{SUFFIX}"
    with tree.open("b/per") as per:
        shutil.copy(trees.export(per, tree.root / "per.indb"), foreign)
    (share / "holiday.jpg").write_bytes(b"a picture")
    with tree.open("hq") as hq:
        assert hq.pass_on() == ([], 0)
        monkeypatch.setattr("desktop.vault.exchange.copy_in", lambda *_args, **_other: pytest.fail("it was tried again"))
        assert hq.pass_on() == ([], 0)
        assert hq.do.exchange_folder.standing().refused == ()
    assert foreign.exists()


def test_a_file_that_is_held_is_taken_when_it_is_free(tree: Tree, share: Path) -> None:
    """Another program has it open for itself; here its rights say so."""
    tree.log("bo")
    file = share / f"{'2' * 32}{SUFFIX}"
    held = tree.up("a/site", "up.indb")
    file.mkdir()  # whatever cannot be read as a file
    with tree.open("hq") as hq:
        assert hq.pass_on() == ([], 0)
        file.rmdir()
        shutil.copy(held, file)
        assert [result.outcome for result in hq.pass_on()[0]] == ["imported"]


def test_a_damaged_file_is_told_of_until_it_is_gone(tree: Tree, share: Path) -> None:
    tree.log("bo")
    whole = bytearray(tree.up("a/site", "up.indb").read_bytes())
    whole[-20] ^= 1
    file = share / f"{'3' * 32}{SUFFIX}"
    file.write_bytes(whole)
    with tree.open("hq") as hq:
        assert hq.pass_on() == ([], 0)
        ((name, fault),) = hq.do.exchange_folder.standing().refused
        assert (name, type(fault)) == (file.name, TamperedBundle)
        file.unlink()
        hq.pass_on()
        assert hq.do.exchange_folder.standing().refused == ()


def test_what_cannot_be_chosen(tree: Tree, share: Path) -> None:
    with tree.open("a/site") as site:
        folder = site.do.exchange_folder
        for path in (tree.root / "nowhere", tree.path("a/site"), tree.root / "a", tree.root / "a" / "exchange"):
            with pytest.raises(InvalidValue):
                folder.choose(path)
        assert folder.standing().folder == share.resolve()


def test_choosing_another_or_none_takes_our_files_back(tree: Tree, share: Path, tmp_path: Path) -> None:
    tree.log("bo")
    pass_on(tree, "a/site")
    assert len(live(share)) == 1
    other = tmp_path / "other"
    other.mkdir()
    with tree.open("a/site") as site:
        site.do.exchange_folder.choose(other)
        assert live(share) == []
        site.pass_on()
        assert len(live(other)) == 1
        assert mark_of(other) not in ("", mark_of(share))
        site.do.exchange_folder.forget()
        assert live(other) == []
        assert site.pass_on() == ([], 0)
        assert site.do.exchange_folder.standing().folder is None


def test_by_the_command_line(tmp_path: Path, tree: Tree, share: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One round each: the site leaves its file, headquarters takes it in and leaves the receipts, then uses the folder no more."""
    secret = tmp_path / "phrase"
    secret.write_text(f"{trees.PASSPHRASE}\n", encoding="ascii")

    def line(vault: str, *more: str) -> dict[str, Any]:
        call = ["vault", "exchange", str(tree.path(vault)), *more, "--json", "--passphrase-file", str(secret)]
        assert cli.main(call, tree.settings) == 0
        found: dict[str, Any] = json.loads(capsys.readouterr().out)
        return found

    tree.log("bo")
    with tree.open("a/site") as site:
        site.arrive()
    said = line("a/site")
    assert (said["folder"], said["there"], said["files"], said["left"]) == (str(share.resolve()), True, [], 1)
    taken = line("hq", "--folder", str(share))
    assert [(one["outcome"], one["new"] > 0) for one in taken["files"]] == [("imported", True)]
    assert line("hq", "--no-folder") == {**said, "folder": None, "there": False, "left": 0}
    shutil.rmtree(share)
    assert line("a/site") == {**said, "there": False, "left": 0}
