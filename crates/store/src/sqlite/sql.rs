//! Every statement on SQLite, by name; a test prepares each.

/// Declares the statements and the list of all of them.
macro_rules! statements {
    ($($name:ident = $sql:expr;)*) => {
        $(pub(crate) const $name: &str = $sql;)*
        /// Name and text of every statement.
        pub(crate) const ALL: &[(&str, &str)] = &[$((stringify!($name), $name)),*];
    };
}

statements! {
    SET_META = "INSERT INTO meta (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    META = "SELECT value FROM meta WHERE name = ?1";

    ADD_HALL = "INSERT INTO hall (hall, epoch, seq, head_hash, day, day_seq, ticket_base, last_at, renew)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    HALL = "SELECT hall, epoch, seq, head_hash, day, day_seq, ticket_base, last_at, renew FROM hall WHERE hall = ?1";
    HALLS = "SELECT hall, epoch, seq, head_hash, day, day_seq, ticket_base, last_at, renew FROM hall ORDER BY hall";
    SET_HALL = "UPDATE hall SET epoch = ?2, seq = ?3, head_hash = ?4, day = ?5, day_seq = ?6, ticket_base = ?7,
        last_at = ?8, renew = ?9 WHERE hall = ?1";
    RENEW_HALL = "UPDATE hall SET renew = ?2 WHERE hall = ?1";
    RENEW_ALL = "UPDATE hall SET renew = ?1";

    ADD_EVENT = "INSERT INTO event (hall, seq, epoch, at, by, kind, body, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    EVENTS = "SELECT seq, epoch, at, by, kind, body, hash FROM event WHERE hall = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3";
    EVENTS_OF_EPOCH = "SELECT seq, epoch, at, by, kind, body, hash FROM event
        WHERE hall = ?1 AND seq > ?2 AND epoch = ?4 ORDER BY seq LIMIT ?3";
    EVENT_PLACE = "SELECT epoch, hash FROM event WHERE hall = ?1 AND seq = ?2";
    ADD_PRIVATE = "INSERT INTO event_private (hall, seq, field, salt, value) VALUES (?1, ?2, ?3, ?4, ?5)";

    ANSWER = "SELECT request_hash, status, body FROM answer WHERE hall = ?1 AND principal = ?2 AND key = ?3";
    ADD_ANSWER = "INSERT INTO answer (hall, principal, key, request_hash, status, body, at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    OUTER_ANSWER = "SELECT request_hash, status, body FROM outer_answer WHERE principal = ?1 AND key = ?2";
    ADD_OUTER_ANSWER = "INSERT INTO outer_answer (principal, key, request_hash, status, body, at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    FORGET_ANSWERS = "DELETE FROM answer WHERE rowid IN (SELECT rowid FROM answer WHERE at < ?1 ORDER BY rowid LIMIT ?2)";
    FORGET_OUTER_ANSWERS = "DELETE FROM outer_answer
        WHERE rowid IN (SELECT rowid FROM outer_answer WHERE at < ?1 ORDER BY rowid LIMIT ?2)";

    PUT_TICKET = "INSERT INTO ticket (hall, ticket, day, series, number, line, service, class, channel, state, outcome,
            counter, issued_at, first_called_at, first_started_at, done_at, rating, told_low_s, told_high_s)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)
        ON CONFLICT (hall, ticket) DO UPDATE SET line = excluded.line, class = excluded.class, state = excluded.state,
            outcome = excluded.outcome, counter = excluded.counter, first_called_at = excluded.first_called_at,
            first_started_at = excluded.first_started_at, done_at = excluded.done_at, rating = excluded.rating";
    CLEAR_COUNTER = "UPDATE ticket SET state = 'waiting', counter = '' WHERE hall = ?1 AND ticket = ?2";
    TICKET = "SELECT ticket, day, series, number, line, service, class, channel, state, outcome, counter, issued_at,
            first_called_at, first_started_at, done_at, rating, told_low_s, told_high_s
        FROM ticket WHERE hall = ?1 AND ticket = ?2";
    TICKETS = "SELECT ticket, day, series, number, line, service, class, channel, state, outcome, counter, issued_at,
            first_called_at, first_started_at, done_at, rating, told_low_s, told_high_s
        FROM ticket WHERE hall = ?1 AND day >= ?2 AND day <= ?3 ORDER BY ticket";
    PUT_LEG = "INSERT INTO leg (hall, ticket, leg, day, line, counter, officer, waited_from, called_at, calls,
            started_at, start, ended_at, how)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
        ON CONFLICT (hall, ticket, leg) DO UPDATE SET line = excluded.line, counter = excluded.counter,
            officer = excluded.officer, waited_from = excluded.waited_from, called_at = excluded.called_at,
            calls = excluded.calls, started_at = excluded.started_at, start = excluded.start,
            ended_at = excluded.ended_at, how = excluded.how";
    LEGS_OF_TICKET = "SELECT ticket, leg, day, line, counter, officer, waited_from, called_at, calls, started_at, start,
            ended_at, how FROM leg WHERE hall = ?1 AND ticket = ?2 ORDER BY leg";
    LEGS = "SELECT ticket, leg, day, line, counter, officer, waited_from, called_at, calls, started_at, start,
            ended_at, how FROM leg WHERE hall = ?1 AND day >= ?2 AND day <= ?3 ORDER BY ticket, leg";
    ADD_COUNT = "INSERT INTO day_count (hall, day, series, class, issued, served, auto_closed, no_show, left_line,
            cancelled, expired, void, wait_ms, called)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
        ON CONFLICT (hall, day, series, class) DO UPDATE SET issued = issued + excluded.issued,
            served = served + excluded.served, auto_closed = auto_closed + excluded.auto_closed,
            no_show = no_show + excluded.no_show, left_line = left_line + excluded.left_line,
            cancelled = cancelled + excluded.cancelled, expired = expired + excluded.expired,
            void = void + excluded.void, wait_ms = wait_ms + excluded.wait_ms, called = called + excluded.called";
    DROP_EMPTY_COUNT = "DELETE FROM day_count
        WHERE hall = ?1 AND day = ?2 AND series = ?3 AND class = ?4 AND issued = 0 AND void = 0";
    COUNTS = "SELECT day, series, class, issued, served, auto_closed, no_show, left_line, cancelled, expired, void,
            wait_ms, called
        FROM day_count WHERE hall = ?1 AND day >= ?2 AND day <= ?3 ORDER BY day, series, class";
    DROP_TICKETS = "DELETE FROM ticket";
    DROP_LEGS = "DELETE FROM leg";
    DROP_COUNTS = "DELETE FROM day_count";
    STRAYS = "SELECT 'event', hall FROM event UNION SELECT 'ticket', hall FROM ticket UNION SELECT 'leg', hall FROM leg
        UNION SELECT 'day_count', hall FROM day_count EXCEPT SELECT t.name, h.hall FROM hall h,
        (SELECT 'event' AS name UNION SELECT 'ticket' UNION SELECT 'leg' UNION SELECT 'day_count') t";

    ADD_PERSON = "INSERT INTO person (id, login, name, role, hall, password, standing, created_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    PERSON = "SELECT id, login, name, role, hall, password, standing, created_at FROM person WHERE id = ?1";
    PERSON_BY_LOGIN = "SELECT id, login, name, role, hall, password, standing, created_at FROM person WHERE login = ?1";
    PEOPLE = "SELECT id, login, name, role, hall, password, standing, created_at FROM person ORDER BY login";
    SET_PERSON = "UPDATE person SET login = ?2, name = ?3, role = ?4, hall = ?5, password = ?6, standing = ?7
        WHERE id = ?1";

    ADD_TOKEN = "INSERT INTO token (id, hash, name, role, hall, zone, speaks, standing, created_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    TOKEN_BY_HASH = "SELECT id, hash, name, role, hall, zone, speaks, standing, created_at FROM token WHERE hash = ?1";
    TOKENS = "SELECT id, hash, name, role, hall, zone, speaks, standing, created_at FROM token ORDER BY created_at, id";
    SET_TOKEN_STANDING = "UPDATE token SET standing = ?2 WHERE id = ?1";
    SET_TOKEN_HASH = "UPDATE token SET hash = ?3 WHERE id = ?1 AND hash = ?2";

    ADD_SESSION = "INSERT INTO session (hash, person, created_at, seen_at) VALUES (?1, ?2, ?3, ?4)";
    SESSION_BY_HASH = "SELECT hash, person, created_at, seen_at FROM session WHERE hash = ?1";
    SESSIONS = "SELECT hash, person, created_at, seen_at FROM session ORDER BY created_at";
    SESSIONS_OF = "SELECT hash, person, created_at, seen_at FROM session WHERE person = ?1 ORDER BY created_at";
    TOUCH_SESSION = "UPDATE session SET seen_at = ?2 WHERE hash = ?1";
    END_SESSION = "DELETE FROM session WHERE hash = ?1";
    END_SESSIONS_OF = "DELETE FROM session WHERE person = ?1";
    FORGET_SESSIONS = "DELETE FROM session WHERE seen_at < ?1";

    SECRET = "SELECT value FROM secret WHERE name = ?1";
    ADD_SECRET = "INSERT INTO secret (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO NOTHING";
    FORGET_SECRET = "DELETE FROM secret WHERE name = ?1";
}
