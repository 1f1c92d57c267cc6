//! The tables of the key manager's database.

/// The version of the tables, in `PRAGMA user_version`.
pub(super) const VERSION: i64 = 5;

macro_rules! faults {
    () => {
        "
CREATE TABLE fault (
    kind   TEXT NOT NULL,
    value  TEXT NOT NULL,                     -- empty when it has none
    app    TEXT NOT NULL,                     -- the UUID of the app that meets it; empty: every client
    ends   INTEGER,                           -- milliseconds since 1970 UTC, by the host's clock
    times  INTEGER,                           -- how often it is met yet
    met    INTEGER NOT NULL,                  -- how often it was looked at
    PRIMARY KEY (kind, app)
) STRICT, WITHOUT ROWID;
"
    };
}

/// Who may come in besides apps, and what everybody did.
macro_rules! users_and_log {
    () => {
        "
CREATE TABLE user (
    id         TEXT PRIMARY KEY,
    email      TEXT NOT NULL UNIQUE,          -- in lower case
    first_name TEXT,
    last_name  TEXT,
    password   TEXT NOT NULL,                 -- of Argon2id, as a PHC string
    created    INTEGER NOT NULL,
    last_used  INTEGER                        -- the last log-in
) STRICT;
CREATE TABLE member (
    account TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    user    TEXT NOT NULL REFERENCES user (id) ON DELETE CASCADE,
    role    TEXT NOT NULL,
    PRIMARY KEY (account, user)
) STRICT, WITHOUT ROWID;
CREATE INDEX member_of_user ON member (user);
CREATE TABLE event (
    number  INTEGER PRIMARY KEY,              -- in the order in which it was written down
    time    INTEGER NOT NULL,                 -- milliseconds since 1970 UTC
    account TEXT,                             -- the UUID of the account that it happened in
    kind    TEXT NOT NULL,
    door    TEXT NOT NULL,                    -- command, KMIP, REST, web
    actor   TEXT NOT NULL,                    -- as in the column creator
    name    TEXT NOT NULL,                    -- the name of the actor then
    client  TEXT,                             -- the address that it came from
    action  TEXT NOT NULL,
    object  TEXT,                             -- the UUID of what was changed or used
    groups  TEXT,                             -- the UUID of the object's group
    done    INTEGER NOT NULL,                 -- 0 when it was refused or failed
    message TEXT NOT NULL
) STRICT;
CREATE INDEX event_of_object ON event (object, number) WHERE object IS NOT NULL;
CREATE INDEX key_of_group_by_id ON key (groups, id);
"
    };
}

/// What brings the tables of versions 1, that of release 0.1, to 4 up to date.
pub(super) const UPGRADES: &[&str] = &[faults!(), SEALED_APART, USERS, ADDS];

/// From version 4, which knew what new keys get besides of apps only, to 5.
const ADDS: &str = "
ALTER TABLE account ADD COLUMN adds INTEGER NOT NULL DEFAULT 0;
ALTER TABLE groups ADD COLUMN adds INTEGER NOT NULL DEFAULT 0;
";

/// From version 3, which knew the operator and apps only, to 4.
const USERS: &str = concat!(
    "
ALTER TABLE account ADD COLUMN description TEXT;
ALTER TABLE account ADD COLUMN organization TEXT;
ALTER TABLE account ADD COLUMN keeps_enabled INTEGER NOT NULL DEFAULT 0;
ALTER TABLE groups ADD COLUMN description TEXT;
ALTER TABLE groups ADD COLUMN creator TEXT NOT NULL DEFAULT 'operator';
ALTER TABLE app ADD COLUMN description TEXT;
ALTER TABLE app ADD COLUMN creator TEXT NOT NULL DEFAULT 'operator';
ALTER TABLE app ADD COLUMN enabled INTEGER NOT NULL DEFAULT 1;
ALTER TABLE app ADD COLUMN adds INTEGER NOT NULL DEFAULT 0;
ALTER TABLE app ADD COLUMN last_used INTEGER;
ALTER TABLE app_group ADD COLUMN permissions INTEGER NOT NULL DEFAULT 2147483647;
ALTER TABLE key ADD COLUMN description TEXT;
ALTER TABLE key ADD COLUMN creator TEXT NOT NULL DEFAULT 'operator';
ALTER TABLE key ADD COLUMN imported INTEGER NOT NULL DEFAULT 0;
ALTER TABLE key ADD COLUMN extra_ops INTEGER NOT NULL DEFAULT 1;
ALTER TABLE key ADD COLUMN last_used INTEGER;
",
    users_and_log!()
);

/// From version 2, which had what is sealed in the rows of keys and apps, to 3.
const SEALED_APART: &str = "
CREATE TABLE sealed (number INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
ALTER TABLE key ADD COLUMN sealed INTEGER;
INSERT INTO sealed SELECT number, material FROM key WHERE material IS NOT NULL;
UPDATE key SET sealed = number WHERE material IS NOT NULL;
ALTER TABLE key DROP COLUMN material;
ALTER TABLE app ADD COLUMN sealed INTEGER;
UPDATE app SET sealed = rowid + (SELECT coalesce(max(number), 0) FROM sealed);
INSERT INTO sealed SELECT sealed, api_key FROM app;
ALTER TABLE app DROP COLUMN api_key;
";

/// All tables.
pub(super) const SCHEMA: &str = concat!(
    "
CREATE TABLE seed (
    one     INTEGER PRIMARY KEY CHECK (one = 1),
    text    TEXT NOT NULL,
    counter INTEGER NOT NULL
) STRICT;
CREATE TABLE account (
    id      TEXT PRIMARY KEY,
    name    TEXT NOT NULL UNIQUE,
    created INTEGER NOT NULL,                 -- seconds since 1970 UTC, as all times
    description   TEXT,
    organization  TEXT,
    keeps_enabled INTEGER NOT NULL DEFAULT 0, -- a deactivated key is not disabled as well
    adds          INTEGER NOT NULL DEFAULT 0  -- key operations that new keys of its apps get besides
) STRICT;
CREATE TABLE groups (
    id      TEXT PRIMARY KEY,
    account TEXT NOT NULL REFERENCES account (id) ON DELETE RESTRICT,
    name    TEXT NOT NULL,
    created INTEGER NOT NULL,
    description TEXT,
    creator     TEXT NOT NULL DEFAULT 'operator',  -- or user:UUID, app:UUID
    adds        INTEGER NOT NULL DEFAULT 0,        -- key operations that its new keys get besides
    UNIQUE (account, name)
) STRICT;
-- What is sealed under the master key. SQLite overwrites what it deletes, but not all that it moves from
-- one page to another. So these rows are added at the end, never deleted, and never change their length:
-- they stay where they are, and what is deleted is overwritten there.
CREATE TABLE sealed (
    number  INTEGER PRIMARY KEY,
    bytes   BLOB NOT NULL                     -- zeros once it is deleted
) STRICT;
CREATE TABLE app (
    id          TEXT PRIMARY KEY,             -- the UUID that clients show as common name
    account     TEXT NOT NULL REFERENCES account (id) ON DELETE RESTRICT,
    name        TEXT NOT NULL,
    interface   TEXT NOT NULL,
    certificate BLOB,                         -- DER; present when the method is Certificate
    created     INTEGER NOT NULL,
    sealed      INTEGER,                      -- the number of its API key
    description TEXT,
    creator     TEXT NOT NULL DEFAULT 'operator',
    enabled     INTEGER NOT NULL DEFAULT 1,
    adds        INTEGER NOT NULL DEFAULT 0,   -- key operations that its new keys get besides
    last_used   INTEGER,
    UNIQUE (account, name)
) STRICT;
CREATE TABLE app_group (
    app      TEXT NOT NULL REFERENCES app (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,                -- the first group is the one of new objects
    groups   TEXT NOT NULL REFERENCES groups (id) ON DELETE RESTRICT,
    permissions INTEGER NOT NULL DEFAULT 2147483647,  -- what it may do with keys of the group
    PRIMARY KEY (app, position),
    UNIQUE (groups, app)
) STRICT, WITHOUT ROWID;
CREATE TABLE key (
    number        INTEGER PRIMARY KEY,        -- in the order of creation
    id            TEXT NOT NULL UNIQUE,
    groups        TEXT NOT NULL REFERENCES groups (id) ON DELETE RESTRICT,
    object_type   INTEGER NOT NULL,
    state         INTEGER NOT NULL,
    enabled       INTEGER NOT NULL,
    fresh         INTEGER NOT NULL,           -- no client has retrieved it yet
    algorithm     INTEGER,
    length        INTEGER,                    -- bits
    usage_mask    INTEGER NOT NULL,
    subtype       INTEGER,                    -- of secret data or opaque objects
    format        INTEGER,                    -- key format type
    sensitive     INTEGER NOT NULL,
    always_sensitive  INTEGER NOT NULL,
    extractable   INTEGER NOT NULL,
    never_extractable INTEGER NOT NULL,
    initial       INTEGER NOT NULL,
    activation    INTEGER,
    process_start INTEGER,
    protect_stop  INTEGER,
    deactivation  INTEGER,
    destroyed     INTEGER,
    compromise    INTEGER,
    occurrence    INTEGER,
    last_change   INTEGER NOT NULL,
    reason        INTEGER,                    -- revocation reason code
    message       TEXT,                       -- revocation message
    sealed        INTEGER,                    -- the number of its material, until it is destroyed
    description   TEXT,
    creator       TEXT NOT NULL DEFAULT 'operator',
    imported      INTEGER NOT NULL DEFAULT 0,
    extra_ops     INTEGER NOT NULL DEFAULT 1, -- key operations that no bit of the usage mask stands for
    last_used     INTEGER
) STRICT;
CREATE INDEX key_of_group ON key (groups, number);
CREATE TABLE key_name (
    key      TEXT NOT NULL REFERENCES key (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,                -- attribute index
    account  TEXT NOT NULL REFERENCES account (id),
    name     TEXT NOT NULL,
    live     INTEGER NOT NULL,                -- 0 when the key is destroyed: the name is free again
    PRIMARY KEY (key, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX key_by_name ON key_name (name, account);
CREATE UNIQUE INDEX name_in_use ON key_name (account, name) WHERE live = 1;
CREATE TABLE key_attribute (
    key      TEXT NOT NULL REFERENCES key (id) ON DELETE CASCADE,
    name     TEXT NOT NULL,
    position INTEGER NOT NULL,                -- attribute index
    value    BLOB NOT NULL,                   -- TTLV
    PRIMARY KEY (key, name, position)
) STRICT, WITHOUT ROWID;
",
    faults!(),
    users_and_log!()
);
