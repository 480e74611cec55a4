-- The recovery slots of the office's PCs. An older program may not open the database after this.
CREATE TABLE recovery_slot (
    office  BLOB NOT NULL,              -- 16 bytes
    log     BLOB NOT NULL,              -- 16 bytes: the log the PC writes; it stands in the clear on its disk
    device  BLOB NOT NULL,              -- 16 bytes
    slot    BLOB NOT NULL,              -- the database key of the PC in age to the recovery key
    kept_at INTEGER NOT NULL,           -- milliseconds since 1970
    PRIMARY KEY (office, log)
) WITHOUT ROWID;
