-- What this replica held of the branch of a log that gave way after a fork: kept, never relayed, folded nowhere. An older program may
-- not open the database after this. From here on log.own may be 2: a log this replica wrote and writes no more.

CREATE TABLE aside (
    no           INTEGER PRIMARY KEY,   -- in the order in which they were set aside
    log          BLOB NOT NULL,         -- 16 bytes
    seq          INTEGER NOT NULL,
    event        BLOB NOT NULL,         -- 16 bytes
    kind         TEXT NOT NULL,
    header       BLOB NOT NULL,
    facts        BLOB NOT NULL,
    private      BLOB,
    private_hash BLOB,
    chain        BLOB NOT NULL,
    UNIQUE (log, seq, chain)
);
CREATE INDEX aside_event ON aside (event);

-- The seals that stood on these records: who signed two branches of one log stays provable.
CREATE TABLE aside_seal (
    log       BLOB NOT NULL,
    seq       INTEGER NOT NULL,
    by        BLOB NOT NULL,
    chain     BLOB NOT NULL,
    at        INTEGER NOT NULL,
    signature BLOB NOT NULL,
    PRIMARY KEY (log, seq, by, chain)
) WITHOUT ROWID;
