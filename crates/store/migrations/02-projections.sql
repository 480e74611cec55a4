-- Projections: everything here can be dropped and made again from the logs. An older program may not open the database after this.

-- One row a case. The key orders the list: opened_at * 2^20 + a part of the case id.
CREATE TABLE case_row (
    place            INTEGER PRIMARY KEY,
    id               BLOB NOT NULL UNIQUE,
    number           TEXT NOT NULL,
    status           INTEGER NOT NULL,  -- 0 received, 1 identified, 2 resolved, 3 cancelled
    opened_at        INTEGER NOT NULL,
    channel          TEXT NOT NULL,
    person           BLOB,
    who              TEXT NOT NULL,     -- the person's name, or empty
    organisation     BLOB,
    whose            TEXT NOT NULL,     -- the organisation's name, or empty
    stakeholder_type TEXT,
    role             TEXT,
    question         TEXT NOT NULL,     -- its beginning
    topic            TEXT,
    section          TEXT,
    officer          BLOB NOT NULL,
    closed_ms        INTEGER NOT NULL,
    running_since    INTEGER,
    resolved_at      INTEGER,
    files            INTEGER NOT NULL,
    concurrent       INTEGER NOT NULL,
    needs_review     INTEGER NOT NULL,
    own_seq          INTEGER NOT NULL   -- newest record of this PC's own log about it, 0 for none
) STRICT;
CREATE INDEX case_row_status ON case_row (status);
CREATE INDEX case_row_person ON case_row (person) WHERE person IS NOT NULL;
CREATE INDEX case_row_organisation ON case_row (organisation) WHERE organisation IS NOT NULL;
CREATE INDEX case_row_running ON case_row (running_since) WHERE running_since IS NOT NULL;
CREATE INDEX case_row_resolved ON case_row (resolved_at) WHERE resolved_at IS NOT NULL;

CREATE TABLE case_count (
    status INTEGER PRIMARY KEY,
    n      INTEGER NOT NULL
) STRICT;

-- Greatest running number seen per label and year, also of cases that no longer count.
CREATE TABLE number_run (
    label TEXT NOT NULL,
    year  INTEGER NOT NULL,
    last  INTEGER NOT NULL,
    PRIMARY KEY (label, year)
) STRICT, WITHOUT ROWID;

-- Words of cases: number, stakeholder, question, answer and the ticket number. Rows share their key with case_row.
-- No prefix index: it costs a quarter of a pull, and without it one letter is found among 100,000 cases in some 40 ms.
CREATE VIRTUAL TABLE case_fts USING fts5 (number, who, question, answer, hai, tokenize = "unicode61 remove_diacritics 2",
    columnsize = 0);
-- What was erased must leave the index too (SQLite FTS5 §"secure-delete").
INSERT INTO case_fts (case_fts, rank) VALUES ('secure-delete', 1);
-- Words of one page of a pull are gathered in memory (8 MiB) and written once, not in parts that have to be merged afterwards.
INSERT INTO case_fts (case_fts, rank) VALUES ('hashsize', 8388608);

-- People and organisations.
CREATE TABLE party_row (
    place            INTEGER PRIMARY KEY,
    id               BLOB NOT NULL UNIQUE,
    is_organisation  INTEGER NOT NULL,
    name             TEXT NOT NULL,
    sort             TEXT NOT NULL,     -- the name in lower case
    phone            TEXT NOT NULL,
    digits           TEXT NOT NULL,     -- of the phone, a leading 62 as 0
    email            TEXT NOT NULL,
    satker_code      TEXT,
    stakeholder_type TEXT,
    state            INTEGER NOT NULL,  -- 0 known, 1 not yet received, 2 erased
    concurrent       INTEGER NOT NULL
) STRICT;
CREATE INDEX party_row_sort ON party_row (sort, id);
CREATE INDEX party_row_code ON party_row (satker_code) WHERE satker_code IS NOT NULL;
CREATE INDEX party_row_digits ON party_row (digits) WHERE digits <> '';

CREATE VIRTUAL TABLE party_fts USING fts5 (name, code, phone, tokenize = "unicode61 remove_diacritics 2",
    columnsize = 0);
INSERT INTO party_fts (party_fts, rank) VALUES ('secure-delete', 1);

-- Attachments the records name, voided and reverted ones too: their contents must not be thrown away.
CREATE TABLE file_row (
    event    BLOB PRIMARY KEY,
    file     BLOB NOT NULL,
    case_id  BLOB NOT NULL,
    size     INTEGER NOT NULL,
    media    TEXT NOT NULL,
    name     TEXT NOT NULL,
    state    INTEGER NOT NULL,          -- of the private part: 0 known, 1 not yet received, 2 erased
    address  BLOB,
    live     INTEGER NOT NULL,
    added_at INTEGER NOT NULL
) STRICT;
CREATE INDEX file_row_file ON file_row (file);
CREATE INDEX file_row_case ON file_row (case_id);
CREATE INDEX file_row_address ON file_row (address) WHERE address IS NOT NULL;

-- Records of kinds this program does not know: kept, relayed, skipped and counted.
CREATE TABLE skipped (
    kind TEXT PRIMARY KEY,
    n    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- How far each log is folded into the tables above, moved in the transaction that folds.
CREATE TABLE folded (
    log BLOB PRIMARY KEY,
    seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
