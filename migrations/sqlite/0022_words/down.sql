DROP INDEX session_rows_for_words;
ALTER TABLE session_rows DROP COLUMN in_words;
DROP TABLE session_agents;
DROP TABLE words;
