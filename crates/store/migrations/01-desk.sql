-- The tables of a desk beside the logs. An older program may not open the database after this.

-- Who this PC is: one row.
CREATE TABLE device (
    one         INTEGER PRIMARY KEY CHECK (one = 1),
    device      BLOB NOT NULL,          -- 16 bytes
    incarnation BLOB NOT NULL,          -- 16 bytes
    log         BLOB NOT NULL,          -- 16 bytes: the log this incarnation writes
    signing     BLOB NOT NULL,          -- 32 bytes: Ed25519 seed
    identity    TEXT NOT NULL           -- age X25519 secret key
) STRICT;

-- The office this PC belongs to: one row, none before the first run is done.
CREATE TABLE pin (
    one        INTEGER PRIMARY KEY CHECK (one = 1),
    alone      INTEGER NOT NULL,        -- 1: this PC is its own office
    office     BLOB NOT NULL,
    office_key BLOB NOT NULL,           -- 32 bytes: whom this PC believes
    recovery   TEXT NOT NULL,           -- age recipient
    user       BLOB NOT NULL,           -- whom the PC was set up for
    label      TEXT,                    -- as given at enrolment; the office log may say a newer one
    statement  TEXT,                    -- the server's, JSON
    address    TEXT
) STRICT;

-- Small facts of this PC, such as versions of projections and settings inside the encryption.
CREATE TABLE setting (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What was typed and is in no record yet.
CREATE TABLE draft (
    case_id      BLOB PRIMARY KEY,
    json         TEXT NOT NULL,
    first_key_at INTEGER,
    saved_at     INTEGER NOT NULL
) STRICT;

CREATE TABLE tab (
    position     INTEGER PRIMARY KEY,
    case_id      BLOB NOT NULL UNIQUE,
    set_aside_at INTEGER
) STRICT;

-- Files on their way in, and whole ones no record names yet.
CREATE TABLE staged (
    id         BLOB PRIMARY KEY,        -- becomes the file's id
    case_id    BLOB NOT NULL,
    name       TEXT NOT NULL,
    size       INTEGER NOT NULL,
    local_name TEXT NOT NULL,
    whole      INTEGER NOT NULL,
    address    BLOB,                    -- of a whole one, 32 bytes
    media      TEXT,
    added_at   INTEGER NOT NULL
) STRICT;
CREATE INDEX staged_case ON staged (case_id);
CREATE INDEX staged_address ON staged (address) WHERE address IS NOT NULL;

-- Contents that lie on this PC.
CREATE TABLE blob (
    address    BLOB PRIMARY KEY,        -- 32 bytes: BLAKE3 of the plaintext
    local_name TEXT NOT NULL,           -- random, in files/
    size       INTEGER NOT NULL,
    stored_at  INTEGER NOT NULL,
    on_server  INTEGER NOT NULL DEFAULT 0 -- what the server said last; shown only, asked again before anything depends on it
) STRICT;
CREATE INDEX blob_unsent ON blob (size) WHERE on_server = 0;

-- Why the last try to move a content failed; gone when it was moved.
CREATE TABLE blob_trouble (
    address BLOB PRIMARY KEY,
    reason  TEXT NOT NULL               -- a code
) STRICT;
