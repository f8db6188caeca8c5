"""What goes wrong on real laptops: each refusal is one sentence with its class name first, and nothing is lost by it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop import house
from desktop.errors import WrongUse
from tests.integration.cli import COURSE, GOOD, OTHER, ROOT, Line, Said, process

PAGE = 4096
VISIT = ("--course", COURSE, "--date", "2026-02-01", "--outcome", "held", "--minutes", "60")
LIMITED = "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, ({0}, {0})); from desktop.__main__ import main; sys.exit(main())"
HOLDER = (
    "import sys; from pathlib import Path; from desktop.vault.lock import VaultLock; "
    "held = VaultLock(Path(sys.argv[1])); print('held', flush=True); sys.stdin.read()"
)


@pytest.fixture
def site(tree: tuple[Path, Path]) -> Path:
    return tree[1]


def refused(said: Said, *faults: str, status: int = 1) -> None:
    """Nothing on stdout, one line for each fault, and nothing that only a programmer reads."""
    assert (said.status, said.faults, said.out) == (status, list(faults), ""), said
    assert len(said.err.splitlines()) == len(faults), said.err
    assert "Traceback" not in said.err


def visits(line: Line, site: Path) -> int:
    value = line.json("figures", site, "--year", "2026")["figures"]["sessions_held"]["value"]
    assert isinstance(value, int)
    return value


def test_a_wrong_passphrase_is_refused_and_after_five_the_next_must_wait(line: Line, site: Path) -> None:
    for _ in range(5):
        refused(line.run("vault", "check", site, phrase=OTHER), "WrongPassphrase")
    refused(line.run("vault", "check", site, phrase=OTHER), "TooManyTries")
    refused(line.run("vault", "check", site), "TooManyTries")
    later = datetime(2026, 3, 20, 12, tzinfo=UTC)
    assert line.at(lambda: later).check(site)["ok"]


@pytest.mark.parametrize("place", ["first", "middle", "last"])
def test_a_damaged_page_is_found_and_the_rest_is_left_alone(line: Line, site: Path, place: str) -> None:
    store = site / "store.db"
    whole = store.read_bytes()
    pages = len(whole) // PAGE
    at = {"first": 0, "middle": pages // 2, "last": pages - 1}[place] * PAGE + 1000
    damaged = whole[:at] + bytes(byte ^ 0xFF for byte in whole[at : at + 16]) + whole[at + 16 :]
    store.write_bytes(damaged)
    said = line.run("vault", "check", site)
    assert said.status == 1
    assert "DamagedStore" in said.faults
    assert line.run("vault", "check", site, "--json").json["ok"] is False
    store.write_bytes(whole)
    line.check(site)


def test_an_empty_missing_or_plaintext_store_is_never_opened_as_a_new_one(line: Line, site: Path) -> None:
    store = site / "store.db"
    kept = store.with_name("kept")
    store.rename(kept)
    refused(line.run("session", "log", site, *VISIT), "EmptyStore")
    assert not store.exists()
    store.touch()
    refused(line.run("session", "log", site, *VISIT), "EmptyStore")
    assert store.stat().st_size == 0
    store.write_bytes(b"SQLite format 3\x00" + bytes(PAGE))
    refused(line.run("session", "log", site, *VISIT), "PlaintextStore")
    kept.replace(store)
    line.check(site)


def test_a_newer_vault_is_refused_by_its_card_and_by_its_store(line: Line, site: Path) -> None:
    card = site / "vault.json"
    text = card.read_text(encoding="utf-8")
    card.write_text(text.replace('"format":0', '"format":1'), encoding="utf-8")
    refused(line.run("vault", "check", site), "NewerVault")
    card.write_text(text, encoding="utf-8")
    line.check(site)
    with house.open_vault(site, "Anna", GOOD, line.settings) as opened, opened.store.upgrading() as connection:
        connection.exec_driver_sql("PRAGMA user_version = 999")
    refused(line.run("vault", "check", site), "NewerVault")


def test_a_card_or_keyring_that_is_rubbish_is_refused(line: Line, site: Path) -> None:
    card = site / "vault.json"
    text = card.read_bytes()
    card.write_bytes(b"{}")
    refused(line.run("vault", "check", site), "DamagedStore")
    card.write_bytes(text)
    refused(line.run("vault", "check", line.folder / "nowhere"), "NotAVault")
    refused(line.run("vault", "new", site, "--kind", "site", "--name", "X", "--user", "Anna"), "VaultExists")
    line.check(site)


def test_a_missing_keyring_is_put_back_from_its_copy_and_that_is_said(line: Line, site: Path) -> None:
    keyring, copy = site / "keyring.json", site / "keyring.json.bak"
    whole = keyring.read_bytes()
    for user in ((), ("--user", "Anna")):
        keyring.unlink()
        said = line.run("session", "log", site, *VISIT, *user)
        assert (said.status, said.faults) == (0, ["KeyringCopyUsed"])
        assert keyring.read_bytes() == whole
    keyring.write_bytes(b"rubbish")
    copy.write_bytes(b"rubbish")
    refused(line.run("vault", "check", site), "KeyringDamaged")
    keyring.unlink()
    copy.unlink()
    refused(line.run("vault", "check", site), "KeyringMissing")
    keyring.write_bytes(whole)
    line.check(site)


def test_a_vault_in_use_is_refused_until_the_other_process_has_ended(line: Line, site: Path) -> None:
    command = [sys.executable, "-c", HOLDER, str(site / "lock")]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:  # noqa: S603 - our own program
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        refused(line.run("session", "log", site, *VISIT), "VaultInUse")
        other.communicate("")
    line.check(site)


def test_a_clock_in_1970_is_said_and_saving_goes_on(line: Line, site: Path) -> None:
    said = line.at(lambda: datetime(1970, 1, 1, tzinfo=UTC)).run("session", "log", site, *VISIT)
    assert (said.status, said.faults) == (0, ["ClockSuspect"])
    assert "1970" in said.err
    assert visits(line, site) == 1
    line.ok("bundle", "export", site, line.folder / "up")
    assert line.json("bundle", "import", line.folder / "hq", line.folder / "up")["files"][0]["aside"] == 0
    assert visits(line, line.folder / "hq") == 1
    line.check(site)


def test_a_read_only_folder_is_said_and_nothing_is_half_saved(line: Line, site: Path) -> None:
    """Root may write anywhere, so the command then runs without the right to pass over permissions."""
    prefix: tuple[str, ...] = ()
    if os.geteuid() == 0:
        tool = shutil.which("setpriv")
        if tool is None:
            pytest.skip("setpriv is not installed")
        prefix = (tool, "--bounding-set", "-dac_override")
    phrase = line.file("phrase", GOOD)
    site.chmod(0o500)
    for path in site.iterdir():
        if path.is_file():
            path.chmod(0o400)
    command = [*prefix, sys.executable, str(ROOT / "main.py"), "session", "log", str(site), *VISIT, "--passphrase-file", phrase]
    environment = {**os.environ, "INDENFOR_STATE": str(line.settings.state_folder)}
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=environment, check=False)  # noqa: S603 - our own program
    site.chmod(0o700)
    for path in site.iterdir():
        if path.is_file():
            path.chmod(0o600)
    refused(Said(done.returncode, done.stdout, done.stderr), "StorageError")
    assert visits(line, site) == 0
    line.check(site)


def test_a_file_that_may_not_grow_is_a_full_disk_and_nothing_is_half_saved(line: Line, site: Path) -> None:
    phrase = line.file("phrase", GOOD)
    environment = {**os.environ, "INDENFOR_STATE": str(line.settings.state_folder)}
    for most in (4096, 50_000):
        command = [sys.executable, "-c", LIMITED.format(most), "session", "log", str(site), *VISIT, "--passphrase-file", phrase]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", env=environment, check=False)  # noqa: S603 - our own program
        refused(Said(done.returncode, done.stdout, done.stderr), "StorageError")
        assert visits(line, site) == 0
    line.check(site)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 3 MiB, where the machine lets us have one."""
    place, mount = tmp_path / "disk", shutil.which("mount")
    place.mkdir()
    if mount is None:
        pytest.skip("there is no mount here")
    command = [mount, "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(place)]
    if subprocess.run(command, capture_output=True, check=False).returncode:  # noqa: S603 - fixed words
        pytest.skip("no right to mount a small disk")
    yield place
    subprocess.run(["umount", str(place)], check=True)  # noqa: S603, S607 - fixed words


def test_a_full_disk_is_said_and_nothing_is_half_saved(line: Line, site: Path, small_disk: Path) -> None:
    vault = small_disk / "site"
    shutil.copytree(site, vault)
    filler = small_disk / "filler"
    with filler.open("wb", buffering=0) as file:
        while True:
            try:
                file.write(bytes(PAGE))
            except OSError:
                break
    said = line.run("session", "log", vault, *VISIT)
    assert (said.status, said.faults) == (1, ["StorageError"])
    refused(line.run("bundle", "export", vault, small_disk / "up"), "StorageError")
    filler.unlink()
    assert not (small_disk / "up").exists()
    assert visits(line, vault) == 0
    line.check(vault)


def test_foreign_and_empty_files_are_refused_one_by_one_and_the_good_one_goes_in(line: Line, tree: tuple[Path, Path]) -> None:
    hq, site = tree
    stick = line.folder / "stick"
    stick.mkdir()
    (stick / "a-foreign.jpg").write_bytes(b"\xff\xd8\xff\xe0" * 5000)
    (stick / "b-empty.indb").touch()
    line.ok("bundle", "export", site, stick / "c-good.indb")
    good = (stick / "c-good.indb").read_bytes()
    (stick / "d-cut.indb").write_bytes(good[:-1])
    (stick / "e-changed.indb").write_bytes(good[:3000] + bytes([good[3000] ^ 1]) + good[3001:])
    before = line.check(hq)["state_digest"]
    said = line.run("bundle", "import", hq, stick, line.folder / "gone.indb", "--json", "--dry-run")
    assert [file["outcome"] for file in said.json["files"]] == ["refused", "refused", "imported", "refused", "refused", "refused"]
    assert said.json["state_digest"] == before
    said = line.run("bundle", "import", hq, stick)
    assert (said.status, said.faults) == (1, ["MalformedBundle", "TruncatedBundle", "TruncatedBundle", "TamperedBundle"])
    assert line.check(hq)["state_digest"] == line.check(site)["state_digest"]
    for name, fault in (("a-foreign.jpg", "MalformedBundle"), ("b-empty.indb", "TruncatedBundle"), ("d-cut.indb", "TruncatedBundle")):
        refused(line.run("bundle", "inspect", stick / name, phrase=""), fault)
    assert line.json("bundle", "inspect", stick / "c-good.indb", phrase="")["wrap"] == 1168


def test_wrong_use_is_told_with_status_2(line: Line, site: Path) -> None:
    wrong = [
        line.run("vault", phrase=""),
        line.run("frobnicate", phrase=""),
        line.run("vault", "backup", site, "x", phrase=""),
        line.run("vault", "new", line.folder / "x", "--kind", "moon", "--name", "}{", "--user", "A"),
        line.run("vault", "new", line.folder / "x", "--kind", "site", "--name", "X"),
    ]
    for said in wrong:
        refused(said, "WrongUse", status=2)
    assert not (line.folder / "x").exists()
    shown = line.run("vault", "frob", "--json", "--lang", "en", phrase="")
    assert (shown.status, shown.json["ok"], shown.json["error"]["class"]) == (2, False, WrongUse.__name__)
    assert shown.json["error"]["sentence"].startswith("That is not how the command is used")


@pytest.mark.parametrize(("table", "column", "value"), [("session", "minutes", "61"), ("course", "d_first_held", "2026-01-31")])
def test_one_cell_changed_behind_the_logs_back_is_found_and_named(line: Line, site: Path, table: str, column: str, value: str) -> None:
    line.ok("session", "log", site, *VISIT)
    with house.open_vault(site, "Anna", GOOD, line.settings) as opened, opened.store.upgrading() as connection, opened.store.gate.open():
        connection.exec_driver_sql(f"UPDATE {table} SET {column} = ?", (value,))  # noqa: S608 - names of the test's own
    said = line.run("vault", "check", site)
    assert (said.status, said.faults) == (1, ["CheckFailed"])
    assert table in said.err
    assert column in said.err
    found = line.run("vault", "check", site, "--json").json
    assert [check["name"] for check in found["checks"] if not check["ok"]] == ["replay"]
    assert found["checks"][-1]["fault"]["class"] == found["error"]["class"] == "CheckFailed"


def test_what_is_no_text_is_wrong_use(line: Line) -> None:
    said = process("vault", "check", os.fsencode(line.folder) + b"/\xe6")
    assert (said.status, said.faults) == (2, ["WrongUse"])


def test_the_real_program_says_the_same_as_a_process(line: Line, tmp_path: Path) -> None:
    phrase, weak = line.file("good", GOOD), line.file("weak", "rødekors2026")
    new = ("vault", "new", tmp_path / "v", "--kind", "site", "--name", "Enner Mark", "--user", "Anna", "--passphrase-file")
    refused(process(*new, weak), "WeakPassphrase")
    made = process(*new, "-", stdin=f"{GOOD}\nmore\n")
    assert (made.status, len(made.line.replace("-", "")) > 20) == (0, True)
    checked = process("vault", "check", tmp_path / "v", "--json", "--passphrase-file", phrase)
    assert checked.json["ok"], checked
    assert [check["name"] for check in checked.json["checks"]] == ["pages", "keyring", "chain", "signatures", "audit", "replay"]
    assert process().status == 2
    assert "PySide6" not in process("vault", "--help").out
