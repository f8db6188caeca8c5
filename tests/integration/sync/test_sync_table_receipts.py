"""Rows of "What must happen", on receipts and clocks."""

from dataclasses import replace
from datetime import UTC, datetime

import msgspec

from desktop.crypto.digests import new_id
from desktop.crypto.signatures import SigningKey
from desktop.errors import BadReceipt
from desktop.house import OpenVault
from desktop.log import clock
from desktop.log.canonical import decode
from desktop.log.entry import read_header
from desktop.store import state
from desktop.store.repositories import files
from desktop.sync.receipt import Receipt, ReceiptChain, write_receipt
from desktop.sync.signed import Signed
from desktop.vault.atomic import fill_file, written
from tests.integration.sync import tree as trees
from tests.integration.sync.tree import Tree


def newest(hq: OpenVault, sender: str) -> Receipt:
    """The receipt that headquarters keeps of a sender's last file."""
    with hq.store.reading() as reading:
        found = files.last_from(reading.connection, sender)
    assert found is not None
    return decode(decode(found.receipt, Signed).doc, Receipt)


def forgeries(receipt: Receipt, hq: SigningKey) -> list[Signed]:
    """Receipts that do not hold: by a stranger, for another, of another incarnation, with another hash, of numbers that lie."""
    (chain,) = (one for one in receipt.chains if one.dev == receipt.to)
    change = msgspec.structs.replace

    def said(**other: object) -> Signed:
        return write_receipt(hq, change(receipt, chains=[change(chain, **other)]))

    return [
        write_receipt(SigningKey.generate(), receipt),
        write_receipt(hq, change(receipt, to=new_id())),
        write_receipt(hq, change(receipt, from_=new_id())),
        said(inc="00000000000000aa"),
        said(dev=new_id()),
        said(hash=bytes(32)),
        said(applied=chain.applied + 1),
    ]


def test_a_receipt_that_does_not_hold_is_not_used(tree: Tree) -> None:
    site_id, path = tree.id("a/site"), tree.root / "down.indb"
    with tree.open("a/site") as site:
        trees.course(site, tree.volunteers["bo"])
        up = trees.export(site, tree.root / "up.indb")
    with tree.open("hq") as hq, tree.open("a/site") as site:
        hq.take_in([up])
        before = trees.dump(site)["receipted"]
        for forged in forgeries(newest(hq, site_id), hq.context.keys.sign):
            path.write_bytes(trees.forge(hq, recipient=site_id, kind="down", receipts=[forged], have=[row[:4] for row in before]))
            (result,) = site.take_in([path])
            assert isinstance(result.error, BadReceipt)
            assert trees.dump(site)["receipted"] == before
        again = trees.export(site, tree.root / "again.indb")
        (result,) = hq.take_in([again])
        assert (result.outcome, result.new) == ("imported", 0)
        true = write_receipt(hq.context.keys.sign, newest(hq, site_id))
        path.write_bytes(trees.forge(hq, recipient=site_id, kind="down", receipts=[true]))
        assert [result.error for result in site.take_in([path])] == [None]
        assert trees.dump(site)["receipted"] != before
        assert site.do.exporting.up(written(tree.root / "none.indb", fill_file)).path is None


def test_a_lost_receipt_has_everything_sent_again_and_nothing_double(tree: Tree) -> None:
    for day in (1, 2, 3):
        tree.log("bo", day)
        (result,) = tree.take("hq", tree.up("a/site", f"{day}.indb"))
        assert (result.new, result.same) == (1, day - 1)
    with tree.open("hq") as hq:
        assert trees.figures(hq)["sessions_held"] == 3


def test_an_older_receipt_that_comes_late_takes_nothing_back(tree: Tree) -> None:
    downs = []
    for day in (1, 2):
        tree.log("bo", day)
        tree.take("hq", tree.up("a/site", f"{day}.indb"))
        downs.append(tree.receipt("a/site", f"down-{day}.indb"))
    with tree.open("a/site") as site:
        site.take_in([downs[1]])
        known = trees.count(site, "SELECT seq FROM receipted WHERE dev = ?", tree.id("a/bo"))
        site.take_in([downs[0]])
        assert trees.count(site, "SELECT seq FROM receipted WHERE dev = ?", tree.id("a/bo")) == known == 2


def test_a_receipt_says_how_far_each_chain_is_held(tree: Tree) -> None:
    tree.log("bo")
    with tree.open("hq") as hq:
        hq.take_in([tree.up("a/site", "up.indb")])
        (chain,) = newest(hq, tree.id("a/site")).chains
        assert isinstance(chain, ReceiptChain)
        assert (chain.dev, chain.applied, chain.stored) == (tree.id("a/bo"), 1, 1)


# --- clocks ------------------------------------------------------------------------------------------------------


def in_year(tree: Tree, year: int) -> Tree:
    return replace(tree, now=lambda: datetime(year, 3, 20, 11, tzinfo=UTC))


def test_a_clock_ten_years_ahead_or_behind_poisons_nobody(tree: Tree) -> None:
    own = tree.courses["bo"]
    stamps = []
    for year, day in ((2036, 1), (2016, 2), (2026, 3)):
        with in_year(tree, year).open("a/bo") as bo:
            with trees.patched(bo) as work:
                facts: dict[str, str | int | bool | None] = {
                    "course": own, "held_on": f"2026-02-0{day}", "mode": "in_person", "outcome": "held", "cause": ""
                }  # fmt: skip
                work.put("session", new_id(), "facts", facts, trees.scope("course", own))
            stamps += [read_header(entry.header).hlc for entry in trees.logged(bo) if entry.dev == bo.card.id][-1:]
            bo.leave()
    assert sorted(set(stamps)) == stamps  # strictly increasing, whatever the clock says
    with tree.open("a/site") as site:
        site.arrive()
        assert trees.figures(site)["sessions_held"] == 3
        with site.store.reading() as reading:
            assert clock.moment(state.text(reading.connection, state.CLOCK)).year == 2026
        trees.check(site)
