-- Numbers of cases, so that two cases with one number are told apart. An older program may not open the database after this.

-- A projection like the others: the number each case's opening names and that opening's place in time.
CREATE TABLE case_number (
    case_id BLOB PRIMARY KEY,
    number  TEXT NOT NULL,
    hlc     TEXT NOT NULL,              -- fixed-width hex: sorts as time does
    log     BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX case_number_number ON case_number (number, hlc, log, case_id);

-- Another case has this number too; `number` is what is shown.
ALTER TABLE case_row ADD COLUMN shared INTEGER NOT NULL DEFAULT 0;
