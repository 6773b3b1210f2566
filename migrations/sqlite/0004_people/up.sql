-- Who may sign in, and what lets programs in. Of every secret that need not be read again there is a hash only.

CREATE TABLE people (
    workspace TEXT NOT NULL,
    agent TEXT NOT NULL,
    login TEXT NOT NULL,
    role TEXT NOT NULL,
    disabled BOOLEAN NOT NULL DEFAULT FALSE,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    -- Argon2id in PHC form.
    password TEXT,
    -- The second factor, sealed; another one that waits to be confirmed; the last step a code was taken for.
    totp BLOB,
    totp_pending BLOB,
    totp_step BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (workspace, agent),
    UNIQUE (workspace, login)
);
CREATE INDEX people_login ON people (login);

CREATE TABLE recovery_codes (
    workspace TEXT NOT NULL,
    agent TEXT NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (workspace, agent, hash)
);

-- One-time links: gone once used.
CREATE TABLE links (
    hash BLOB PRIMARY KEY NOT NULL,
    workspace TEXT NOT NULL,
    agent TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE TABLE sign_ins (
    hash BLOB PRIMARY KEY NOT NULL,
    id TEXT NOT NULL UNIQUE,
    workspace TEXT NOT NULL,
    agent TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    used_at BIGINT NOT NULL,
    address TEXT NOT NULL,
    client TEXT NOT NULL
);
CREATE INDEX sign_ins_person ON sign_ins (workspace, agent);
CREATE INDEX sign_ins_used ON sign_ins (used_at);

CREATE TABLE api_keys (
    hash BLOB PRIMARY KEY NOT NULL,
    id TEXT NOT NULL UNIQUE,
    workspace TEXT NOT NULL,
    name TEXT NOT NULL,
    scopes TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    expires_at BIGINT,
    used_at BIGINT,
    revoked_at BIGINT
);
CREATE INDEX api_keys_workspace ON api_keys (workspace, id);
