"""The tables that are not projected: the log and its parts, the audit trail, and what synchronisation remembers.

Each has a repository of its own in store/. `METADATA` is shared with the projected tables, so one Alembic head
describes the whole store.
"""

from sqlalchemy import Column, Index, Integer, LargeBinary, String, Table

from desktop.models.tables.projected import METADATA, PROJECTED

entry = Table(
    "entry",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("hash", LargeBinary, nullable=False, unique=True),
    Column("dev", String, nullable=False),
    Column("inc", String, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("hlc", String, nullable=False),
    Column("usr", String, nullable=False),
    Column("kind", String, nullable=False, comment="kind of the author's vault, from its certificate"),
    Column("header", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    Index("ix_entry_chain", "dev", "inc", "seq"),
)

part = Table(
    "part",
    METADATA,
    Column("entry", Integer, primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("class", String, nullable=False),
    Column("state", String, nullable=False, comment="present, withheld or erased"),
    Column("body", LargeBinary),
    Column("trace", LargeBinary, comment="what is left of an erased part: it proves which rows the part changed"),
    sqlite_with_rowid=True,
)

touch = Table(
    "touch",
    METADATA,
    Column("row", String, primary_key=True),
    Column("tab", String, primary_key=True),
    Column("entry", Integer, primary_key=True),
    Column("place", Integer, primary_key=True),
    Index("ix_touch_entry", "entry"),
    sqlite_with_rowid=False,
    comment="which parts change which row: what a recomputation and an erasure read",
)

chain = Table(
    "chain",
    METADATA,
    Column("dev", String, primary_key=True),
    Column("inc", String, primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("own", Integer, nullable=False, comment="1: this vault's own incarnation"),
    comment="the unbroken head of every incarnation that is held as a chain",
)

aside = Table(
    "aside",
    METADATA,
    Column("hash", LargeBinary, primary_key=True),
    Column("reason", String, nullable=False, comment="class name of the error"),
    Column("stood", Integer, nullable=False, server_default="0", comment="1: it counted until a revocation came"),
    comment="entries that are verified but set aside for a person; a verdict decides",
)

audit = Table(
    "audit",
    METADATA,
    Column("n", Integer, primary_key=True),
    Column("at", String, nullable=False),
    Column("usr", String, nullable=False),
    Column("verb", String, nullable=False),
    Column("tab", String, nullable=False),
    Column("row", String, nullable=False),
    Column("entry", LargeBinary),
    Column("prev", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    comment="who did what to which record; never field values",
)

renewal = Table(
    "renewal",
    METADATA,
    Column("n", Integer, primary_key=True),
    Column("vault", String, nullable=False),
    Column("doc", LargeBinary, nullable=False, unique=True, comment="the signed renewal, canonical"),
    comment="changes of a vault's own keys, in the order in which they were taken",
)

escrow = Table(
    "escrow",
    METADATA,
    Column("vault", String, primary_key=True),
    Column("created", String, nullable=False, comment="of the file that it came with: the latest one holds"),
    Column("key", LargeBinary, nullable=False, comment="fingerprint of the recovery key that opens it"),
    Column("wrap", LargeBinary, nullable=False),
    comment="at headquarters: the store keys of its sites, sealed to the recovery key that lies offline",
)

state = Table(
    "state",
    METADATA,
    Column("key", String, primary_key=True),
    Column("value", LargeBinary, nullable=False),
    comment="this vault's own facts: its keys, its incarnation, its clock, its site, the root it trusts",
)

certificate = Table(
    "certificate",
    METADATA,
    Column("id", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("doc", LargeBinary, nullable=False),
    Column("sig", LargeBinary, nullable=False),
    Column("pinned", Integer, nullable=False, comment="1: trusted because both were present, not because of its issuer"),
)

peer = Table(
    "peer",
    METADATA,
    Column("id", String, primary_key=True),
    Column("edge", String, nullable=False, comment="parent or child"),
    Column("name", String, nullable=False),
    Column("subject", String, nullable=False, comment="the site row of a site, the volunteer row of a volunteer"),
    Column("feed_sent", Integer, nullable=False),
    Column("feed_head", LargeBinary, nullable=False),
    Column("feed_have", Integer, nullable=False, comment="how much of our delivery list the peer says it holds"),
    Column("seen_at", String, nullable=False, comment="day on which the peer's last file came"),
    Column("through", String, nullable=False, comment="all is typed in up to this date, as its leader declared"),
    comment="the vaults on the other end of an edge",
)

delivered = Table(
    "delivered",
    METADATA,
    Column("peer", String, primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("hash", LargeBinary, nullable=False),
    Column("places", String, nullable=False, comment="indices of the parts given, comma-separated"),
    Column("head", LargeBinary, nullable=False),
    Index("ix_delivered_hash", "peer", "hash"),
    comment="the delivery list of each child, in order, chained",
)

sealed = Table(
    "sealed",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("peer", String, nullable=False, comment="the vault that it goes to next"),
    Column("n", Integer, comment="its number in the list for that vault; nothing while its entry may not go there"),
    Column("recipient", String, nullable=False, comment="the vault that alone can open it"),
    Column("hash", LargeBinary, nullable=False),
    Column("place", Integer, nullable=False),
    Column("life", Integer, nullable=False, comment="how often the recipient had been put back from a copy"),
    Column("head", LargeBinary, comment="the list's chain up to here"),
    Column("body", LargeBinary, comment="at headquarters, until the recipient has it"),
    Index("ix_sealed_peer_n", "peer", "n"),
    Index("ix_sealed_hash", "hash", "place", "recipient"),
    comment="parts that headquarters passes on and cannot read",
)

sealed_edge = Table(
    "sealed_edge",
    METADATA,
    Column("peer", String, primary_key=True),
    Column("have", Integer, nullable=False, comment="how much of our list the peer says it holds"),
    Column("got", Integer, nullable=False, comment="how much of the peer's list we hold"),
    Column("head", LargeBinary, nullable=False, comment="that list's chain up to there"),
    comment="how far the lists of sealed parts have come on each edge",
)

receipted = Table(
    "receipted",
    METADATA,
    Column("dev", String, primary_key=True),
    Column("inc", String, primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("at", String, nullable=False),
    comment="how far the parent says that it has applied each of the chains that we send up",
)

register = Table(
    "register",
    METADATA,
    Column("bundle", String, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("sender", String, nullable=False),
    Column("edge", String, nullable=False),
    Column("digest", LargeBinary, nullable=False, comment="SHA-256 of the whole file"),
    Column("at", String, nullable=False),
    Column("new", Integer, nullable=False),
    Column("receipt", LargeBinary, nullable=False),
    Index("ix_register_digest", "digest"),
    comment="every file that was imported, with the receipt that it was given",
)

pending = Table(
    "pending",
    METADATA,
    Column("bundle", String, primary_key=True),
    Column("sender", String, nullable=False),
    Column("at", String, nullable=False),
    Column("file", String, nullable=False, comment="name of the sealed copy in the spool"),
    Column("missing", String, nullable=False, comment="canonical JSON: what it waits for"),
)

export = Table(
    "export",
    METADATA,
    Column("bundle", String, primary_key=True),
    Column("recipient", String, nullable=False),
    Column("at", String, nullable=False),
    Column("entries", Integer, nullable=False),
)

enrolment = Table(
    "enrolment",
    METADATA,
    Column("nonce", LargeBinary, primary_key=True),
    Column("at", String, nullable=False),
    Column("request", LargeBinary, nullable=False, comment="the whole file; it holds no secret and no name of a person"),
    Column("digest", LargeBinary, nullable=False),
    Column("answer", LargeBinary, comment="the answer that was given to this request, sealed; the same request gets the same"),
    Column("open", Integer, nullable=False),
)

person_key = Table(
    "person_key",
    METADATA,
    Column("participant", String, primary_key=True),
    Column("k1", LargeBinary, nullable=False, comment="empty where a name is missing"),
    Column("k2", LargeBinary, nullable=False),
    Column("k3", LargeBinary, nullable=False, comment="empty where the gender is not stated"),
    Column("first_january", Integer, nullable=False, comment="1: born on 1 January, as many refugees were registered"),
    Column("basis", String, nullable=False, comment="the sealed identity and the gender that the keys were made of"),
    Index("ix_person_key_k1", "k1"),
    Index("ix_person_key_k2", "k2"),
    Index("ix_person_key_k3", "k3"),
    comment="headquarters only: the keyed fingerprints by which the same person at two sites is found",
)

course_year = Table(
    "course_year",
    METADATA,
    Column("year", Integer, primary_key=True),
    Column("course", String, primary_key=True),
    Column("last", String, nullable=False, comment="date of the last visit that is counted, empty where there is none"),
    Column("meetings", Integer, nullable=False),
    Column("counted", LargeBinary, nullable=False, comment="JSON: visits by mode, outcome and cause; days between meetings"),
    Index("ix_course_year_course", "course"),
    sqlite_with_rowid=False,
    comment="what is counted of a course in a year, until something of the course changes: then it is counted anew",
)

desk = Table(
    "desk",
    METADATA,
    Column("usr", String, primary_key=True),
    Column("name", String, primary_key=True),
    Column("at", String, nullable=False),
    Column("sealed", LargeBinary, nullable=False, comment="under a key of that user alone"),
    comment="what a person has lying on the desk: half-typed forms, and how the person likes the tables",
)

BOOKKEEPING = frozenset(METADATA.tables) - frozenset(PROJECTED)
