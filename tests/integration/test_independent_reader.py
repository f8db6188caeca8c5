"""The second reader of the formats (tools/read_vault.py) on real vaults and files: it agrees, and it notices what was changed."""

import base64
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlcipher3 import dbapi2

from desktop import house
from desktop.crypto.passphrase import Cost
from desktop.house import OpenVault
from desktop.services.session_drafts import SessionDraft
from desktop.store.unit_of_work import About, Work
from desktop.vault.atomic import fill_file, written
from tools.reading.basics import SealingKey, canonical, domain_hash, open_box, raw
from tools.reading.keyring import Store, read_card, unlock

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 3, 20, 11, tzinfo=UTC)
VAULTS = {"hq": "Hanne", "a/site": "Anna", "a/bo": "Bo"}
PASSPHRASE = "pæn nøgle"


@dataclass(frozen=True)
class Made:
    """Three vaults below a folder. `bundles`: by vault, the files that were made for it; `digests`: what the program says;
    `codes`: the recovery codes.
    """

    folder: Path
    bundles: dict[str, list[Path]]
    digests: dict[str, str]
    codes: dict[str, str]

    def copy(self, folder: Path) -> "Made":
        shutil.copytree(self.folder, folder)
        moved = {vault: [folder / path.relative_to(self.folder) for path in paths] for vault, paths in self.bundles.items()}
        return Made(folder, moved, self.digests, self.codes)

    @property
    def settings(self) -> house.Settings:
        return house.Settings(
            now=lambda: NOW, cost=Cost(1024, 1, 1), state=self.folder / "state", weak_passphrases=True, memory_security=False
        )

    def open(self, vault: str) -> OpenVault:
        return house.open_vault(self.folder / vault, VAULTS[vault], PASSPHRASE, self.settings)

    def keep(self, vault: str, folder: Path) -> None:
        """Remember what lies in an exchange folder as files for a vault."""
        for path in sorted(folder.iterdir()):
            self.bundles[vault].append(Path(shutil.copy(path, self.folder)))


def person(label: str) -> house.Person:
    return house.Person(label, f"{label} Testmand", PASSPHRASE)


def build(folder: Path) -> Made:
    made = Made(folder, {vault: [] for vault in VAULTS}, {}, {})
    made.codes["hq"] = house.create_vault(folder / "hq", "hq", "Landskontoret", person("Hanne"), made.settings).recovery_code
    made.codes["a/site"] = house.create_vault(folder / "a/site", "site", "Nordby", person("Anna"), made.settings).recovery_code
    with made.open("a/site") as site:
        request, words = site.do.enrolling.request(site.slot.sealing)
    with made.open("hq") as hq:
        answer = hq.do.enrolling.answer_site(request, " ".join(words), "Nordby")
    with made.open("a/site") as site:
        site.do.enrolling.accept(answer.file, " ".join(answer.words))
    house.rekey_vault(folder / "a/site", "Anna", PASSPHRASE, made.settings)
    with made.open("a/site") as site:
        course = visit(site)
        house.adopt_volunteer(site, folder / "a/bo", site.do.volunteers.find("Bo Berg"), person("Bo"))
        site.leave()
    made.keep("a/bo", folder / "a/exchange")
    with made.open("a/bo") as bo:
        bo.arrive()
        for day, outcome, minutes in ((2, "held", 90), (9, "cancelled_prison", None)):
            bo.do.sessions.log(course, SessionDraft(held_on=date(2026, 2, day), outcome=outcome, minutes=minutes))
        bo.leave()
    made.keep("a/site", folder / "a/exchange")
    with made.open("a/site") as site:
        site.arrive()
        erase(site, course)
        made.bundles["hq"].append(site.do.exporting.up(written(folder / "up.indb", fill_file)).path or folder)
        child = site.card.id
    with made.open("hq") as hq:
        assert [result.outcome for result in hq.take_in(made.bundles["hq"])] == ["imported"]
        made.bundles["a/site"].append(hq.do.delivering.down(written(folder / "down.indb", fill_file), child).path or folder)
    for vault in VAULTS:
        with made.open(vault) as opened:
            made.digests[vault] = opened.do.checking.run().state_digest
    return made


def erase(site: OpenVault, course: str) -> None:
    """The visit that was called off goes for good, with who was there: what the volunteer's vault said of them leaves a trace."""
    with site.store.writing(site.context.author) as work:
        (visit_,) = work.connection.exec_driver_sql("SELECT id FROM session WHERE outcome = 'cancelled_prison'").scalars().all()
        for table, row in [("session", visit_), *(("participation", one) for one in present_at(work, visit_))]:
            work.erase(table, row, About(f"course/{course}"))


def present_at(work: Work, visit_: str) -> list[str]:
    return list(work.connection.exec_driver_sql("SELECT id FROM participation WHERE session = ?", (visit_,)).scalars())


def visit(site: OpenVault) -> str:
    """An invented participant with consent and a volunteer; the course."""
    volunteer = site.do.volunteers.add("Bo", "Berg", date(2024, 1, 1))
    referred = site.do.courses.refer("VISITING", "Konrad", "Testmand", date(1991, 7, 14), "m", "SERVING", date(2026, 1, 5))
    participant, course = referred
    site.do.courses.approve(course, "staff", date(2026, 1, 10))
    site.do.courses.approve(course, "leader", date(2026, 1, 11))
    site.do.courses.consent(participant, "processing", date(2026, 1, 12))
    site.do.courses.consent(participant, "transfer", date(2026, 1, 12))
    site.do.courses.match(course, volunteer, date(2026, 1, 15))
    return course


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return build(tmp_path_factory.mktemp("vaults") / "vaults")


@pytest.fixture
def made(planted: Made, tmp_path: Path) -> Made:
    return planted.copy(tmp_path / "vaults")


def read(made: Made, vault: str, *bundles: Path, passphrase: str = PASSPHRASE) -> tuple[int, dict[str, Any]]:
    """The reader in a process of its own: exit status and what it printed."""
    options = [option for bundle in bundles for option in ("--bundle", str(bundle))]
    ran = subprocess.run(  # noqa: S603 - this repository's own script
        [sys.executable, "-m", "tools.read_vault", str(made.folder / vault), VAULTS[vault], *options],
        cwd=ROOT,
        input=passphrase + "\n",
        capture_output=True,
        encoding="utf-8",
        env={"PATH": "", "PYTHONUTF8": "1"},
        check=False,
    )
    assert ran.stderr == ""
    return ran.returncode, json.loads(ran.stdout)


@pytest.mark.parametrize("vault", VAULTS)
def test_the_three_kinds_of_vault_and_the_files_for_them_are_as_the_documents_say(made: Made, vault: str) -> None:
    bundles = made.bundles[vault]
    status, found = read(made, vault, *bundles)
    assert (status, found["differences"]) == (0, [])
    assert found["digest"] == made.digests[vault]
    assert found["entries"] == found["signatures"] > 0
    assert found["rows"] > 5
    assert len(found["bundles"]) == len(bundles) > 0
    assert any(one["entries"] for one in found["bundles"])
    if vault == "a/bo":
        assert found["parts"]["withheld"] > 0


def change(made: Made, vault: str, statement: str) -> None:
    """Change the store past the program: with the key, so that every page still authenticates."""
    with made.open(vault) as opened:
        key = bytes(opened.slot.store_key.view)
    connection = dbapi2.connect(str(made.folder / vault / "store.db"), isolation_level=None)
    connection.set_key(b"x'" + key.hex().encode() + b"'")
    connection.execute(statement)
    connection.close()


def test_one_changed_cell_is_named(made: Made) -> None:
    change(made, "hq", "UPDATE session SET minutes = 91 WHERE minutes = 90")
    status, found = read(made, "hq")
    assert status == 1
    assert found["differences"][0].startswith("session/")
    assert found["differences"][0].endswith("/minutes")


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE course SET d_last_held = NULL", "d_last_held"),
        ("DELETE FROM audit WHERE n = (SELECT max(n) - 1 FROM audit)", "audit"),
        ("UPDATE entry SET signature = zeroblob(64) WHERE id = 2", "signatures"),
        ("UPDATE chain SET hash = zeroblob(32)", "chains"),
        ("UPDATE part SET body = body || x'20' WHERE entry = 1 AND place = 0", "a part that is not as its header says"),
        ("UPDATE entry SET kind = 'volunteer' WHERE id = 1", "signatures"),
    ],
)
def test_whatever_is_changed_in_the_store_is_noticed(made: Made, statement: str, said: str) -> None:
    change(made, "a/site", statement)
    status, found = read(made, "a/site")
    assert status == 1
    assert said in " ".join(found["differences"])


def flip(path: Path, place: int) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda vault, _bundle: flip(vault / "store.db", 1000), "the store does not open"),
        (lambda vault, _bundle: flip(vault / "store.db", -1000), "pages"),
        (lambda vault, _bundle: flip(vault / "keyring.json", 200), "keyring.json"),
        (lambda _vault, bundle: flip(bundle, -1), "a body that does not open"),
    ],
)
def test_a_flipped_bit_is_noticed(made: Made, harm: Callable[[Path, Path], None], said: str) -> None:
    harm(made.folder / "hq", made.bundles["hq"][0])
    status, found = read(made, "hq", *made.bundles["hq"])
    assert status == 1
    assert [one for one in found["differences"] if said in one]


def test_another_passphrase_and_another_vaults_file_do_not_open(made: Made) -> None:
    assert read(made, "a/bo", passphrase="forkert")[1]["differences"] == ["a box that does not open"]
    status, found = read(made, "a/bo", *made.bundles["hq"])
    assert (status, found["differences"]) == (1, ["a wrap that does not open: bundle"])


def recovery_key(code: str) -> SealingKey:
    """As docs/vault-format.md says, for a code without slips."""
    alphabet = str.maketrans("0123456789ABCDEFGHJKMNPQRSTVWXYZ", "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
    whole = base64.b32decode(code.replace("-", "").translate(alphabet))
    assert whole[17:] == domain_hash("indenfor-recovery-check/1", whole[:17])[:3]
    seed = domain_hash("indenfor-recovery/1", whole[:17])
    return SealingKey(b"".join(domain_hash("indenfor-seal-seed/1", bytes([number]) + seed) for number in range(3)))


def test_recovery_code_root_file_and_identity_are_as_the_document_says(made: Made) -> None:
    ids = {vault: read_card(made.folder / vault).id for vault in VAULTS}
    for vault, code in made.codes.items():
        recovery = json.loads((made.folder / vault / "keyring.json").read_bytes())["recovery"]
        store_key = unlock(made.folder / vault, ids[vault], VAULTS[vault], PASSPHRASE).store_key
        assert recovery_key(code).unwrap(raw(recovery["store"]), f"recovery/{ids[vault]}") == store_key
    root = json.loads((made.folder / "hq" / "hq-root.key").read_bytes())
    assert (root["crit"], root["format"], root["vault"]) == ([], 0, ids["hq"])
    assert len(recovery_key(made.codes["hq"]).unwrap(raw(root["root"]), "hq-root/1")) == 32
    for vault, code, recipient in (("a/site", "", ids["a/site"]), ("hq", made.codes["hq"], "hq-identity")):
        assert opened_identity(made.folder / vault, ids[vault], VAULTS[vault], code, recipient)["given"] == "Konrad"


def opened_identity(folder: Path, vault: str, label: str, code: str, recipient: str) -> dict[str, str]:
    """The one identity of a vault: the recipient's private key is in the state, or sealed there to the recovery code."""
    store = Store(folder, unlock(folder, vault, label, PASSPHRASE).store_key)
    facts: dict[str, bytes] = dict(store.rows("SELECT key, value FROM state"))
    private = facts["seal_private"]
    if code:
        held = {task: wraps["recovery"] for task, wraps in json.loads(facts["hq_wraps"]).items()}
        assert len(recovery_key(code).unwrap(raw(held["issuing"]), f"hq-issuing/{vault}")) == 32
        ((named, key),) = json.loads(recovery_key(code).unwrap(raw(held["identity"]), f"hq-identity/{vault}"))
        assert named == recipient
        private = raw(key)
    wraps = {to: (subject, wrap) for subject, to, wrap in store.rows('SELECT subject, recipient, wrap FROM "grant"')}
    blobs = {id_: blob for id_, blob in store.rows("SELECT id, blob FROM identity")}  # noqa: C416 - typed so
    store.close()
    subject, wrap = wraps[recipient]
    subject_key = SealingKey(private).unwrap(raw(wrap), f"grant/{subject}")
    padded = open_box(subject_key, raw(blobs[subject]), f"identity/{subject}/sealed/1".encode())
    end = 2 + int.from_bytes(padded[:2], "big")
    assert len(padded) == 256
    assert not padded[end:].strip(b"\0")
    plain: dict[str, str] = json.loads(padded[2:end])
    assert canonical(plain) == padded[2:end]
    assert set(plain) == {"birth_date", "family", "given"}
    return plain


def test_the_reader_imports_nothing_of_the_program() -> None:
    sources = [ROOT / "tools" / "read_vault.py", *(ROOT / "tools" / "reading").glob("*.py")]
    assert len(sources) > 5
    lines = [line for path in sources for line in path.read_text(encoding="utf-8").splitlines()]
    assert not [line for line in lines if line.startswith(("import desktop", "from desktop"))]
