//! Every statement on PostgreSQL, by name; a test prepares each. Batches go as arrays: few round trips, not few rows.

/// Declares the statements and the list of all of them.
macro_rules! statements {
    ($($name:ident = $sql:expr;)*) => {
        $(pub(crate) const $name: &str = $sql;)*
        /// Name and text of every statement.
        pub(crate) const ALL: &[(&str, &str)] = &[$((stringify!($name), $name)),*];
    };
}

statements! {
    SETTING = "SELECT current_setting($1)";
    // The write position knows a promotion at once, the control file only at its first checkpoint.
    TIMELINE = "SELECT ltrim(substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8), '0')";

    ADD_HALL = "INSERT INTO hall (hall, epoch, seq, head_hash, day, day_seq, ticket_base, last_at, renew)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    LOCK_HALL = "SELECT hall, epoch, seq, head_hash, day, day_seq, ticket_base, last_at, renew,
            ltrim(substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8), '0')
        FROM hall WHERE hall = $1 FOR NO KEY UPDATE";
    HALL = "SELECT hall, epoch, seq, head_hash, day, day_seq, ticket_base, last_at, renew,
            ltrim(substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8), '0')
        FROM hall WHERE hall = $1";
    HALLS = "SELECT hall, epoch, seq, head_hash, day, day_seq, ticket_base, last_at, renew,
            ltrim(substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8), '0')
        FROM hall ORDER BY hall";
    LOCK_HALLS = "SELECT hall FROM hall ORDER BY hall FOR NO KEY UPDATE";
    SET_HALL = "UPDATE hall SET epoch = $2, seq = $3, head_hash = $4, day = $5, day_seq = $6, ticket_base = $7,
        last_at = $8, renew = $9 WHERE hall = $1";
    RENEW_ALL = "UPDATE hall SET renew = $1";

    EVENTS = "SELECT seq, epoch, at, by, kind, body, hash FROM event
        WHERE hall = $1 AND seq > $2 AND ($4 = '' OR epoch = $4) ORDER BY seq LIMIT $3";
    EVENT_PLACE = "SELECT epoch, hash FROM event WHERE hall = $1 AND seq = $2";
    ANSWERS = "SELECT k.place, a.request_hash, a.status, a.body
        FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS k (principal, key, place)
        JOIN answer a ON a.hall = $1 AND a.principal = k.principal AND a.key = k.key";
    // Events, personal facts, answers and the hall's row at once. Tickets that come to a counter leave the old one
    // first, because two may change places within a batch.
    WRITE = "WITH e AS (
            INSERT INTO event (hall, seq, epoch, at, by, kind, body, hash)
            SELECT $1, * FROM unnest($10::bigint[], $11::text[], $12::bigint[], $13::text[], $14::text[], $15::text[],
                $16::bytea[])),
        p AS (
            INSERT INTO event_private (hall, seq, field, salt, value)
            SELECT $1, * FROM unnest($17::bigint[], $18::text[], $19::bytea[], $20::text[])),
        a AS (
            INSERT INTO answer (hall, principal, key, request_hash, status, body, at)
            SELECT $1, k.*, $26 FROM unnest($21::text[], $22::text[], $23::bytea[], $24::bigint[], $25::text[]) AS k),
        c AS (
            UPDATE ticket SET state = 'waiting', counter = ''
            WHERE hall = $1 AND ticket = ANY ($27::bigint[]) AND state IN ('called', 'serving'))
        UPDATE hall SET epoch = $2, seq = $3, head_hash = $4, day = $5, day_seq = $6, ticket_base = $7, last_at = $8,
            renew = $9 WHERE hall = $1";
    // Rows of a fold. Tickets come in the order in which they may be written: those at no counter first.
    VIEWS = "WITH l AS (
            INSERT INTO leg (hall, ticket, leg, day, line, counter, officer, waited_from, called_at, calls, started_at,
                start, ended_at, how)
            SELECT $1, * FROM unnest($20::bigint[], $21::bigint[], $22::text[], $23::text[], $24::text[], $25::text[],
                $26::bigint[], $27::bigint[], $28::bigint[], $29::bigint[], $30::text[], $31::bigint[], $32::text[])
            ON CONFLICT (hall, ticket, leg) DO UPDATE SET line = excluded.line, counter = excluded.counter,
                officer = excluded.officer, waited_from = excluded.waited_from, called_at = excluded.called_at,
                calls = excluded.calls, started_at = excluded.started_at, start = excluded.start,
                ended_at = excluded.ended_at, how = excluded.how),
        c AS (
            INSERT INTO day_count (hall, day, series, class, issued, served, auto_closed, no_show, left_line, cancelled,
                expired, void, wait_ms, called)
            SELECT $1, * FROM unnest($33::text[], $34::text[], $35::text[], $36::bigint[], $37::bigint[],
                $38::bigint[], $39::bigint[], $40::bigint[], $41::bigint[], $42::bigint[], $43::bigint[],
                $44::bigint[], $45::bigint[])
            ON CONFLICT (hall, day, series, class) DO UPDATE SET issued = day_count.issued + excluded.issued,
                served = day_count.served + excluded.served,
                auto_closed = day_count.auto_closed + excluded.auto_closed,
                no_show = day_count.no_show + excluded.no_show,
                left_line = day_count.left_line + excluded.left_line,
                cancelled = day_count.cancelled + excluded.cancelled,
                expired = day_count.expired + excluded.expired, void = day_count.void + excluded.void,
                wait_ms = day_count.wait_ms + excluded.wait_ms, called = day_count.called + excluded.called)
        INSERT INTO ticket (hall, ticket, day, series, number, line, service, class, channel, state, outcome, counter,
            issued_at, first_called_at, first_started_at, done_at, rating, told_low_s, told_high_s)
        SELECT $1, t.ticket, t.day, t.series, t.number, t.line, t.service, t.class, t.channel, t.state, t.outcome,
            t.counter, t.issued_at, t.first_called_at, t.first_started_at, t.done_at, t.rating, t.low, t.high
        FROM unnest($2::bigint[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::text[], $8::text[], $9::text[],
            $10::text[], $11::text[], $12::text[], $13::bigint[], $14::bigint[], $15::bigint[], $16::bigint[],
            $17::bigint[], $18::bigint[], $19::bigint[]) WITH ORDINALITY
            AS t (ticket, day, series, number, line, service, class, channel, state, outcome, counter, issued_at,
                first_called_at, first_started_at, done_at, rating, low, high, place)
        ORDER BY t.place
        ON CONFLICT (hall, ticket) DO UPDATE SET line = excluded.line, class = excluded.class, state = excluded.state,
            outcome = excluded.outcome, counter = excluded.counter, first_called_at = excluded.first_called_at,
            first_started_at = excluded.first_started_at, done_at = excluded.done_at, rating = excluded.rating";
    DROP_EMPTY_COUNTS = "DELETE FROM day_count WHERE hall = $1 AND issued = 0 AND void = 0";
    CLEAR_COUNTERS = "UPDATE ticket SET state = 'waiting', counter = ''
        WHERE hall = $1 AND ticket = ANY ($2) AND state IN ('called', 'serving')";

    OUTER_ANSWER = "SELECT request_hash, status, body FROM outer_answer WHERE principal = $1 AND key = $2";
    ADD_OUTER_ANSWER = "INSERT INTO outer_answer (principal, key, request_hash, status, body, at)
        VALUES ($1, $2, $3, $4, $5, $6)";
    FORGET_ANSWERS = "DELETE FROM answer WHERE ctid = ANY (ARRAY (SELECT ctid FROM answer WHERE at < $1 LIMIT $2))";
    FORGET_OUTER_ANSWERS = "DELETE FROM outer_answer
        WHERE ctid = ANY (ARRAY (SELECT ctid FROM outer_answer WHERE at < $1 LIMIT $2))";

    TICKET = "SELECT ticket, day, series, number, line, service, class, channel, state, outcome, counter, issued_at,
            first_called_at, first_started_at, done_at, rating, told_low_s, told_high_s
        FROM ticket WHERE hall = $1 AND ticket = $2";
    TICKETS = "SELECT ticket, day, series, number, line, service, class, channel, state, outcome, counter, issued_at,
            first_called_at, first_started_at, done_at, rating, told_low_s, told_high_s
        FROM ticket WHERE hall = $1 AND day >= $2 AND day <= $3 ORDER BY ticket";
    LEGS_OF_TICKET = "SELECT ticket, leg, day, line, counter, officer, waited_from, called_at, calls, started_at, start,
            ended_at, how FROM leg WHERE hall = $1 AND ticket = $2 ORDER BY leg";
    LEGS = "SELECT ticket, leg, day, line, counter, officer, waited_from, called_at, calls, started_at, start,
            ended_at, how FROM leg WHERE hall = $1 AND day >= $2 AND day <= $3 ORDER BY ticket, leg";
    COUNTS = "SELECT day, series, class, issued, served, auto_closed, no_show, left_line, cancelled, expired, void,
            wait_ms, called
        FROM day_count WHERE hall = $1 AND day >= $2 AND day <= $3 ORDER BY day, series, class";
    DROP_TICKETS = "DELETE FROM ticket";
    DROP_LEGS = "DELETE FROM leg";
    DROP_COUNTS = "DELETE FROM day_count";
    STRAYS = "SELECT 'event', hall FROM event UNION SELECT 'ticket', hall FROM ticket UNION SELECT 'leg', hall FROM leg
        UNION SELECT 'day_count', hall FROM day_count EXCEPT SELECT t.name, h.hall FROM hall h,
        (VALUES ('event'), ('ticket'), ('leg'), ('day_count')) AS t (name)";

    ADD_PERSON = "INSERT INTO person (id, login, name, role, hall, password, standing, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    PERSON = "SELECT id, login, name, role, hall, password, standing, created_at FROM person WHERE id = $1";
    PERSON_BY_LOGIN = "SELECT id, login, name, role, hall, password, standing, created_at FROM person WHERE login = $1";
    PEOPLE = "SELECT id, login, name, role, hall, password, standing, created_at FROM person ORDER BY login";
    SET_PERSON = "UPDATE person SET login = $2, name = $3, role = $4, hall = $5, password = $6, standing = $7
        WHERE id = $1";

    ADD_TOKEN = "INSERT INTO token (id, hash, name, role, hall, zone, speaks, standing, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    TOKEN_BY_HASH = "SELECT id, hash, name, role, hall, zone, speaks, standing, created_at FROM token WHERE hash = $1";
    TOKENS = "SELECT id, hash, name, role, hall, zone, speaks, standing, created_at FROM token ORDER BY created_at, id";
    SET_TOKEN_STANDING = "UPDATE token SET standing = $2 WHERE id = $1";
    SET_TOKEN_HASH = "UPDATE token SET hash = $3 WHERE id = $1 AND hash = $2";

    ADD_SESSION = "INSERT INTO session (hash, person, created_at, seen_at) VALUES ($1, $2, $3, $4)";
    SESSION_BY_HASH = "SELECT hash, person, created_at, seen_at FROM session WHERE hash = $1";
    SESSIONS = "SELECT hash, person, created_at, seen_at FROM session ORDER BY created_at";
    SESSIONS_OF = "SELECT hash, person, created_at, seen_at FROM session WHERE person = $1 ORDER BY created_at";
    TOUCH_SESSION = "UPDATE session SET seen_at = $2 WHERE hash = $1";
    END_SESSION = "DELETE FROM session WHERE hash = $1";
    END_SESSIONS_OF = "DELETE FROM session WHERE person = $1";
    FORGET_SESSIONS = "DELETE FROM session WHERE seen_at < $1";

    SECRET = "SELECT value FROM secret WHERE name = $1";
    ADD_SECRET = "INSERT INTO secret (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";
    FORGET_SECRET = "DELETE FROM secret WHERE name = $1";
}
