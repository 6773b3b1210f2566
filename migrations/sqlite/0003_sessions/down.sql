ALTER TABLE session_rows DROP COLUMN channel;
