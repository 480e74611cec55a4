-- What is owed, asked and awaited: projections like those before them. An older program may not open the database after this.

-- Documents asked for and neither here nor waived, of a case that is open.
ALTER TABLE case_row ADD COLUMN awaited INTEGER NOT NULL DEFAULT 0;
CREATE INDEX case_row_awaited ON case_row (awaited) WHERE awaited > 0;
CREATE INDEX case_row_number ON case_row (number);

-- What somebody still has to do, as the pure functions of the domain say: of a case at most the oldest solution and the
-- oldest report. Whether it is overdue is said when it is read.
CREATE TABLE duty_row (
    case_id  BLOB NOT NULL,
    kind     INTEGER NOT NULL,          -- 0 solution, 1 progress
    raised   TEXT NOT NULL,             -- day 0
    due_at   INTEGER NOT NULL,
    -- When the passing of time alone makes another report of this one (it is missed, the next is owed); NULL for a solution.
    turns_at INTEGER,
    PRIMARY KEY (case_id, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX duty_row_due ON duty_row (due_at, case_id, kind);
CREATE INDEX duty_row_turns ON duty_row (turns_at) WHERE turns_at IS NOT NULL;

-- Questions to section heads that wait for somebody.
CREATE TABLE escalation_row (
    escalation BLOB PRIMARY KEY,
    case_id    BLOB NOT NULL,
    section    TEXT NOT NULL,
    phase      INTEGER NOT NULL,        -- 0 for the head, 1 asked back: for the officer, 2 answered by telephone: to be confirmed
    raised_at  INTEGER NOT NULL,
    raised_by  BLOB NOT NULL,
    question   TEXT NOT NULL,
    here       INTEGER NOT NULL         -- 1: a record says that it is on this PC of the section head's
) STRICT, WITHOUT ROWID;
CREATE INDEX escalation_row_section ON escalation_row (section, phase, raised_at);
CREATE INDEX escalation_row_case ON escalation_row (case_id);
