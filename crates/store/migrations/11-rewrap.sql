-- Files of contents that are still encrypted to the recovery key of the office this PC was before it joined another. An older program
-- may not open the database after this.
CREATE TABLE rewrap (
    local_name TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
