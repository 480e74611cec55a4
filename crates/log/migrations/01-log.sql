-- The logs, their seals and what the office log says about them. An older program may not open the database after this.

CREATE TABLE log (
    no          INTEGER PRIMARY KEY,    -- small, of this database only, never sent
    log         BLOB NOT NULL UNIQUE,   -- 16 bytes
    own         INTEGER NOT NULL,       -- 1: written here
    server      INTEGER NOT NULL,       -- 1: an office log of a server whose statement the office key signed
    signing_key BLOB NOT NULL,          -- 32 bytes, from record 1
    seq         INTEGER NOT NULL,       -- newest record held
    chain       BLOB NOT NULL,          -- 32 bytes, its chain hash
    hlc         TEXT NOT NULL           -- greatest clock stamp in the log
);

CREATE TABLE record (
    place        INTEGER PRIMARY KEY,   -- log.no * 2^40 + seq: a log's records lie together and are appended at one end
    event        BLOB NOT NULL,         -- 16 bytes
    kind         TEXT NOT NULL,
    header       BLOB NOT NULL,
    facts        BLOB NOT NULL,
    private      BLOB,                  -- NULL: none, erased, or not arrived
    private_hash BLOB,                  -- NULL: the kind has no private part
    chain        BLOB NOT NULL
);
CREATE INDEX record_event ON record (event);
CREATE INDEX record_lacking ON record (place) WHERE private IS NULL AND private_hash IS NOT NULL;

CREATE TABLE seal (
    no        INTEGER NOT NULL REFERENCES log (no),
    seq       INTEGER NOT NULL,
    by        BLOB NOT NULL,            -- 32 bytes: the log's own key (proof) or a server's (receipt)
    chain     BLOB NOT NULL,
    at        INTEGER NOT NULL,         -- milliseconds since 1970
    signature BLOB NOT NULL,
    PRIMARY KEY (no, seq, by)
) WITHOUT ROWID;

-- From device.added in an office log: which logs belong to the office and the key that must open them.
CREATE TABLE member (
    log         BLOB PRIMARY KEY,
    signing_key BLOB NOT NULL,
    device      BLOB NOT NULL
) WITHOUT ROWID;

-- From record.erased in an office log: events whose private part is gone for good, held here or not.
CREATE TABLE erasure (
    event BLOB PRIMARY KEY
) WITHOUT ROWID;

-- Which records tell something about a case, a person, an organisation or a visit; filled by whoever folds them.
CREATE TABLE subject (
    subject BLOB NOT NULL,              -- 16 bytes
    place   INTEGER NOT NULL,
    PRIMARY KEY (subject, place)
) WITHOUT ROWID;
