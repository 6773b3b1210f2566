-- What was said in sessions that are over, for whoever searches: one row a session, its number that of the stream. A row that
-- is deleted is gone from every page of the index at once (secure-delete), as from all other tables.
CREATE VIRTUAL TABLE words USING fts5(said, tokenize = "unicode61 remove_diacritics 2");
INSERT INTO words(words, rank) VALUES ('secure-delete', 1);

-- Who served sessions that are over: these are theirs to read.
CREATE TABLE session_agents (
    agent TEXT NOT NULL,
    stream BIGINT NOT NULL,
    PRIMARY KEY (agent, stream)
) WITHOUT ROWID;
CREATE INDEX session_agents_stream ON session_agents (stream);

-- Whether a session that is over stands in both as it is now.
ALTER TABLE session_rows ADD COLUMN in_words BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX session_rows_for_words ON session_rows (stream) WHERE NOT open AND NOT in_words;
