-- Where personal facts are moved to when older ones were erased: a page that split may hold what was moved away from it, so
-- every page of the old table must go. The two change names afterwards; nothing stands here in between.
CREATE TABLE event_private_moved (
    hall  TEXT NOT NULL,
    seq   INTEGER NOT NULL,
    field TEXT NOT NULL,
    salt  BLOB NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (hall, seq, field)
) STRICT, WITHOUT ROWID;
