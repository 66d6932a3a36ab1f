-- Figures that add up, so that a report over months and halls is a sum of few rows. `period` is a service day, or the first of
-- a month whose finished days are added up; `piece` is named within its cube. Some periods of one cube are one range of the
-- key. Opening a database derives the rows from the log in the transaction of this file.
CREATE TABLE statistic (
    hall    TEXT NOT NULL,
    scale   TEXT NOT NULL CHECK (scale IN ('day', 'month')),
    cube    TEXT NOT NULL CHECK (cube IN ('day', 'line', 'desk', 'slot')),
    period  TEXT COLLATE "C" NOT NULL,
    piece   TEXT COLLATE "C" NOT NULL,
    figures BYTEA NOT NULL,
    PRIMARY KEY (hall, scale, cube, period, piece)
    -- Rows of today change with every command: room for their next version keeps it on the same page.
) WITH (fillfactor = 70);

-- The cube `line` counts the same and more.
DROP TABLE day_count;
