-- The journal of every hall, its views, and the people. Any node writes here, one batch of a hall at a time.
-- Texts that may be absent are empty, moments are Unix milliseconds, hashes are 32 bytes. Every number is a BIGINT,
-- so that rows read alike on both databases.

-- Where each hall's log stands. The row is read first and written last in every batch; it is the hall's lock
-- (FOR NO KEY UPDATE), and seq comes from it because a sequence does not count in commit order.
-- `day_seq` is the newest day_started, from which a hall is loaded; `renew` says why a new epoch must begin first.
CREATE TABLE hall (
    hall        TEXT NOT NULL PRIMARY KEY,
    epoch       TEXT NOT NULL,
    seq         BIGINT NOT NULL,
    head_hash   BYTEA NOT NULL,
    day         TEXT COLLATE "C" NOT NULL,
    day_seq     BIGINT NOT NULL,
    ticket_base BIGINT NOT NULL,
    last_at     BIGINT NOT NULL,
    renew       TEXT NOT NULL DEFAULT '' CHECK (renew IN ('', 'restored', 'behind'))
);

-- The log, in order by (hall, seq). `hash` chains the stored bytes of a row to the row before it.
CREATE TABLE event (
    hall  TEXT NOT NULL,
    seq   BIGINT NOT NULL,
    epoch TEXT NOT NULL,
    at    BIGINT NOT NULL,
    by    TEXT NOT NULL,
    kind  TEXT NOT NULL,
    body  TEXT NOT NULL,
    hash  BYTEA NOT NULL,
    PRIMARY KEY (hall, seq)
);

-- What happened cannot be made not to have happened, not even by a mistaken statement of ours.
CREATE FUNCTION goiso_log_is_only_appended_to() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the log is only appended to'; END $$;
CREATE TRIGGER event_is_never_changed BEFORE UPDATE OR DELETE ON event
    FOR EACH ROW EXECUTE FUNCTION goiso_log_is_only_appended_to();
CREATE TRIGGER event_is_never_emptied BEFORE TRUNCATE ON event
    FOR EACH STATEMENT EXECUTE FUNCTION goiso_log_is_only_appended_to();

-- Personal facts, whose salted hash stands in the event's body: they can be erased without breaking the chain.
CREATE TABLE event_private (
    hall  TEXT NOT NULL,
    seq   BIGINT NOT NULL,
    field TEXT NOT NULL,
    salt  BYTEA NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (hall, seq, field)
);

-- Answers by idempotency key.
CREATE TABLE answer (
    hall         TEXT NOT NULL,
    principal    TEXT NOT NULL,
    key          TEXT NOT NULL,
    request_hash BYTEA NOT NULL,
    status       BIGINT NOT NULL,
    body         TEXT NOT NULL,
    at           BIGINT NOT NULL
);
CREATE UNIQUE INDEX answer_once ON answer (hall, principal, key);

-- The same for requests that belong to no hall.
CREATE TABLE outer_answer (
    principal    TEXT NOT NULL,
    key          TEXT NOT NULL,
    request_hash BYTEA NOT NULL,
    status       BIGINT NOT NULL,
    body         TEXT NOT NULL,
    at           BIGINT NOT NULL
);
CREATE UNIQUE INDEX outer_answer_once ON outer_answer (principal, key);

-- Views: a fold of the log, derived again by `goiso rebuild` to the same rows. Days compare byte by byte, whatever
-- the database's language.
CREATE TABLE ticket (
    hall             TEXT NOT NULL,
    ticket           BIGINT NOT NULL,
    day         TEXT COLLATE "C" NOT NULL,
    series           TEXT NOT NULL,
    number           BIGINT NOT NULL,
    line             TEXT NOT NULL,
    service          TEXT NOT NULL,
    class            TEXT NOT NULL,
    channel          TEXT NOT NULL,
    state            TEXT NOT NULL,
    outcome          TEXT NOT NULL,
    counter          TEXT NOT NULL,
    issued_at        BIGINT NOT NULL,
    first_called_at  BIGINT,
    first_started_at BIGINT,
    done_at          BIGINT,
    rating           BIGINT,
    told_low_s       BIGINT,
    told_high_s      BIGINT,
    PRIMARY KEY (hall, ticket)
);
-- The rules already see to both; the database is the second lock on the door.
CREATE UNIQUE INDEX ticket_one_number ON ticket (hall, day, series, number);
CREATE UNIQUE INDEX ticket_one_at_a_counter ON ticket (hall, counter) WHERE state IN ('called', 'serving');

CREATE TABLE leg (
    hall        TEXT NOT NULL,
    ticket      BIGINT NOT NULL,
    leg         BIGINT NOT NULL,
    day         TEXT COLLATE "C" NOT NULL,
    line        TEXT NOT NULL,
    counter     TEXT NOT NULL,
    officer     TEXT NOT NULL,
    waited_from BIGINT NOT NULL,
    called_at   BIGINT NOT NULL,
    calls       BIGINT NOT NULL,
    started_at  BIGINT,
    start       TEXT NOT NULL,
    ended_at    BIGINT,
    how         TEXT NOT NULL,
    PRIMARY KEY (hall, ticket, leg)
);

-- Reports read whole days.
CREATE INDEX leg_of_day ON leg (hall, day);

CREATE TABLE day_count (
    hall        TEXT NOT NULL,
    day         TEXT COLLATE "C" NOT NULL,
    series      TEXT NOT NULL,
    class       TEXT NOT NULL,
    issued      BIGINT NOT NULL,
    served      BIGINT NOT NULL,
    auto_closed BIGINT NOT NULL,
    no_show     BIGINT NOT NULL,
    left_line   BIGINT NOT NULL,
    cancelled   BIGINT NOT NULL,
    expired     BIGINT NOT NULL,
    void        BIGINT NOT NULL,
    wait_ms     BIGINT NOT NULL,
    called      BIGINT NOT NULL,
    PRIMARY KEY (hall, day, series, class)
);

-- People and devices: never in the log. `hall` is empty for every hall.
CREATE TABLE person (
    id         TEXT NOT NULL PRIMARY KEY,
    login      TEXT NOT NULL UNIQUE,
    name       TEXT NOT NULL,
    role       TEXT NOT NULL,
    hall       TEXT NOT NULL,
    password   TEXT NOT NULL,
    standing   TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE token (
    id         TEXT NOT NULL PRIMARY KEY,
    hash       BYTEA NOT NULL UNIQUE,
    name       TEXT NOT NULL,
    role       TEXT NOT NULL,
    hall       TEXT NOT NULL,
    zone       TEXT NOT NULL,
    speaks     BIGINT,
    standing   TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE session (
    hash       BYTEA NOT NULL PRIMARY KEY,
    person     TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at    BIGINT NOT NULL
);
CREATE INDEX session_of_person ON session (person);

-- Random bytes that the server makes once: link keys, day keys, the set-up code.
CREATE TABLE secret (
    name  TEXT NOT NULL PRIMARY KEY,
    value BYTEA NOT NULL
);
