-- The board of queues: until when the estimated wait says anything.
ALTER TABLE queue_rows ADD COLUMN estimate_ends BIGINT;
