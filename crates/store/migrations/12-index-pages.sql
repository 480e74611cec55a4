-- A page of the index of words as large as one page of the encrypted file holds. SQLCipher keeps 80 of its 4,096 bytes for itself and a row
-- of a table spends up to 39 more, so that the 4,050 bytes FTS5 takes by itself would lie on two. What is indexed already stays as it is until
-- it is merged. An older program may not open the database after this.
INSERT INTO case_fts (case_fts, rank) VALUES ('pgsz', 3940);
INSERT INTO party_fts (party_fts, rank) VALUES ('pgsz', 3940);
