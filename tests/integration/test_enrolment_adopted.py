"""A volunteer's vault that was made in place before its site was enrolled: it learns of headquarters from its parent."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from desktop import house
from desktop.crypto.sealing import SealKey
from desktop.crypto.signatures import SigningKey
from desktop.errors import BadSignature
from desktop.services import trust
from desktop.services.delivering import Delivering
from desktop.sync.limits import VERSION
from desktop.sync.root import Root, sign_root
from desktop.vault.atomic import fill_file, written
from tests.integration.enrolment import Land
from tests.integration.sync import tree as trees


@pytest.fixture
def land(tmp_path: Path) -> Land:
    """Headquarters, and a laptop that is not enrolled, with a volunteer's vault and a course."""
    made = Land(tmp_path)
    made.new("hq", "hq", "Hanne", "Landskontoret")
    made.new("b/site", "site", "Carl")
    with made.open("b/site", "Carl") as site:
        volunteer = site.do.volunteers.add("Bo", "Berg", date(2024, 1, 1))
        trees.course(site, volunteer)
        house.adopt_volunteer(site, made.root / "b/bo", site.do.volunteers.find("Bo Berg"), house.Person("Bo", "Bo Berg", trees.PASSPHRASE))
    return made


def visits(vault: house.OpenVault) -> int:
    return trees.count(vault, "SELECT count(*) FROM session WHERE state = 'live'")


def test_it_goes_on_after_its_site_is_enrolled(land: Land) -> None:
    with land.open("b/bo", "Bo") as bo:
        (known,) = bo.do.courses.list()
        trees.log(bo, known.course.id)
        bo.leave()
    land.enrol("b/site", "Carl", "Vestby")
    with land.open("b/site", "Carl") as site:
        assert [result.outcome for result in site.arrive()] == ["imported"]
        site.leave()
    with land.open("b/bo", "Bo") as bo:
        assert [(result.outcome, result.aside) for result in bo.arrive()] == [("imported", 0)]
        with bo.store.reading() as reading:
            assert trust.load(reading).root is not None
        assert [one.name for one in bo.do.sites.list()] == ["Vestby"]
        trees.log(bo, known.course.id, 3)
        bo.leave()
        trees.check(bo)
    with land.open("b/site", "Carl") as site:
        site.arrive()
        assert visits(site) == 2
        trees.check(site)
    assert land.up("b/site", "Carl").refusals == []
    with land.open("hq", "Hanne") as hq:
        assert visits(hq) == 2


def test_a_root_does_not_vouch_for_whoever_sends_it(land: Land) -> None:
    """A file that brings a root in which its own signer is the parent is held against the key that was pinned before."""
    other = SigningKey.generate()
    with land.open("b/site", "Carl") as site, land.open("b/bo", "Bo") as bo:
        root = Root(
            crit=[],
            hq=site.card.id,
            identity_seal=SealKey.generate().public,
            recovery_seal=SealKey.generate().public,
            import_seal=SealKey.generate().public,
            import_sign=other.public,
            issuing=SigningKey.generate().public,
            keys=[other.public],
            threshold=1,
            v=VERSION,
            version=1,
        )
        with site.store.writing(site.context.author) as work:
            trust.remember_root(work, sign_root(root, [other]))
        forging = replace(site.context, keys=replace(site.context.keys, sign=other))
        path = land.root / "forged.indb"
        Delivering(forging, site.folder.spool, site.witness).down(written(path, fill_file), bo.card.id)
        (result,) = bo.take_in([path])
        assert type(result.error) is BadSignature
        with bo.store.reading() as reading:
            assert trust.load(reading).root is None
