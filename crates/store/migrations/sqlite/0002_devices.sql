-- Screens and loudspeakers that wait to be paired: both codes as hashes, gone after ten minutes.
CREATE TABLE pairing (
    device_hash  BLOB NOT NULL PRIMARY KEY,
    user_hash    BLOB NOT NULL UNIQUE,
    match_number INTEGER NOT NULL,
    kind         TEXT NOT NULL,
    address      TEXT NOT NULL,
    asked_at     INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    state        TEXT NOT NULL,
    name         TEXT NOT NULL,
    role         TEXT NOT NULL,
    hall         TEXT NOT NULL,
    zone         TEXT NOT NULL,
    counter      TEXT NOT NULL,
    speaks       INTEGER,
    granted_by   TEXT NOT NULL
) STRICT;

-- What is known of a device beside its token: the counter whose page it opens, the secret that will replace the present one.
CREATE TABLE device (
    id         TEXT NOT NULL PRIMARY KEY,
    counter    TEXT NOT NULL,
    next_hash  BLOB UNIQUE,
    rotated_at INTEGER NOT NULL,
    seen_at    INTEGER
) STRICT;

-- Secrets that were replaced: whoever still sends one has a copy.
CREATE TABLE spent_secret (
    hash   BLOB NOT NULL PRIMARY KEY,
    device TEXT NOT NULL,
    at     INTEGER NOT NULL
) STRICT;

-- Who paired, renamed and revoked which device, and when.
CREATE TABLE device_note (
    number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    at     INTEGER NOT NULL,
    device TEXT NOT NULL,
    what   TEXT NOT NULL,
    by     TEXT NOT NULL
) STRICT;
