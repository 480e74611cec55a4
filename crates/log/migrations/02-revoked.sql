-- How far the logs of revoked devices count, and heads of which only a seal is known. An older program may not open the database after this.

-- From device.revoked in an office log: the last head of each log of a revoked device; seals above it do not count.
CREATE TABLE revoked (
    log    BLOB PRIMARY KEY,            -- 16 bytes
    device BLOB NOT NULL,               -- 16 bytes
    seq    INTEGER NOT NULL,
    chain  BLOB NOT NULL                -- 32 bytes
) WITHOUT ROWID;
CREATE INDEX revoked_device ON revoked (device);

-- Records of others that lay above such a head when it came: they count no more, and nothing is thrown away.
CREATE TABLE beyond (
    log          BLOB NOT NULL,
    seq          INTEGER NOT NULL,
    event        BLOB NOT NULL,         -- 16 bytes; an erasure finds it here too
    header       BLOB NOT NULL,
    facts        BLOB NOT NULL,
    private      BLOB,
    private_hash BLOB,
    PRIMARY KEY (log, seq)
) WITHOUT ROWID;
CREATE INDEX beyond_event ON beyond (event);

-- Seals that verify and stand above what is held of their log: a tail that is missing here.
CREATE TABLE ahead (
    log       BLOB NOT NULL,
    by        BLOB NOT NULL,            -- 32 bytes: the log's own key or a server's
    seq       INTEGER NOT NULL,
    chain     BLOB NOT NULL,
    at        INTEGER NOT NULL,         -- milliseconds since 1970
    signature BLOB NOT NULL,
    told      BLOB,                     -- the key of the server that was told of it last
    PRIMARY KEY (log, by)
) WITHOUT ROWID;
