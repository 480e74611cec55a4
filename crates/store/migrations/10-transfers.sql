-- When a content whose move failed is tried again, and what somebody at this PC wants of a content beside the policy.
-- An older program may not open the database after this.
ALTER TABLE blob_trouble ADD COLUMN failures INTEGER NOT NULL DEFAULT 1;
ALTER TABLE blob_trouble ADD COLUMN next_at INTEGER NOT NULL DEFAULT 0; -- not tried before this by itself; 0: whenever there is a sync

-- No record of the office: it never leaves this PC. A row goes when the content comes.
CREATE TABLE blob_wish (
    address BLOB PRIMARY KEY,
    asked   INTEGER NOT NULL            -- 1: to be fetched whatever the policy says, 0: let go here and not fetched by itself
) STRICT;
