-- What revoked devices still hand in, as they handed it in; it counts nowhere. An older program may not open the database after this.
CREATE TABLE quarantine (
    office  BLOB NOT NULL,              -- 16 bytes
    log     BLOB NOT NULL,              -- 16 bytes
    last    INTEGER NOT NULL,           -- sequence number of the page's last record
    records INTEGER NOT NULL,
    chain   BLOB NOT NULL,              -- 32 bytes, the chain hash there
    page    BLOB NOT NULL,              -- as on the wire
    at      INTEGER NOT NULL,           -- milliseconds since 1970
    PRIMARY KEY (office, log, last)
) WITHOUT ROWID;

-- Logs of which an admin refused what was kept aside: nothing more of them is kept.
CREATE TABLE quarantine_refused (
    office BLOB NOT NULL,
    log    BLOB NOT NULL,
    at     INTEGER NOT NULL,
    PRIMARY KEY (office, log)
) WITHOUT ROWID;
