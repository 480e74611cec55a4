-- When a row of a duty was counted: where a PC's clock was ahead and went back, such rows tell of days that have not come, and
-- are counted anew. An older program may not open the database after this.
ALTER TABLE duty_row ADD COLUMN counted_at INTEGER NOT NULL DEFAULT 0;
CREATE INDEX duty_row_counted ON duty_row (counted_at);
