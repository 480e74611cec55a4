-- Whose case it is and to whom it is offered, the visit it belongs to, its ticket number, and whether it was entered later:
-- projections like those before them. An older program may not open the database after this.

ALTER TABLE case_row ADD COLUMN holder BLOB;
-- Of an open case whose offer nobody has answered.
ALTER TABLE case_row ADD COLUMN offered_to BLOB;
ALTER TABLE case_row ADD COLUMN offered_by BLOB;
ALTER TABLE case_row ADD COLUMN visit BLOB;
-- The ticket number as numbers are compared; NULL for a case that was cancelled or is a duplicate, which claims none.
ALTER TABLE case_row ADD COLUMN ticket TEXT;
-- "Dicatat belakangan".
ALTER TABLE case_row ADD COLUMN late INTEGER NOT NULL DEFAULT 0;

CREATE INDEX case_row_holder ON case_row (holder) WHERE status NOT IN (2, 3, 9);
CREATE INDEX case_row_offered_to ON case_row (offered_to) WHERE offered_to IS NOT NULL;
CREATE INDEX case_row_offered_by ON case_row (offered_by) WHERE offered_by IS NOT NULL;
CREATE INDEX case_row_visit ON case_row (visit);
CREATE INDEX case_row_ticket ON case_row (ticket) WHERE ticket IS NOT NULL;
