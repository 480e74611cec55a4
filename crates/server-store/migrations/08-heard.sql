-- When each device last asked anything of this server, by its clock; written down now and then. An older program may not open the
-- database after this.
CREATE TABLE heard (
    office BLOB NOT NULL,
    device BLOB NOT NULL,               -- 16 bytes
    at     INTEGER NOT NULL,            -- milliseconds since 1970
    PRIMARY KEY (office, device)
) WITHOUT ROWID;
