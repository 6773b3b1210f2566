-- Who did what: append-only, numbered and chained for each workspace ('' for what concerns the whole installation).
-- The chain covers the hash of the details, so these can be forgotten after their time.
CREATE TABLE audit (
    id INTEGER PRIMARY KEY NOT NULL,
    workspace TEXT NOT NULL,
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    who TEXT NOT NULL,
    what TEXT NOT NULL,
    subject TEXT NOT NULL,
    details TEXT,
    details_hash BLOB NOT NULL,
    chain BLOB NOT NULL,
    UNIQUE (workspace, seq)
);
CREATE TRIGGER audit_is_not_changed
BEFORE UPDATE OF id, workspace, seq, at, who, what, subject, details_hash, chain ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_details_are_only_forgotten
BEFORE UPDATE OF details ON audit WHEN NEW.details IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;

-- Customers as records, and as whom they are known where.
CREATE TABLE customers (
    customer TEXT PRIMARY KEY NOT NULL,
    workspace TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    external TEXT,
    name TEXT,
    email TEXT,
    phone TEXT,
    attributes TEXT NOT NULL
);
CREATE INDEX customers_workspace ON customers (workspace, customer);
CREATE UNIQUE INDEX customers_external ON customers (workspace, external) WHERE external IS NOT NULL;
-- Home: the record an identity began with, to which it returns when it is unlinked.
CREATE TABLE identities (
    platform TEXT NOT NULL,
    key TEXT NOT NULL,
    workspace TEXT NOT NULL,
    customer TEXT NOT NULL,
    home TEXT NOT NULL,
    proof TEXT NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (platform, key)
);
CREATE INDEX identities_customer ON identities (customer);
CREATE INDEX identities_home ON identities (home);
CREATE INDEX session_rows_customer ON session_rows (platform, customer, session);
CREATE INDEX session_rows_ended ON session_rows (workspace, since) WHERE NOT open;

-- Keys by which a site vouches for its own customers, and the tokens that were used until they end by themselves.
CREATE TABLE site_keys (
    id TEXT PRIMARY KEY NOT NULL,
    workspace TEXT NOT NULL,
    platform TEXT NOT NULL,
    name TEXT NOT NULL,
    algorithm TEXT NOT NULL,
    material BLOB NOT NULL,
    created_at BIGINT NOT NULL,
    revoked_at BIGINT
);
CREATE INDEX site_keys_platform ON site_keys (platform);
CREATE TABLE used_tokens (
    hash BLOB PRIMARY KEY NOT NULL,
    until BIGINT NOT NULL
);
CREATE INDEX used_tokens_until ON used_tokens (until);

-- Which streams name an attachment in their content: one that none names any more is deleted.
CREATE TABLE attachment_uses (
    hash BLOB NOT NULL,
    stream BIGINT NOT NULL,
    PRIMARY KEY (hash, stream)
);
CREATE INDEX attachment_uses_stream ON attachment_uses (stream);

-- Erasures asked for and not yet complete, without a word about the person; and how long a workspace keeps what.
CREATE TABLE erasures (
    customer TEXT PRIMARY KEY NOT NULL,
    workspace TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    emptied BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE TABLE retention (
    workspace TEXT PRIMARY KEY NOT NULL,
    version BIGINT NOT NULL,
    text_days INTEGER NOT NULL,
    attachment_days INTEGER NOT NULL,
    audit_days INTEGER NOT NULL
);
