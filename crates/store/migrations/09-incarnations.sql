-- Where this PC carried on in a new log. An older program may not open the database after this.

CREATE TABLE incarnation (
    no          INTEGER PRIMARY KEY,
    log         BLOB NOT NULL,          -- 16 bytes: the log that ended
    incarnation BLOB NOT NULL,          -- 16 bytes
    ended_at    INTEGER NOT NULL,
    why         TEXT NOT NULL,          -- a code
    evidence    TEXT,                   -- what the file outside the database said then; NULL where nobody could read it
    machine     TEXT                    -- on which the next log began
) STRICT;
