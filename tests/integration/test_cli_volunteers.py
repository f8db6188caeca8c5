"""`volunteer add|vault|remove`: a datalager beside the site's, which goes only when what was saved in it is here."""

from tests.integration.cli import OTHER, Line


def test_a_volunteers_vault_is_made_and_deleted(line: Line) -> None:
    site, own = line.new("home/site", "site", "Anna"), line.folder / "home" / "bo"
    new = line.file("new", OTHER)
    line.ok("volunteer", "add", site, "--name", "Bo Berg")
    line.ok("volunteer", "vault", site, own, "--volunteer", "Bo Berg", "--label", "Bo", "--new-passphrase-file", new)
    line.check(own, OTHER)
    second = line.run(
        "volunteer", "vault", site, own.with_name("bo2"), "--volunteer", "Bo Berg", "--label", "Bo", "--new-passphrase-file", new
    )
    assert (second.faults, own.with_name("bo2").exists()) == (["InvalidValue"], False)
    assert line.run("report", "status", own, "--pdf", line.folder / "s.pdf", phrase=OTHER).faults == ["NotAllowed"]
    assert line.run("volunteer", "remove", site, site, "--yes").faults == ["UnknownChild"]
    assert line.json("volunteer", "remove", site, own) == {"ok": True, "vault": str(own), "missing": 0}
    assert not own.exists()
    line.check(site)
