-- What the office server keeps beside the logs. Every row carries its office, so that one database may serve several later.
-- An older program may not open the database after this.

-- What only the server decides about a device of the office log; read for every request.
CREATE TABLE device (
    office  BLOB NOT NULL,              -- 16 bytes
    device  BLOB NOT NULL,              -- 16 bytes
    revoked INTEGER NOT NULL,           -- 1: it may not ask any more
    PRIMARY KEY (office, device)
) WITHOUT ROWID;

-- Invitations are never records: their secret is not replicated.
CREATE TABLE invitation (
    office      BLOB NOT NULL,
    name        INTEGER NOT NULL,       -- 0 to 1023, two characters of the code
    secret      BLOB NOT NULL,          -- 11 bytes, what the other characters carry
    user        BLOB NOT NULL,
    user_name   TEXT NOT NULL,
    roles       TEXT NOT NULL,          -- JSON list; what is granted on the device
    expires_at  INTEGER NOT NULL,
    used_at     INTEGER,
    used_by     BLOB,                   -- the log of the device that used it: asking again gets the same answer
    PRIMARY KEY (office, name)
) WITHOUT ROWID;

-- Wrong attempts by invitation name, whether or not there is such an invitation.
CREATE TABLE brake (
    office   BLOB NOT NULL,
    name     INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    retry_at INTEGER NOT NULL,          -- no attempt before this
    PRIMARY KEY (office, name)
) WITHOUT ROWID;

-- Attachments whose bytes are here.
CREATE TABLE blob (
    office  BLOB NOT NULL,
    address BLOB NOT NULL,              -- 32 bytes, BLAKE3 of the content
    size    INTEGER NOT NULL,
    file    TEXT NOT NULL,              -- random name below blobs/
    PRIMARY KEY (office, address)
) WITHOUT ROWID;

-- Attachments that records name.
CREATE TABLE named (
    office  BLOB NOT NULL,
    address BLOB NOT NULL,
    event   BLOB NOT NULL,              -- the event that names it
    size    INTEGER NOT NULL,
    here    INTEGER NOT NULL,           -- 1: the bytes are here
    PRIMARY KEY (office, address, event)
) WITHOUT ROWID;
CREATE INDEX named_wanted ON named (office, size, address) WHERE here = 0;

CREATE TABLE upload (
    office     BLOB NOT NULL,
    upload     BLOB NOT NULL,           -- 16 bytes
    device     BLOB NOT NULL,
    address    BLOB NOT NULL,
    length     INTEGER NOT NULL,
    offset     INTEGER NOT NULL,        -- as last told; the length only once verified and stored
    touched_at INTEGER NOT NULL,
    PRIMARY KEY (office, upload)
) WITHOUT ROWID;
CREATE INDEX upload_address ON upload (office, device, address);
