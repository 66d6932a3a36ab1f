-- Reports that were made by themselves: which of them, over which days, by which way, and whether that is done. A row without
-- `done_at` is being worked on until `claimed_until`; after that another node may, because whoever did has died.
CREATE TABLE delivery (
    name          TEXT NOT NULL,
    first_day     TEXT COLLATE "C" NOT NULL,
    last_day      TEXT COLLATE "C" NOT NULL,
    way           TEXT NOT NULL CHECK (way IN ('folder', 'mail')),
    claimed_until BIGINT NOT NULL,
    done_at       BIGINT,
    PRIMARY KEY (name, first_day, last_day, way)
);
