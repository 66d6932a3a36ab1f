-- The journal of every hall, its views, and the people. One writer connection writes here; readers are read-only.
-- Texts that may be absent are empty, moments are Unix milliseconds, hashes are 32 bytes.

-- Facts about the file itself: `running` is 1 while a server has it open, so that an unclean stop is seen.
CREATE TABLE meta (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Where each hall's log stands. The row is read first and written last in every batch; it is the hall's lock.
-- `day_seq` is the newest day_started, from which a hall is loaded; `renew` says why a new epoch must begin first.
CREATE TABLE hall (
    hall        TEXT NOT NULL PRIMARY KEY,
    epoch       TEXT NOT NULL,
    seq         INTEGER NOT NULL,
    head_hash   BLOB NOT NULL,
    day         TEXT NOT NULL,
    day_seq     INTEGER NOT NULL,
    ticket_base INTEGER NOT NULL,
    last_at     INTEGER NOT NULL,
    renew       TEXT NOT NULL DEFAULT '' CHECK (renew IN ('', 'restored', 'behind'))
) STRICT, WITHOUT ROWID;

-- The log. Clustered by (hall, seq) because it is only ever appended to and read in order. `hash` chains the stored
-- bytes of a row to the row before it.
CREATE TABLE event (
    hall  TEXT NOT NULL,
    seq   INTEGER NOT NULL,
    epoch TEXT NOT NULL,
    at    INTEGER NOT NULL,
    by    TEXT NOT NULL,
    kind  TEXT NOT NULL,
    body  TEXT NOT NULL,
    hash  BLOB NOT NULL,
    PRIMARY KEY (hall, seq)
) STRICT, WITHOUT ROWID;

-- What happened cannot be made not to have happened, not even by a mistaken statement of ours.
CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'the log is only appended to'); END;
CREATE TRIGGER event_is_never_removed BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'the log is only appended to'); END;

-- Personal facts, whose salted hash stands in the event's body: they can be erased without breaking the chain.
CREATE TABLE event_private (
    hall  TEXT NOT NULL,
    seq   INTEGER NOT NULL,
    field TEXT NOT NULL,
    salt  BLOB NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (hall, seq, field)
) STRICT, WITHOUT ROWID;

-- Answers by idempotency key. A rowid table with an index: keys of foreign clients are random, and scattering whole
-- rows over a clustered tree costs twice as much as scattering index entries.
CREATE TABLE answer (
    hall         TEXT NOT NULL,
    principal    TEXT NOT NULL,
    key          TEXT NOT NULL,
    request_hash BLOB NOT NULL,
    status       INTEGER NOT NULL,
    body         TEXT NOT NULL,
    at           INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX answer_once ON answer (hall, principal, key);

-- The same for requests that belong to no hall.
CREATE TABLE outer_answer (
    principal    TEXT NOT NULL,
    key          TEXT NOT NULL,
    request_hash BLOB NOT NULL,
    status       INTEGER NOT NULL,
    body         TEXT NOT NULL,
    at           INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX outer_answer_once ON outer_answer (principal, key);

-- Views: a fold of the log, derived again by `goiso rebuild` to the same rows.
CREATE TABLE ticket (
    hall             TEXT NOT NULL,
    ticket           INTEGER NOT NULL,
    day              TEXT NOT NULL,
    series           TEXT NOT NULL,
    number           INTEGER NOT NULL,
    line             TEXT NOT NULL,
    service          TEXT NOT NULL,
    class            TEXT NOT NULL,
    channel          TEXT NOT NULL,
    state            TEXT NOT NULL,
    outcome          TEXT NOT NULL,
    counter          TEXT NOT NULL,
    issued_at        INTEGER NOT NULL,
    first_called_at  INTEGER,
    first_started_at INTEGER,
    done_at          INTEGER,
    rating           INTEGER,
    told_low_s       INTEGER,
    told_high_s      INTEGER,
    PRIMARY KEY (hall, ticket)
) STRICT, WITHOUT ROWID;
-- The rules already see to both; the database is the second lock on the door.
CREATE UNIQUE INDEX ticket_one_number ON ticket (hall, day, series, number);
CREATE UNIQUE INDEX ticket_one_at_a_counter ON ticket (hall, counter) WHERE state IN ('called', 'serving');

CREATE TABLE leg (
    hall        TEXT NOT NULL,
    ticket      INTEGER NOT NULL,
    leg         INTEGER NOT NULL,
    day         TEXT NOT NULL,
    line        TEXT NOT NULL,
    counter     TEXT NOT NULL,
    officer     TEXT NOT NULL,
    waited_from INTEGER NOT NULL,
    called_at   INTEGER NOT NULL,
    calls       INTEGER NOT NULL,
    started_at  INTEGER,
    start       TEXT NOT NULL,
    ended_at    INTEGER,
    how         TEXT NOT NULL,
    PRIMARY KEY (hall, ticket, leg)
) STRICT, WITHOUT ROWID;

-- Reports read whole days.
CREATE INDEX leg_of_day ON leg (hall, day);

CREATE TABLE day_count (
    hall        TEXT NOT NULL,
    day         TEXT NOT NULL,
    series      TEXT NOT NULL,
    class       TEXT NOT NULL,
    issued      INTEGER NOT NULL,
    served      INTEGER NOT NULL,
    auto_closed INTEGER NOT NULL,
    no_show     INTEGER NOT NULL,
    left_line   INTEGER NOT NULL,
    cancelled   INTEGER NOT NULL,
    expired     INTEGER NOT NULL,
    void        INTEGER NOT NULL,
    wait_ms     INTEGER NOT NULL,
    called      INTEGER NOT NULL,
    PRIMARY KEY (hall, day, series, class)
) STRICT, WITHOUT ROWID;

-- People and devices: never in the log. `hall` is empty for every hall.
CREATE TABLE person (
    id         TEXT NOT NULL PRIMARY KEY,
    login      TEXT NOT NULL UNIQUE,
    name       TEXT NOT NULL,
    role       TEXT NOT NULL,
    hall       TEXT NOT NULL,
    password   TEXT NOT NULL,
    standing   TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE token (
    id         TEXT NOT NULL PRIMARY KEY,
    hash       BLOB NOT NULL UNIQUE,
    name       TEXT NOT NULL,
    role       TEXT NOT NULL,
    hall       TEXT NOT NULL,
    zone       TEXT NOT NULL,
    speaks     INTEGER,
    standing   TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE session (
    hash       BLOB NOT NULL PRIMARY KEY,
    person     TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    seen_at    INTEGER NOT NULL
) STRICT;
CREATE INDEX session_of_person ON session (person);

-- Random bytes that the server makes once: link keys, day keys, the set-up code.
CREATE TABLE secret (
    name  TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL
) STRICT;
