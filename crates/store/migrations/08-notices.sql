-- What people are told without having asked, and what was shown of it; concurrent edits found quickly. An older program may not
-- open the database after this.

-- A projection: what follows from each case, with the stretch of time in which it is true.
CREATE TABLE notice_row (
    case_id  BLOB NOT NULL,
    key      TEXT NOT NULL,
    person   BLOB NOT NULL,             -- who is told; empty where the head of a section is
    section  TEXT NOT NULL,             -- whose head is told; empty where a person is
    kind     INTEGER NOT NULL,
    about    BLOB,                      -- the escalation or the offer
    at       INTEGER NOT NULL,
    from_at  INTEGER NOT NULL,
    until_at INTEGER,
    PRIMARY KEY (case_id, key, person, section)
) STRICT, WITHOUT ROWID;
CREATE INDEX notice_row_whom ON notice_row (person, section, from_at);

-- No projection and no record of the office: what each person was shown on this PC. It never leaves it.
CREATE TABLE notice_seen (
    person   BLOB NOT NULL,
    key      TEXT NOT NULL,
    -- It popped up.
    shown_at INTEGER,
    -- The person said that it is read.
    read_at  INTEGER,
    PRIMARY KEY (person, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX case_row_concurrent ON case_row (place) WHERE concurrent = 1;
CREATE INDEX party_row_concurrent ON party_row (sort, id) WHERE concurrent = 1;
