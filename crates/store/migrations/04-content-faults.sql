-- A content that was seen to be gone or not readable counts as not here until another copy of it has come.
-- An older program may not open the database after this.
ALTER TABLE blob ADD COLUMN fault TEXT; -- NULL, 'lost': its file is gone, 'damaged': its file cannot be read back
