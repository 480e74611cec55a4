-- What revoked devices hand in beside the pages of logs the office knows. An older program may not open the database after this.

-- Logs that no office log names: begun by a device after it was revoked. Its record 1 names the device and a key that is known of it.
CREATE TABLE quarantine_log (
    office      BLOB NOT NULL,          -- 16 bytes
    log         BLOB NOT NULL,          -- 16 bytes
    device      BLOB NOT NULL,          -- 16 bytes
    signing_key BLOB NOT NULL,          -- 32 bytes
    PRIMARY KEY (office, log)
) WITHOUT ROWID;

-- Attachments that pages kept aside name. Their bytes come by `upload` and lie in `blob` like all others, where nothing counts that no
-- record names.
CREATE TABLE quarantine_file (
    office  BLOB NOT NULL,
    log     BLOB NOT NULL,
    event   BLOB NOT NULL,              -- the event that names it
    address BLOB NOT NULL,              -- 32 bytes
    size    INTEGER NOT NULL,
    PRIMARY KEY (office, log, event)
) WITHOUT ROWID;
CREATE INDEX quarantine_file_address ON quarantine_file (office, address);
