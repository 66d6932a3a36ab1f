-- Reports that were made by themselves: which of them, over which days, by which way, and whether that is done. A row without
-- `done_at` is being worked on until `claimed_until`; after that somebody else may, because whoever did has died.
CREATE TABLE delivery (
    name          TEXT NOT NULL,
    first_day     TEXT NOT NULL,
    last_day      TEXT NOT NULL,
    way           TEXT NOT NULL CHECK (way IN ('folder', 'mail')),
    claimed_until INTEGER NOT NULL,
    done_at       INTEGER,
    PRIMARY KEY (name, first_day, last_day, way)
) STRICT, WITHOUT ROWID;
