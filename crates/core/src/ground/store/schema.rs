//! The tables of `array.db`.

use pure_sqlite::{Schema, Usage};

/// The tables, and how those of earlier releases become them.
pub(super) const SCHEMA: Schema = Schema {
    version: 6,
    sql: TABLES,
    upgrades: &[FROM_RELEASE_0_1, FROM_2, FROM_3, FROM_4, FROM_5],
    usage: Usage::Commands,
};

/// The tables that hold key material. No other depends on them.
pub(super) const WITH_KEYS: [&str; 2] = ["certificate_material", "certificate_request"];

/// From version 1, that of release 0.1, to 2. The home's registry has the name by then. Half of the
/// SSDs, which it takes besides two, were rounded down. The log does not keep signatures any more.
const FROM_RELEASE_0_1: &str = "
ALTER TABLE array DROP COLUMN name;
ALTER TABLE array ADD COLUMN needed INTEGER NOT NULL DEFAULT 0;
UPDATE array SET needed = shares / 2 + 2;
ALTER TABLE array ADD COLUMN memory BLOB;
ALTER TABLE array ADD COLUMN commitment TEXT;
ALTER TABLE array ADD COLUMN dek TEXT;
ALTER TABLE array ADD COLUMN rotation_due INTEGER NOT NULL DEFAULT 0;
ALTER TABLE drive ADD COLUMN layer TEXT;
ALTER TABLE token ADD COLUMN made_at TEXT;
ALTER TABLE token ADD COLUMN folder TEXT;
ALTER TABLE token_intent ADD COLUMN made_at TEXT;
ALTER TABLE token_intent ADD COLUMN folder TEXT;
ALTER TABLE token_intent ADD COLUMN mark TEXT;
ALTER TABLE token_intent ADD COLUMN proof TEXT;
DROP TRIGGER log_is_not_changed;
UPDATE log SET detail = substr(detail, 1, instr(detail, ' signature ') - 1)
    WHERE event = 'security-token' AND instr(detail, ' signature ') > 0;
CREATE TRIGGER log_is_not_changed BEFORE UPDATE ON log
    BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
";

/// From 2 to 3. An array had a time of its own, in which the key manager was not: what it differed by is
/// its own error now. Which exports there are was in the log alone, without their files.
const FROM_2: &str = "
ALTER TABLE array RENAME COLUMN clock_offset TO clock_skew;
CREATE TABLE export (
    id       INTEGER PRIMARY KEY,
    time     INTEGER NOT NULL,
    file     TEXT,
    key_name TEXT
) STRICT;
INSERT INTO export (time, key_name)
    SELECT time, (SELECT key_name FROM token) FROM log
    WHERE event = 'array' AND detail = 'exported' AND id > (
        SELECT coalesce(max(id), 0) FROM log WHERE event = 'security-token' AND (
            detail LIKE 'enabled%' OR detail LIKE 'replaced%' OR detail LIKE 'disabled%'
        )
    );
";

/// From 3, which had no doors, to 4: the tables of users, with the user that every array has.
const FROM_3: &str = "
CREATE TABLE user (
    id       INTEGER PRIMARY KEY,
    name     TEXT NOT NULL UNIQUE,
    role     TEXT NOT NULL
             CHECK (role IN ('array_admin', 'storage_admin', 'ops_admin', 'readonly')),
    password TEXT,
    created  INTEGER NOT NULL
) STRICT;
CREATE TABLE api_token (
    user    INTEGER PRIMARY KEY REFERENCES user (id) ON DELETE CASCADE,
    hash    TEXT NOT NULL UNIQUE,
    created INTEGER NOT NULL,
    expires INTEGER
) STRICT;
INSERT INTO user (name, role, created) SELECT 'pureuser', 'array_admin', created FROM array;
";

/// From 4, whose users came in by API tokens and passwords only, to 5: the table of API clients.
const FROM_4: &str = "
CREATE TABLE api_client (
    id         TEXT PRIMARY KEY,
    name       TEXT NOT NULL UNIQUE COLLATE NOCASE,
    key_id     TEXT NOT NULL UNIQUE,
    issuer     TEXT NOT NULL,
    max_role   TEXT NOT NULL
               CHECK (max_role IN ('array_admin', 'storage_admin', 'ops_admin', 'readonly')),
    public_key TEXT NOT NULL,
    lifetime   INTEGER NOT NULL,
    enabled    INTEGER NOT NULL CHECK (enabled IN (0, 1)),
    created    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
";

/// From 5, in which users had no SSH keys, to 6.
const FROM_5: &str = "
CREATE TABLE ssh_key (
    id          INTEGER PRIMARY KEY,
    user        INTEGER NOT NULL REFERENCES user (id) ON DELETE CASCADE,
    kind        TEXT NOT NULL,
    key         BLOB NOT NULL,
    fingerprint TEXT NOT NULL,
    comment     TEXT NOT NULL,
    created     INTEGER NOT NULL,
    UNIQUE (user, fingerprint)
) STRICT;
";

/// All tables. Names of objects compare without case (`NOCASE`); times are seconds since 1970 UTC.
const TABLES: &str = "
-- One row: the array itself.
CREATE TABLE array (
    one           INTEGER PRIMARY KEY CHECK (one = 1),
    id            TEXT NOT NULL,             -- UUID
    version       TEXT NOT NULL,             -- of Purity
    created       INTEGER NOT NULL,
    power         TEXT NOT NULL CHECK (power IN ('on', 'off', 'locked')),
    locked_reason TEXT,                      -- why the last unlock failed, a message in JSON
    generation    INTEGER NOT NULL,          -- the committed generation of the array key
    shares        INTEGER NOT NULL,          -- over how many SSDs it is shared
    needed        INTEGER NOT NULL,          -- how many of them open it
    commitment    TEXT,                      -- by what its key is known, 64 hex digits
    dek           TEXT,                      -- by what the data encryption key is known, the same
    rotated       INTEGER NOT NULL,          -- when that generation was made
    rotation_due  INTEGER NOT NULL DEFAULT 0, -- 1 when a change of drives asks for a rotation
    postponed     INTEGER,                   -- when a rotation that was due last failed
    clock_skew    INTEGER NOT NULL DEFAULT 0, -- seconds by which its clock is ahead of the home's
    memory        BLOB                       -- the path of the file that holds its memory while it is on
) STRICT;

CREATE TABLE certificate (
    id                  INTEGER PRIMARY KEY,
    name                TEXT NOT NULL UNIQUE COLLATE NOCASE,
    status              TEXT NOT NULL CHECK (status IN ('self-signed', 'imported')),
    key_algorithm       TEXT NOT NULL CHECK (key_algorithm IN ('rsa', 'ec', 'ed25519')),
    key_size            INTEGER NOT NULL,    -- bits
    issued_to           TEXT,
    issued_by           TEXT,
    valid_from          INTEGER NOT NULL,
    valid_to            INTEGER NOT NULL,
    country             TEXT,
    state               TEXT,
    locality            TEXT,
    organization        TEXT,
    organizational_unit TEXT,
    email               TEXT,
    common_name         TEXT
) STRICT;

-- Apart, so that listing reads small rows only.
CREATE TABLE certificate_material (
    id            INTEGER PRIMARY KEY REFERENCES certificate (id) ON DELETE CASCADE,
    certificate   BLOB NOT NULL,             -- DER
    intermediates BLOB NOT NULL,             -- DER, one after another, from the issuer upwards
    key           BLOB NOT NULL              -- PKCS #8 DER
) STRICT;

-- Keys of signing requests, waiting for their certificates.
CREATE TABLE certificate_request (
    fingerprint BLOB PRIMARY KEY,            -- SHA-256 of the public key (SubjectPublicKeyInfo)
    certificate INTEGER NOT NULL REFERENCES certificate (id) ON DELETE CASCADE,
    key         BLOB NOT NULL                -- PKCS #8 DER
) STRICT, WITHOUT ROWID;
CREATE INDEX certificate_request_of ON certificate_request (certificate);

CREATE TABLE kmip_server (
    id             INTEGER PRIMARY KEY,
    name           TEXT NOT NULL UNIQUE COLLATE NOCASE,
    certificate    INTEGER NOT NULL REFERENCES certificate (id) ON DELETE RESTRICT,
    ca_certificate TEXT                      -- PEM
) STRICT;

CREATE TABLE kmip_uri (
    server   INTEGER NOT NULL REFERENCES kmip_server (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    uri      TEXT NOT NULL,                  -- host:port
    PRIMARY KEY (server, position)
) STRICT, WITHOUT ROWID;

-- One row for each bay that has, or had, a drive of this array.
CREATE TABLE drive (
    bay         TEXT PRIMARY KEY,            -- CH0.BAY3, CH0.NVB0
    kind        TEXT NOT NULL CHECK (kind IN ('SSD', 'NVRAM')),
    serial      TEXT NOT NULL UNIQUE,
    capacity    INTEGER NOT NULL,            -- bytes
    status      TEXT NOT NULL CHECK (status IN ('healthy', 'failed')),
    fingerprint TEXT NOT NULL,               -- of the device's own secret
    layer       TEXT                         -- hash of what it got of the generation that counts
) STRICT, WITHOUT ROWID;

-- At most one row: the security token the array is sealed with.
CREATE TABLE token (
    one         INTEGER PRIMARY KEY CHECK (one = 1),
    kind        TEXT NOT NULL CHECK (kind IN ('KMIP', 'Smart Card')),
    kmip_server INTEGER REFERENCES kmip_server (id) ON DELETE RESTRICT,
    key_id      TEXT NOT NULL,               -- KMIP unique identifier, or the card's serial
    key_name    TEXT NOT NULL,
    signature   TEXT NOT NULL,               -- 64 hex digits
    made_at     TEXT,                        -- the URI at which the key was made
    folder      TEXT                         -- the array's folder at that time: not a copy's
) STRICT;

-- Keys that were, or were about to be, created on a key manager and are not (or no longer) the
-- token's: the next command of the token destroys those that are proven to be the array's.
CREATE TABLE token_intent (
    key_name    TEXT PRIMARY KEY,            -- never used twice
    kmip_server INTEGER NOT NULL REFERENCES kmip_server (id) ON DELETE RESTRICT,
    key_id      TEXT,                        -- known once the key manager responded
    made_at     TEXT,                        -- the URI at which it was, or was to be, made
    folder      TEXT,                        -- the array's folder at that time: not a copy's
    mark        TEXT,                        -- what it is marked with on the key manager as in use
    proof       TEXT                         -- of one that was in use: a hash of name and signature
) STRICT, WITHOUT ROWID;

CREATE TABLE volume (
    name    TEXT PRIMARY KEY COLLATE NOCASE,
    size    INTEGER NOT NULL,                -- bytes of plaintext
    file    TEXT NOT NULL UNIQUE,            -- its ciphertext under data/
    created INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The exports that were made of the array, and what each needs besides what is in it.
CREATE TABLE export (
    id       INTEGER PRIMARY KEY,
    time     INTEGER NOT NULL,
    file     TEXT,                           -- where it was written, where that is known
    key_name TEXT                            -- of the security token of that time
) STRICT;

-- Who may come in by the doors.
CREATE TABLE user (
    id       INTEGER PRIMARY KEY,
    name     TEXT NOT NULL UNIQUE,
    role     TEXT NOT NULL
             CHECK (role IN ('array_admin', 'storage_admin', 'ops_admin', 'readonly')),
    password TEXT,                           -- Argon2id (PHC string); NULL while it is the factory's
    created  INTEGER NOT NULL
) STRICT;

-- At most one a user.
CREATE TABLE api_token (
    user    INTEGER PRIMARY KEY REFERENCES user (id) ON DELETE CASCADE,
    hash    TEXT NOT NULL UNIQUE,            -- SHA-256 of the token
    created INTEGER NOT NULL,
    expires INTEGER                          -- NULL for good
) STRICT;

-- Programs that exchange ID tokens, signed by a key of their own, for access tokens (OAuth 2.0).
CREATE TABLE api_client (
    id         TEXT PRIMARY KEY,             -- UUID: the audience of its ID tokens
    name       TEXT NOT NULL UNIQUE COLLATE NOCASE,
    key_id     TEXT NOT NULL UNIQUE,         -- UUID
    issuer     TEXT NOT NULL,
    max_role   TEXT NOT NULL
               CHECK (max_role IN ('array_admin', 'storage_admin', 'ops_admin', 'readonly')),
    public_key TEXT NOT NULL,                -- RSA, PEM
    lifetime   INTEGER NOT NULL,             -- of access tokens, in seconds
    enabled    INTEGER NOT NULL CHECK (enabled IN (0, 1)),
    created    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The public keys with which users come in by SSH.
CREATE TABLE ssh_key (
    id          INTEGER PRIMARY KEY,
    user        INTEGER NOT NULL REFERENCES user (id) ON DELETE CASCADE,
    kind        TEXT NOT NULL,               -- ssh-ed25519
    key         BLOB NOT NULL,               -- as in RFC 4253, section 6.6
    fingerprint TEXT NOT NULL,               -- SHA256: and its hash in base 64
    comment     TEXT NOT NULL,
    created     INTEGER NOT NULL,
    UNIQUE (user, fingerprint)
) STRICT;

-- Append-only; never a secret.
CREATE TABLE log (
    id      INTEGER PRIMARY KEY,
    time    INTEGER NOT NULL,
    user    TEXT NOT NULL,
    event   TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail  TEXT NOT NULL
) STRICT;
CREATE TRIGGER log_is_not_changed BEFORE UPDATE ON log
    BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER log_is_not_deleted BEFORE DELETE ON log
    BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
";
