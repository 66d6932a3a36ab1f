-- Screens and loudspeakers that wait to be paired: both codes as hashes, gone after ten minutes.
CREATE TABLE pairing (
    device_hash  BYTEA NOT NULL PRIMARY KEY,
    user_hash    BYTEA NOT NULL UNIQUE,
    match_number BIGINT NOT NULL,
    kind         TEXT NOT NULL,
    address      TEXT NOT NULL,
    asked_at     BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    state        TEXT NOT NULL,
    name         TEXT NOT NULL,
    role         TEXT NOT NULL,
    hall         TEXT NOT NULL,
    zone         TEXT NOT NULL,
    counter      TEXT NOT NULL,
    speaks       BIGINT,
    granted_by   TEXT NOT NULL
);

-- What is known of a device beside its token: the counter whose page it opens, the secret that will replace the present one.
CREATE TABLE device (
    id         TEXT NOT NULL PRIMARY KEY,
    counter    TEXT NOT NULL,
    next_hash  BYTEA UNIQUE,
    rotated_at BIGINT NOT NULL,
    seen_at    BIGINT
);

-- Secrets that were replaced: whoever still sends one has a copy.
CREATE TABLE spent_secret (
    hash   BYTEA NOT NULL PRIMARY KEY,
    device TEXT NOT NULL,
    at     BIGINT NOT NULL
);

-- Who paired, renamed and revoked which device, and when.
CREATE TABLE device_note (
    number BIGINT NOT NULL PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    at     BIGINT NOT NULL,
    device TEXT NOT NULL,
    what   TEXT NOT NULL,
    by     TEXT NOT NULL
);
