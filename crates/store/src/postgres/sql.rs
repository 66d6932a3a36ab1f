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
    // first, because two may change places within a batch. The figures to which the batch adds come back.
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
            WHERE hall = $1 AND ticket = ANY ($27::bigint[]) AND state IN ('called', 'serving')),
        h AS (
            UPDATE hall SET epoch = $2, seq = $3, head_hash = $4, day = $5, day_seq = $6, ticket_base = $7, last_at = $8,
                renew = $9 WHERE hall = $1)
        SELECT k.place, s.figures
        FROM unnest($28::text[], $29::text[], $30::text[]) WITH ORDINALITY AS k (cube, period, piece, place)
        JOIN statistic s ON s.hall = $1 AND s.scale = 'day' AND s.cube = k.cube AND s.period = k.period
            AND s.piece = k.piece";
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
            INSERT INTO statistic (hall, scale, cube, period, piece, figures)
            SELECT $1, 'day', * FROM unnest($33::text[], $34::text[], $35::text[], $36::bytea[])
            ON CONFLICT (hall, scale, cube, period, piece) DO UPDATE SET figures = excluded.figures)
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
    STATISTICS_OF = "SELECT k.place, s.figures
        FROM unnest($3::text[], $4::text[], $5::text[]) WITH ORDINALITY AS k (cube, period, piece, place)
        JOIN statistic s ON s.hall = $1 AND s.scale = $2 AND s.cube = k.cube AND s.period = k.period
            AND s.piece = k.piece";
    PUT_STATISTICS = "INSERT INTO statistic (hall, scale, cube, period, piece, figures)
        SELECT $1, $2, * FROM unnest($3::text[], $4::text[], $5::text[], $6::bytea[])
        ON CONFLICT (hall, scale, cube, period, piece) DO UPDATE SET figures = excluded.figures";
    DROP_EMPTY_STATISTICS = "DELETE FROM statistic s USING unnest($3::text[], $4::text[], $5::text[]) AS k (cube, period, piece)
        WHERE s.hall = $1 AND s.scale = $2 AND s.cube = k.cube AND s.period = k.period AND s.piece = k.piece";
    STATISTICS = "SELECT period, piece, figures FROM statistic
        WHERE hall = $1 AND scale = $2 AND cube = $3 AND period >= $4 AND period <= $5 ORDER BY period, piece";
    CLEAR_COUNTERS = "UPDATE ticket SET state = 'waiting', counter = ''
        WHERE hall = $1 AND ticket = ANY ($2) AND state IN ('called', 'serving')";

    OLDEST_PRIVATE = "SELECT p.seq, e.at FROM event_private p JOIN event e ON e.hall = p.hall AND e.seq = p.seq
        WHERE p.hall = $1 ORDER BY p.seq LIMIT $2";
    ERASE_PRIVATE = "DELETE FROM event_private WHERE hall = $1 AND seq <= $2";

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
    EXCEPTIONS = "SELECT ticket, day, series, number, line, service, class, channel, state, outcome, counter, issued_at,
            first_called_at, first_started_at, done_at, rating, told_low_s, told_high_s
        FROM ticket t WHERE hall = $1 AND day >= $2 AND day <= $3 AND (outcome IN ('void', 'expired') OR (outcome = 'served'
            AND EXISTS (SELECT 1 FROM leg l WHERE l.hall = t.hall AND l.ticket = t.ticket AND l.how = 'auto_closed')))
        ORDER BY day, series, number LIMIT $4";
    LEGS_OF_TICKET = "SELECT ticket, leg, day, line, counter, officer, waited_from, called_at, calls, started_at, start,
            ended_at, how FROM leg WHERE hall = $1 AND ticket = $2 ORDER BY leg";
    LEGS = "SELECT ticket, leg, day, line, counter, officer, waited_from, called_at, calls, started_at, start,
            ended_at, how FROM leg WHERE hall = $1 AND day >= $2 AND day <= $3 ORDER BY ticket, leg";
    DROP_TICKETS = "DELETE FROM ticket";
    DROP_LEGS = "DELETE FROM leg";
    DROP_STATISTICS = "DELETE FROM statistic";
    STRAYS = "SELECT 'event', hall FROM event UNION SELECT 'ticket', hall FROM ticket UNION SELECT 'leg', hall FROM leg
        UNION SELECT 'statistic', hall FROM statistic EXCEPT SELECT t.name, h.hall FROM hall h,
        (VALUES ('event'), ('ticket'), ('leg'), ('statistic')) AS t (name)";

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
    SET_SECRET = "INSERT INTO secret (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    SECRET_NAMES = "SELECT name FROM secret ORDER BY name";

    CLAIM_DELIVERY = "INSERT INTO delivery (name, first_day, last_day, way, claimed_until, done_at)
        VALUES ($1, $2, $3, $4, $6, NULL) ON CONFLICT (name, first_day, last_day, way)
        DO UPDATE SET claimed_until = excluded.claimed_until WHERE delivery.done_at IS NULL AND delivery.claimed_until <= $5";
    DELIVERY_DONE = "UPDATE delivery SET done_at = $5 WHERE name = $1 AND first_day = $2 AND last_day = $3 AND way = $4";
    RELEASE_DELIVERY = "DELETE FROM delivery WHERE name = $1 AND first_day = $2 AND last_day = $3 AND way = $4
        AND done_at IS NULL";
    LAST_DELIVERIES = "SELECT name, way, first_day, last_day, done_at FROM delivery d WHERE done_at IS NOT NULL AND NOT EXISTS
        (SELECT 1 FROM delivery o WHERE o.name = d.name AND o.way = d.way AND o.done_at IS NOT NULL AND o.last_day > d.last_day)
        ORDER BY name, way";

    FORGET_PAIRINGS = "DELETE FROM pairing WHERE expires_at <= $1";
    ADD_PAIRING = "INSERT INTO pairing (device_hash, user_hash, match_number, kind, address, asked_at, expires_at, state,
        name, role, hall, zone, counter, speaks, granted_by)
        SELECT $1::bytea, $2::bytea, $3::bigint, $4, $5, $6::bigint, $7::bigint, 'open', '', '', '', '', '', NULL::bigint, ''
        WHERE (SELECT count(*) FROM pairing) < $8";
    PAIRING_BY_DEVICE = "SELECT device_hash, user_hash, match_number, kind, address, asked_at, expires_at, state, name, role,
        hall, zone, counter, speaks, granted_by FROM pairing WHERE device_hash = $1";
    PAIRING_BY_USER = "SELECT device_hash, user_hash, match_number, kind, address, asked_at, expires_at, state, name, role,
        hall, zone, counter, speaks, granted_by FROM pairing WHERE user_hash = $1";
    GRANT_PAIRING = "UPDATE pairing SET state = 'granted', name = $3, role = $4, hall = $5, zone = $6, counter = $7,
        speaks = $8, granted_by = $9 WHERE user_hash = $1 AND state = 'open' AND expires_at > $2";
    REFUSE_PAIRING = "UPDATE pairing SET state = 'refused' WHERE user_hash = $1 AND state = 'open' AND expires_at > $2";
    TAKE_PAIRING = "DELETE FROM pairing WHERE device_hash = $1 AND state = 'granted' AND expires_at > $2";
    END_PAIRING = "DELETE FROM pairing WHERE device_hash = $1";
    ADD_DEVICE = "INSERT INTO device (id, counter, next_hash, rotated_at, seen_at) VALUES ($1, $2, NULL, $3, NULL)";
    DEVICES = "SELECT id, counter, next_hash, rotated_at, seen_at FROM device ORDER BY id";
    STAGE_SECRET = "INSERT INTO device (id, counter, next_hash, rotated_at, seen_at)
        SELECT id, '', $3::bytea, created_at, NULL::bigint FROM token WHERE id = $1 AND hash = $2 AND standing = 'active'
        ON CONFLICT (id) DO UPDATE SET next_hash = excluded.next_hash";
    SPEND_SECRET = "INSERT INTO spent_secret (hash, device, at) SELECT t.hash, t.id, $3::bigint FROM token t
        JOIN device d ON d.id = t.id WHERE t.id = $1 AND d.next_hash = $2";
    USE_NEXT_SECRET = "UPDATE token SET hash = $2 WHERE id = $1";
    SECRET_IS_NEW = "UPDATE device SET next_hash = NULL, rotated_at = $2 WHERE id = $1";
    SPENT_SECRETS = "SELECT hash, device FROM spent_secret ORDER BY at, hash";
    FORGET_SPENT = "DELETE FROM spent_secret WHERE at < $1";
    DEVICE_SEEN = "INSERT INTO device (id, counter, next_hash, rotated_at, seen_at)
        SELECT id, '', NULL::bytea, created_at, $2::bigint FROM token WHERE id = $1
        ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at";
    RENAME_TOKEN = "UPDATE token SET name = $2 WHERE id = $1";
    ADD_DEVICE_NOTE = "INSERT INTO device_note (at, device, what, by) VALUES ($1, $2, $3, $4)";
    DEVICE_NOTES = "SELECT at, device, what, by FROM device_note ORDER BY number DESC LIMIT $1";
}
