ALTER TABLE queue_rows DROP COLUMN estimate_ends;
