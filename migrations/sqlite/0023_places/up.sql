-- Where the events of a stream stand, and which client messages were recorded, each as a table of its own beside the events.
-- A new event is noted in the small `young_places` alone: a commit of hundreds of messages of as many sessions then writes few
-- pages. What is young moves on a little at a time, in the order of the two large tables.
CREATE TABLE places (
    stream BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    position BIGINT NOT NULL,
    PRIMARY KEY (stream, seq)
) WITHOUT ROWID;
CREATE TABLE client_messages (
    sender BIGINT NOT NULL,
    id BIGINT NOT NULL,
    position BIGINT NOT NULL,
    PRIMARY KEY (sender, id)
) WITHOUT ROWID;
CREATE TABLE young_places (
    stream BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    position BIGINT NOT NULL,
    sender BIGINT,
    id BIGINT,
    PRIMARY KEY (stream, seq)
) WITHOUT ROWID;
CREATE VIEW all_places AS
    SELECT stream, seq, position FROM places UNION ALL SELECT stream, seq, position FROM young_places;

INSERT INTO places SELECT stream, seq, position FROM events ORDER BY stream, seq;
INSERT INTO client_messages
    SELECT client_sender, client_id, position FROM events WHERE client_id IS NOT NULL ORDER BY client_sender, client_id;

-- The events again, without the indexes within.
CREATE TABLE events_alone (
    position INTEGER PRIMARY KEY NOT NULL,
    stream BIGINT NOT NULL,
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
    client_body BIGINT
);
INSERT INTO events_alone SELECT position, stream, seq, public, kind, version, at, facts, content, salt, content_hash, chain,
    actor, cause, client_sender, client_id, client_body FROM events ORDER BY position;
DROP TABLE events;
ALTER TABLE events_alone RENAME TO events;
