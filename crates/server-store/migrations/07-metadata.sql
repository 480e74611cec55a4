-- Upload-Metadata as the client gave it; it can name a file. Empty: none was given, or it came before there was this column. An older
-- program may not open the database after this.
ALTER TABLE upload ADD COLUMN metadata TEXT NOT NULL DEFAULT '';
