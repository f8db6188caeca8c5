"""One visit from a volunteer's vault to headquarters, and the receipt back, by commands alone."""

import shutil
from pathlib import Path
from typing import Any

from tests.integration.cli import COURSE, GOOD, OTHER, Line, enrol


def _logged(line: Line, vault: Path, day: str, phrase: str, *more: str) -> dict[str, Any]:
    what = ("--course", COURSE, "--date", day, "--outcome", "held", "--minutes", "60", *more)
    return line.json("session", "log", vault, *what, phrase=phrase)


def test_a_visit_travels_to_headquarters_and_its_receipt_comes_back(line: Line, tree: tuple[Path, Path]) -> None:
    hq, site = tree
    bo = line.folder / "laptop" / "bo"
    line.ok("volunteer", "vault", site, bo, "--volunteer", "Bo Berg", "--label", "Bo", "--new-passphrase-file", line.file("new", OTHER))
    logged = _logged(line, bo, "2026-02-01", OTHER)
    assert set(logged) == {"ok", "session", "already", "findings", "words"}
    assert not logged["already"]
    second = _logged(line, site, "2026-02-01", GOOD, "--volunteer", "Bo Berg")
    assert second["already"]

    up, outbox = line.folder / "up.indb", line.folder / "out"
    exported = line.json("bundle", "export", site, up, "--complete-to", "2026-03-19")
    assert exported["file"] == str(up)
    assert exported["entries"] > 0
    dry = line.json("bundle", "import", hq, up, "--dry-run")
    assert dry["dry_run"]
    assert line.json("bundle", "inspect", up, hq)["manifest"]["complete_to"] == "2026-03-19"
    first = line.json("bundle", "import", hq, up, "--receipts", outbox)
    (file,) = first["files"]
    assert {"file", "outcome", "error", "device", "range", "new", "same", "conflicting", "aside", "missing", "receipt"} <= set(file)
    assert (file["outcome"], file["error"], file["new"], file["missing"]) == ("imported", None, exported["entries"], [])
    again = line.json("bundle", "import", hq, up, "--receipts", outbox)
    assert again["files"][0]["outcome"] == "already"
    assert again["files"][0]["error"]["class"] == "AlreadyImported"
    assert again["state_digest"] == first["state_digest"] != dry["state_digest"]

    figures = line.json("figures", hq, "--year", "2026", "--pdf", line.folder / "year.pdf")
    assert figures["scope"] == {"site": None, "year": 2026, "since": None, "as_of": "2026-03-20"}
    assert (figures["mode"], figures["format"], figures["revision"]) == ("internal", 1, 1)
    assert figures["figures"]["persons_visited"]["value"] == 1
    assert figures["figures"]["sessions_held"]["value"] == 1
    assert figures["figures"]["active_now"]["by_programme"]["VISITING"] == {"value": 1, "shown": "1"}
    assert figures["completeness"]["sites"][0]["through"] == "2026-03-19"
    assert (line.folder / "year.pdf").read_bytes().startswith(b"%PDF")

    assert line.json("bundle", "import", site, file["receipt"])["files"][0]["outcome"] == "imported"
    empty = line.json("bundle", "export", site, line.folder / "up2.indb")
    assert empty == {"ok": True, "entries": 0, "bundle": None, "file": None}
    assert not (line.folder / "up2.indb").exists()
    assert [line.check(hq)["kind"], line.check(site)["kind"], line.check(bo, OTHER)["kind"]] == ["hq", "site", "volunteer"]


def test_a_volunteers_own_laptop_is_enrolled_by_files(line: Line, tree: tuple[Path, Path]) -> None:
    _hq, site = tree
    bo = line.new("far/bo", "volunteer", "Bo")
    enrol(line, site, bo, "--volunteer", "Bo Berg")
    _logged(line, bo, "2026-02-01", GOOD)
    line.ok("bundle", "export", bo, line.folder / "bo.indb")
    assert line.json("bundle", "import", site, line.folder / "bo.indb")["files"][0]["new"] > 0
    assert line.json("figures", site, "--as-of", "2026-02-01")["figures"]["sessions_held"]["value"] == 1
    assert line.json("bundle", "export", site, line.folder / "down.indb", "--to", "Bo Berg")["file"]
    assert line.json("bundle", "import", bo, line.folder / "down.indb")["files"][0]["outcome"] == "imported"


def _two_files(line: Line, tree: tuple[Path, Path]) -> tuple[Path, Path, Path]:
    """Two files of a site, and a headquarters that has seen neither while the site knows the first to have arrived."""
    hq, site = tree
    behind = line.folder / "behind"
    shutil.copytree(hq, behind)
    first, second = line.folder / "1.indb", line.folder / "2.indb"
    line.ok("bundle", "export", site, first)
    (file,) = line.json("bundle", "import", hq, first, "--receipts", line.folder / "out")["files"]
    line.ok("bundle", "import", site, file["receipt"])
    _logged(line, site, "2026-02-01", GOOD)
    line.ok("bundle", "export", site, second)
    return behind, first, second


def test_a_file_before_its_forerunner_waits_and_is_no_fault(line: Line, tree: tuple[Path, Path]) -> None:
    hq, first, second = _two_files(line, tree)
    (waits,) = line.json("bundle", "import", hq, second)["files"]
    assert (waits["outcome"], waits["error"]["class"]) == ("pending", "GapPending")
    ((start, end),) = waits["missing"]
    assert start == 1
    files = line.json("bundle", "import", hq, first)["files"]
    assert [file["outcome"] for file in files] == ["imported", "imported"]
    assert files[0]["range"] == [start, end]
    assert line.check(hq)["state_digest"] == line.check(tree[1])["state_digest"]


def test_a_waiting_file_leaves_the_inbox_when_its_forerunner_has_come(line: Line, tree: tuple[Path, Path]) -> None:
    hq, first, second = _two_files(line, tree)
    inbox = line.folder / "inbox"
    inbox.mkdir()
    shutil.copy(second, inbox / "same-name.indb")
    (said,) = line.json("hq", "inbox", hq, inbox)["files"]
    assert (said["outcome"], said["moved"]) == ("pending", str(inbox / "pending" / "same-name.indb"))
    assert (inbox / "pending" / "same-name.indb.reason.txt").read_text(encoding="utf-8").startswith("GapPending: ")
    shutil.copy(first, inbox / "same-name.indb")
    said = line.json("hq", "inbox", hq, inbox)["files"]
    assert [file["outcome"] for file in said] == ["imported", "already"]
    assert sorted(path.name for path in (inbox / "imported").iterdir()) == ["same-name-2.indb", "same-name.indb"]
    assert list((inbox / "pending").iterdir()) == []
    assert line.check(hq)["state_digest"] == line.check(tree[1])["state_digest"]


def test_headquarters_sorts_its_inbox(line: Line, tree: tuple[Path, Path]) -> None:
    hq, site = tree
    inbox = line.folder / "inbox"
    inbox.mkdir()
    line.ok("bundle", "export", site, inbox / "site.indb")
    (inbox / "holiday.jpg").write_bytes(b"no bundle")
    (inbox / "empty.indb").touch()
    said = line.run("hq", "inbox", hq, inbox, "--json")
    assert said.status == 1
    assert {file["file"]: file["outcome"] for file in said.json["files"]} == {
        "empty.indb": "refused",
        "site.indb": "imported",
    }
    assert said.json["error"]["class"] == "TruncatedBundle"
    assert (said.faults, said.json["left"]) == (["TruncatedBundle"], ["holiday.jpg"])
    names = sorted(path.relative_to(inbox).as_posix() for path in inbox.rglob("*") if path.is_file())
    assert names[:2] == ["holiday.jpg", "imported/site.indb"], "somebody's picture lies where it lay"
    assert names[2].startswith("outbox/")
    assert names[3:] == ["refused/empty.indb", "refused/empty.indb.reason.txt"]
    assert (inbox / "refused/empty.indb.reason.txt").read_text(encoding="utf-8").startswith("TruncatedBundle: ")
    assert line.json("hq", "inbox", hq, inbox)["files"] == []
    (found,) = line.json("hq", "sites", hq)["sites"]
    assert (found["name"], found["programmes"][0]["programme"], found["through"]) == ("Storstrøm", "VISITING", None)


def test_papers_are_printed(line: Line, tree: tuple[Path, Path]) -> None:
    _hq, site = tree
    for paper in ("status", "year"):
        path = line.folder / f"{paper}.pdf"
        assert line.ok("report", paper, site, "--pdf", path, "--on", "2026-03-01").line == str(path)
        assert path.read_bytes().startswith(b"%PDF")


def test_a_course_ends(line: Line, tree: tuple[Path, Path]) -> None:
    _hq, site = tree
    assert (
        line.json("course", "end", site, "--course", f"Storstrøm/{COURSE}", "--on", "2026-03-01", "--reason", "released")["status"]
        == "ENDED"
    )
    said = line.run("course", "end", site, "--course", COURSE, "--reason", "released")
    assert (said.status, said.faults) == (1, ["UnknownCourse"])


def test_words_of_another_file_are_refused(line: Line) -> None:
    hq, site = line.new("hq", "hq", "Hanne"), line.new("laptop/site", "site", "Anna")
    request, answer = line.folder / "r", line.folder / "a"
    words = line.ok("enrol", "request", site, request).line
    wrong = " ".join(reversed(words.split()))
    said = line.run("enrol", "answer", hq, request, answer, "--site", "Storstrøm", "--words", wrong)
    assert (said.status, said.faults) == (1, ["WordsDiffer"])
    assert not answer.exists()
    assert line.run("bundle", "export", site, line.folder / "up").faults == ["NotEnrolled"]
    assert line.run("bundle", "export", hq, line.folder / "up").status == 2


def test_a_file_for_another_headquarters_is_refused(line: Line, tree: tuple[Path, Path]) -> None:
    line.ok("bundle", "export", tree[1], line.folder / "up.indb")
    other = line.new("other", "hq", "Hanne")
    assert line.run("bundle", "import", other, line.folder / "up.indb").faults == ["NotForUs"]
    assert line.run("bundle", "export", tree[0], line.folder / "x", "--to", "Nowhere").faults == ["UnknownChild"]
    assert line.run("bundle", "export", tree[0], line.folder / "x", "--to", "Storstrøm", "--complete-to", "2026-01-01").status == 2
