-- Who of the staff uploaded a picture for a session before saying anything with it: only they may, and only there.
CREATE TABLE staff_uploads (
    hash BLOB NOT NULL,
    session TEXT NOT NULL,
    agent TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (hash, session, agent)
);
CREATE INDEX staff_uploads_at ON staff_uploads (at);
CREATE INDEX staff_uploads_session ON staff_uploads (session);
