-- The journal, its outbox and its views. Times are microseconds since 1970 (UTC); 64-bit hashes are kept as signed
-- integers of the same bits; JSON is text.

-- Names of streams, as small numbers.
CREATE TABLE streams (
    id INTEGER PRIMARY KEY NOT NULL,
    name TEXT NOT NULL UNIQUE
);

-- The truth. Append-only; only content and salt of an erased person are ever cleared.
CREATE TABLE events (
    position INTEGER PRIMARY KEY NOT NULL,
    stream BIGINT NOT NULL REFERENCES streams (id),
    seq BIGINT NOT NULL,
    public BIGINT,
    kind TEXT NOT NULL,
    version INTEGER NOT NULL,
    at BIGINT NOT NULL,
    facts TEXT NOT NULL,
    content TEXT,
    salt BLOB,
    content_hash BLOB,
    chain BLOB NOT NULL,
    actor TEXT NOT NULL,
    cause TEXT,
    client_sender BIGINT,
    client_id BIGINT,
    client_body BIGINT,
    UNIQUE (stream, seq)
);
CREATE UNIQUE INDEX events_client ON events (client_sender, client_id) WHERE client_id IS NOT NULL;

-- A cache of states to wake from.
CREATE TABLE snapshots (
    stream INTEGER PRIMARY KEY NOT NULL,
    seq BIGINT NOT NULL,
    public BIGINT NOT NULL,
    version INTEGER NOT NULL,
    state TEXT NOT NULL
);

-- When a resting subject is to be woken; may be early, never late.
CREATE TABLE wakeups (
    stream INTEGER PRIMARY KEY NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX wakeups_at ON wakeups (at);

-- What is owed. Deleted in the transaction of the receiver's own events.
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY NOT NULL,
    source TEXT NOT NULL,
    seq BIGINT NOT NULL,
    ordinal INTEGER NOT NULL,
    target TEXT NOT NULL,
    told TEXT NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    due BIGINT NOT NULL DEFAULT 0,
    set_aside BOOLEAN NOT NULL DEFAULT FALSE,
    UNIQUE (source, seq, ordinal)
);

-- Subjects that failed too often, and the commands that wait for their release.
CREATE TABLE quarantine (
    stream INTEGER PRIMARY KEY NOT NULL,
    cause TEXT NOT NULL
);
CREATE TABLE parked (
    id INTEGER PRIMARY KEY NOT NULL,
    stream BIGINT NOT NULL,
    command TEXT NOT NULL,
    client_sender BIGINT,
    client_id BIGINT,
    client_body BIGINT,
    source TEXT,
    seq BIGINT,
    ordinal INTEGER
);
CREATE UNIQUE INDEX parked_client ON parked (stream, client_sender, client_id) WHERE client_id IS NOT NULL;
CREATE UNIQUE INDEX parked_outbox ON parked (source, seq, ordinal) WHERE source IS NOT NULL;

-- The views: one line a subject. Position: of the event that changed the line last.
CREATE TABLE session_rows (
    stream INTEGER PRIMARY KEY NOT NULL,
    position BIGINT NOT NULL,
    session TEXT NOT NULL,
    workspace TEXT NOT NULL,
    platform TEXT NOT NULL,
    customer TEXT NOT NULL,
    standing TEXT NOT NULL,
    queue TEXT,
    agent TEXT,
    since BIGINT NOT NULL,
    opened_at BIGINT NOT NULL,
    presence TEXT NOT NULL,
    open BOOLEAN NOT NULL
);
-- A customer has at most one open session on a platform, whatever the program believes.
CREATE UNIQUE INDEX session_rows_open ON session_rows (platform, customer) WHERE open;
CREATE INDEX session_rows_position ON session_rows (workspace, position);
CREATE TABLE agent_rows (
    stream INTEGER PRIMARY KEY NOT NULL,
    position BIGINT NOT NULL,
    workspace TEXT NOT NULL,
    agent TEXT NOT NULL,
    ready BOOLEAN NOT NULL,
    reachable BOOLEAN NOT NULL,
    load INTEGER NOT NULL,
    capacity INTEGER NOT NULL,
    UNIQUE (workspace, agent)
);
CREATE TABLE queue_rows (
    stream INTEGER PRIMARY KEY NOT NULL,
    position BIGINT NOT NULL,
    workspace TEXT NOT NULL,
    queue TEXT NOT NULL,
    waiting INTEGER NOT NULL,
    oldest BIGINT,
    UNIQUE (workspace, queue)
);

-- Plain rows: configuration, tokens, credentials, notes.
CREATE TABLE platforms (
    platform TEXT PRIMARY KEY NOT NULL,
    workspace TEXT NOT NULL,
    version BIGINT NOT NULL,
    settings TEXT NOT NULL
);
CREATE TABLE queues (
    workspace TEXT NOT NULL,
    queue TEXT NOT NULL,
    version BIGINT NOT NULL,
    settings TEXT NOT NULL,
    PRIMARY KEY (workspace, queue)
);
CREATE TABLE agents (
    workspace TEXT NOT NULL,
    agent TEXT NOT NULL,
    version BIGINT NOT NULL,
    settings TEXT NOT NULL,
    PRIMARY KEY (workspace, agent)
);
CREATE TABLE flows (
    flow TEXT NOT NULL,
    version BIGINT NOT NULL,
    workspace TEXT NOT NULL,
    script TEXT NOT NULL,
    PRIMARY KEY (flow, version)
);
CREATE TABLE counters (
    name TEXT PRIMARY KEY NOT NULL,
    last BIGINT NOT NULL
);
CREATE TABLE customer_tokens (
    hash BLOB PRIMARY KEY NOT NULL,
    platform TEXT NOT NULL,
    customer TEXT NOT NULL,
    origin TEXT,
    minted_at BIGINT NOT NULL
);
CREATE INDEX customer_tokens_customer ON customer_tokens (platform, customer);
CREATE TABLE credentials (
    hash BLOB PRIMARY KEY NOT NULL,
    workspace TEXT NOT NULL,
    agent TEXT NOT NULL,
    role TEXT NOT NULL
);
CREATE TABLE notes (
    name TEXT PRIMARY KEY NOT NULL,
    text TEXT NOT NULL
);

-- Attachments, under the SHA-256 of their bytes.
CREATE TABLE attachments (
    hash BLOB PRIMARY KEY NOT NULL,
    media TEXT NOT NULL,
    bytes BLOB NOT NULL
);
