-- What the API adds to the settings: the workspace's own, teams, which version of a flow is published; and the answers
-- kept for requests that come again.

CREATE TABLE workspaces (
    workspace TEXT PRIMARY KEY NOT NULL,
    version BIGINT NOT NULL,
    settings TEXT NOT NULL
);

-- A retired team keeps its line, so that its name is not used again.
CREATE TABLE teams (
    workspace TEXT NOT NULL,
    team TEXT NOT NULL,
    version BIGINT NOT NULL,
    settings TEXT NOT NULL,
    retired BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (workspace, team)
);

-- Counts what an agent was given, also when only a team of theirs changed.
ALTER TABLE agents ADD COLUMN given BIGINT NOT NULL DEFAULT 0;
UPDATE agents SET given = version;

-- The version new sessions begin with. Revision: counts up with every publication.
CREATE TABLE published_flows (
    flow TEXT PRIMARY KEY NOT NULL,
    workspace TEXT NOT NULL,
    version BIGINT NOT NULL,
    revision BIGINT NOT NULL
);
INSERT INTO published_flows (flow, workspace, version, revision)
    SELECT flow, workspace, MAX(version), 1 FROM flows GROUP BY flow;

-- Requests with an idempotency key, for a day: 64-bit hashes of who sent it, its key, and what it asked.
CREATE TABLE repeats (
    sender BIGINT NOT NULL,
    key BIGINT NOT NULL,
    body BIGINT NOT NULL,
    at BIGINT NOT NULL,
    answer TEXT,
    PRIMARY KEY (sender, key)
);
CREATE INDEX repeats_at ON repeats (at);

CREATE INDEX session_rows_list ON session_rows (workspace, session);
