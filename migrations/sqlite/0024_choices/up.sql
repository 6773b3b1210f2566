-- What people who work here chose for themselves; without a row, or with nothing in it, the installation's settings hold.
CREATE TABLE choices (
    workspace TEXT NOT NULL,
    agent TEXT NOT NULL,
    -- Whether they are told by mail that somebody waits, and where.
    letters BOOLEAN,
    address TEXT,
    -- Switches of the pages they work on, as JSON.
    page TEXT NOT NULL DEFAULT '{}',
    PRIMARY KEY (workspace, agent)
);
