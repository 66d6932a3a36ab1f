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

    OLDEST_PRIVATE = "SELECT p.seq, e.at FROM event_private p JOIN event e ON e.hall = p.hall AND e.seq = p.seq
        WHERE p.hall = ?1 ORDER BY p.seq LIMIT ?2";
    MOVED_PRIVATE = "SELECT count(*) FROM (SELECT 1 FROM event_private_moved LIMIT 1)";
    MOVE_PRIVATE = "INSERT INTO event_private_moved (hall, seq, field, salt, value)
        SELECT hall, seq, field, salt, value FROM event_private ORDER BY hall, seq, field LIMIT ?1";
    LEAVE_PRIVATE = "DELETE FROM event_private
        WHERE (hall, seq, field) IN (SELECT hall, seq, field FROM event_private ORDER BY hall, seq, field LIMIT ?1)";
    ERASE_PRIVATE = "DELETE FROM event_private WHERE hall = ?1 AND seq <= ?2";

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
    EXCEPTIONS = "SELECT ticket, day, series, number, line, service, class, channel, state, outcome, counter, issued_at,
            first_called_at, first_started_at, done_at, rating, told_low_s, told_high_s
        FROM ticket t WHERE hall = ?1 AND day >= ?2 AND day <= ?3 AND (outcome IN ('void', 'expired') OR (outcome = 'served'
            AND EXISTS (SELECT 1 FROM leg l WHERE l.hall = t.hall AND l.ticket = t.ticket AND l.how = 'auto_closed')))
        ORDER BY day, series, number LIMIT ?4";
    LEGS_OF_TICKET = "SELECT ticket, leg, day, line, counter, officer, waited_from, called_at, calls, started_at, start,
            ended_at, how FROM leg WHERE hall = ?1 AND ticket = ?2 ORDER BY leg";
    LEGS = "SELECT ticket, leg, day, line, counter, officer, waited_from, called_at, calls, started_at, start,
            ended_at, how FROM leg WHERE hall = ?1 AND day >= ?2 AND day <= ?3 ORDER BY ticket, leg";
    STATISTIC = "SELECT figures FROM statistic WHERE hall = ?1 AND scale = ?2 AND cube = ?3 AND period = ?4 AND piece = ?5";
    PUT_STATISTIC = "INSERT INTO statistic (hall, scale, cube, period, piece, figures) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
        ON CONFLICT (hall, scale, cube, period, piece) DO UPDATE SET figures = excluded.figures";
    DROP_STATISTIC = "DELETE FROM statistic
        WHERE hall = ?1 AND scale = ?2 AND cube = ?3 AND period = ?4 AND piece = ?5";
    STATISTICS = "SELECT period, piece, figures FROM statistic
        WHERE hall = ?1 AND scale = ?2 AND cube = ?3 AND period >= ?4 AND period <= ?5 ORDER BY period, piece";
        DROP_TICKETS = "DELETE FROM ticket";
    DROP_LEGS = "DELETE FROM leg";
    DROP_STATISTICS = "DELETE FROM statistic";
    STRAYS = "SELECT 'event', hall FROM event UNION SELECT 'ticket', hall FROM ticket UNION SELECT 'leg', hall FROM leg
        UNION SELECT 'statistic', hall FROM statistic EXCEPT SELECT t.name, h.hall FROM hall h,
        (SELECT 'event' AS name UNION SELECT 'ticket' UNION SELECT 'leg' UNION SELECT 'statistic') t";

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
    SET_SECRET = "INSERT INTO secret (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    SECRET_NAMES = "SELECT name FROM secret ORDER BY name";

    CLAIM_DELIVERY = "INSERT INTO delivery (name, first_day, last_day, way, claimed_until, done_at)
        VALUES (?1, ?2, ?3, ?4, ?6, NULL) ON CONFLICT (name, first_day, last_day, way)
        DO UPDATE SET claimed_until = excluded.claimed_until WHERE delivery.done_at IS NULL AND delivery.claimed_until <= ?5";
    DELIVERY_DONE = "UPDATE delivery SET done_at = ?5 WHERE name = ?1 AND first_day = ?2 AND last_day = ?3 AND way = ?4";
    RELEASE_DELIVERY = "DELETE FROM delivery WHERE name = ?1 AND first_day = ?2 AND last_day = ?3 AND way = ?4
        AND done_at IS NULL";
    LAST_DELIVERIES = "SELECT name, way, first_day, last_day, done_at FROM delivery d WHERE done_at IS NOT NULL AND NOT EXISTS
        (SELECT 1 FROM delivery o WHERE o.name = d.name AND o.way = d.way AND o.done_at IS NOT NULL AND o.last_day > d.last_day)
        ORDER BY name, way";

    FORGET_PAIRINGS = "DELETE FROM pairing WHERE expires_at <= ?1";
    ADD_PAIRING = "INSERT INTO pairing (device_hash, user_hash, match_number, kind, address, asked_at, expires_at, state,
        name, role, hall, zone, counter, speaks, granted_by)
        SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, 'open', '', '', '', '', '', NULL, ''
        WHERE (SELECT count(*) FROM pairing) < ?8";
    PAIRING_BY_DEVICE = "SELECT device_hash, user_hash, match_number, kind, address, asked_at, expires_at, state, name, role,
        hall, zone, counter, speaks, granted_by FROM pairing WHERE device_hash = ?1";
    PAIRING_BY_USER = "SELECT device_hash, user_hash, match_number, kind, address, asked_at, expires_at, state, name, role,
        hall, zone, counter, speaks, granted_by FROM pairing WHERE user_hash = ?1";
    GRANT_PAIRING = "UPDATE pairing SET state = 'granted', name = ?3, role = ?4, hall = ?5, zone = ?6, counter = ?7,
        speaks = ?8, granted_by = ?9 WHERE user_hash = ?1 AND state = 'open' AND expires_at > ?2";
    REFUSE_PAIRING = "UPDATE pairing SET state = 'refused' WHERE user_hash = ?1 AND state = 'open' AND expires_at > ?2";
    TAKE_PAIRING = "DELETE FROM pairing WHERE device_hash = ?1 AND state = 'granted' AND expires_at > ?2";
    END_PAIRING = "DELETE FROM pairing WHERE device_hash = ?1";
    ADD_DEVICE = "INSERT INTO device (id, counter, next_hash, rotated_at, seen_at) VALUES (?1, ?2, NULL, ?3, NULL)";
    DEVICES = "SELECT id, counter, next_hash, rotated_at, seen_at FROM device ORDER BY id";
    STAGE_SECRET = "INSERT INTO device (id, counter, next_hash, rotated_at, seen_at)
        SELECT id, '', ?3, created_at, NULL FROM token WHERE id = ?1 AND hash = ?2 AND standing = 'active'
        ON CONFLICT (id) DO UPDATE SET next_hash = excluded.next_hash";
    SPEND_SECRET = "INSERT INTO spent_secret (hash, device, at) SELECT t.hash, t.id, ?3 FROM token t
        JOIN device d ON d.id = t.id WHERE t.id = ?1 AND d.next_hash = ?2";
    USE_NEXT_SECRET = "UPDATE token SET hash = ?2 WHERE id = ?1";
    SECRET_IS_NEW = "UPDATE device SET next_hash = NULL, rotated_at = ?2 WHERE id = ?1";
    SPENT_SECRETS = "SELECT hash, device FROM spent_secret ORDER BY at, hash";
    FORGET_SPENT = "DELETE FROM spent_secret WHERE at < ?1";
    DEVICE_SEEN = "INSERT INTO device (id, counter, next_hash, rotated_at, seen_at)
        SELECT id, '', NULL, created_at, ?2 FROM token WHERE id = ?1
        ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at";
    RENAME_TOKEN = "UPDATE token SET name = ?2 WHERE id = ?1";
    ADD_DEVICE_NOTE = "INSERT INTO device_note (at, device, what, by) VALUES (?1, ?2, ?3, ?4)";
    DEVICE_NOTES = "SELECT at, device, what, by FROM device_note ORDER BY number DESC LIMIT ?1";
}
