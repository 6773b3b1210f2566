ALTER TABLE queue_rows DROP COLUMN ended;
ALTER TABLE queue_rows DROP COLUMN answer_within_ms;
