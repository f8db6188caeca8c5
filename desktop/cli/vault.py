"""`vault new|check|backup|restore|rekey|recover|exchange|passphrase`: making a datalager, keeping it safe, and getting into it."""

from pathlib import Path

from desktop import house
from desktop.cli import exchange
from desktop.cli.call import Call, read_whole
from desktop.cli.parsing import Parser
from desktop.cli.speaking import Answer, Shape, Voice
from desktop.errors import N_, WrongUse
from desktop.services.checking import Check, CheckReport
from desktop.sync.limits import MOST_REQUEST
from desktop.texts import Texts
from desktop.vault.atomic import write_file
from desktop.vault.folder import VaultFolder

_MUST_CERTIFY = N_(
    "What {label} saves counts at headquarters once headquarters has certified {label}:"
    " enrol request, let headquarters answer it with enrol answer, then enrol accept."
)
_KEEP_PASSPHRASE = N_("Remember the passphrase that you have chosen: it is needed when the answer comes.")


def declare(parser: Parser, texts: Texts) -> None:
    new = parser.verb("new", texts.say("make a datalager; its recovery code is printed once"), _new)
    new.add_argument("dir", metavar="DIR", type=Path)
    new.add_argument("--kind", required=True, choices=("volunteer", "site", "hq"))
    new.add_argument("--name", required=True, help=texts.say("the name of the place"))
    full_name = texts.say("the person's full name; the short name of --user if it is left out")
    new.add_argument("--person", metavar="NAME", help=full_name)
    check = parser.verb("check", texts.say("look at all of it: pages, keyring, log, signatures, audit trail, tables"), _check)
    check.add_argument("dir", metavar="DIR", type=Path)
    recover = parser.verb("recover", texts.say("get in with the recovery code, as a new person; a new code is printed once"), _recover)
    recover.add_argument("dir", metavar="DIR", type=Path)
    spare = recover.add_mutually_exclusive_group()
    asking = texts.say("the code is lost too: ask headquarters for the spare key; eight words are printed")
    spare.add_argument("--request", metavar="FILE", type=Path, help=asking)
    spare.add_argument("--answer", metavar="FILE", type=Path, help=texts.say("come in with headquarters' answer"))
    recover.add_argument("--words", metavar="WORDS", help=texts.say("the eight words of the answer, as headquarters reads them out"))
    recover.add_argument("--person", "--name", metavar="NAME", help=full_name)
    backup = parser.verb("backup", texts.say("write the whole datalager into one encrypted file, and check it"), _backup)
    backup.add_argument("dir", metavar="DIR", type=Path)
    backup.add_argument("file", metavar="FILE", type=Path)
    restore = parser.verb("restore", texts.say("put a backup back into a new folder"), _restore)
    restore.add_argument("file", metavar="FILE", type=Path)
    restore.add_argument("dir", metavar="DIR", type=Path)
    rekey = parser.verb("rekey", texts.say("a new key for the store; old backups keep the old one"), _rekey)
    rekey.add_argument("dir", metavar="DIR", type=Path)
    exchange.declare(parser, texts)
    passphrase = parser.verb("passphrase", texts.say("change a passphrase"), _passphrase)
    passphrase.add_argument("dir", metavar="DIR", type=Path)


def _new(call: Call) -> Answer:
    args, label = call.args, call.user()
    person = house.Person(label, args.person or label, call.new_passphrase(label, alone=True))
    created = house.create_vault(args.dir, args.kind, args.name, person, call.settings)
    card, root = created.card, created.root_file
    shape: Shape = {
        "vault": str(args.dir),
        "id": card.id,
        "kind": card.kind,
        "name": card.name,
        "recovery_code": created.recovery_code or None,
        "root_file": None if root is None else str(root),
        "recovery_file": None if created.recovery_file is None else str(created.recovery_file),
    }
    if not created.recovery_code:
        return Answer(shape, (call.texts.say("The datalager is made: {folder}", folder=str(args.dir)),))
    remarks = [_keep_code(call.texts)]
    if root is not None:
        remarks.append(call.texts.say("Move {file} to a safe place outside this computer.", file=str(root)))
        remarks.append(call.texts.say("Move {file} to a safe place outside this computer.", file=str(created.recovery_file)))
    return Answer(shape, (created.recovery_code,), tuple(remarks))


def _keep_code(texts: Texts) -> str:
    return texts.say("This is the recovery code. Write it down and lock it away; it is not shown again.")


def _check(call: Call) -> Answer:
    with call.unlocked(call.args.dir) as opened:
        found = opened.do.checking.run()
    faults = tuple(check.fault for check in found.checks if check.fault is not None)
    return Answer(_check_shape(found, call.voice), tuple(_check_line(check) for check in found.checks), faults=faults)


def _check_shape(found: CheckReport, voice: Voice) -> Shape:
    head = found.head
    return {
        "kind": found.kind,
        "head": None if head is None else {"dev": head.dev, "inc": head.inc, "seq": head.seq, "hash": head.hash.hex()},
        "state_digest": found.state_digest,
        "checks": [
            {"name": check.name, "ok": check.ok, "count": check.count, "fault": None if check.fault is None else voice.error(check.fault)}
            for check in found.checks
        ],
    }


def _check_line(check: Check) -> str:
    return f"{check.name}: {check.count}" if check.fault is None else f"{check.name}: {type(check.fault).__name__}"


def _recover(call: Call) -> Answer:
    label = call.user()
    if call.args.answer is not None:
        return _recover_by_answer(call, label)
    person = house.Person(label, call.args.person or label, call.new_passphrase(label, alone=True))
    if call.args.request is not None:
        return _ask_for_spare(call, person)
    code = house.recover_vault(call.args.dir, call.secrets.recovery_code(call.args.recovery_code_file), person, call.settings)
    return _in(call, label, code)


def _in(call: Call, label: str, code: str) -> Answer:
    remarks = [call.texts.say("You are in as {label}. The former code has ended.", label=label), _keep_code(call.texts)]
    if VaultFolder(call.args.dir).read().kind == "site":
        remarks.append(call.texts.say(_MUST_CERTIFY, label=label))
    return Answer({"user": label, "recovery_code": code}, (code,), tuple(remarks))


def _ask_for_spare(call: Call, person: house.Person) -> Answer:
    file = call.args.request
    asked = house.ask_for_spare(call.args.dir, person, call.settings)
    write_file(file, asked.file)
    said = " ".join(asked.words)
    remark = call.texts.say("Read these eight words out to whoever takes {file}.", file=str(file))
    return Answer({"file": str(file), "words": said}, (said,), (remark, call.texts.say(_KEEP_PASSPHRASE)))


def _recover_by_answer(call: Call, label: str) -> Answer:
    """The passphrase is the one that was chosen with the request."""
    args = call.args
    if args.words is None:
        raise WrongUse(hint=N_("say with --words the eight words that headquarters reads out"))
    person = house.Person(label, args.person or label, call.passphrase(label))
    code = house.recover_by_answer(args.dir, read_whole(args.answer, MOST_REQUEST), args.words, person, call.settings)
    return _in(call, label, code)


def _passphrase(call: Call) -> Answer:
    label = house.only_label(call.args.dir, call.args.user, call.voice.notice)
    old = call.passphrase(label)
    house.change_passphrase(call.args.dir, label, old, call.new_passphrase(label), call.settings)
    return Answer({"user": label}, (call.texts.say("The passphrase of {label} is changed.", label=label),))


def _backup(call: Call) -> Answer:
    with call.unlocked(call.args.dir) as opened:
        house.backup_vault(opened, call.args.file)
    said = call.texts.say("The backup is written and checked: {file}", file=str(call.args.file))
    return Answer({"file": str(call.args.file)}, (said,))


def _restore(call: Call) -> Answer:
    label = call.user()
    restored = house.restore_vault(call.args.file, call.args.dir, label, call.passphrase(label), call.settings)
    lines = [call.texts.say("The backup is put back: {folder}", folder=str(call.args.dir))]
    if restored.erased:
        lines.append(call.texts.say("Erased again, as it was erased since: {count}", count=restored.erased))
    return Answer({"vault": str(call.args.dir), "id": restored.card.id, "erased": restored.erased}, tuple(lines))


def _rekey(call: Call) -> Answer:
    label = house.only_label(call.args.dir, call.args.user, call.voice.notice)
    lost = house.rekey_vault(call.args.dir, label, call.passphrase(label), call.settings)
    lines = [call.texts.say("The store has a new key. Old backups keep the old one.")]
    lines += [call.texts.say("{label} is not named by the log and cannot open it any more.", label=one) for one in lost]
    return Answer({"lost": list(lost)}, tuple(lines))
