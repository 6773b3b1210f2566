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
