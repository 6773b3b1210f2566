-- The boards: agents with their reason and their slots by channel (JSON), queues with their hours and who works there.
ALTER TABLE agent_rows ADD COLUMN reason TEXT;
ALTER TABLE agent_rows ADD COLUMN since BIGINT NOT NULL DEFAULT 0;
ALTER TABLE agent_rows ADD COLUMN loads TEXT NOT NULL DEFAULT '{}';
ALTER TABLE agent_rows ADD COLUMN capacities TEXT NOT NULL DEFAULT '{}';
UPDATE agent_rows SET loads = '{"chat":' || load || '}' WHERE load > 0;
UPDATE agent_rows SET capacities = '{"chat":' || capacity || '}' WHERE capacity > 0;
ALTER TABLE agent_rows DROP COLUMN load;
ALTER TABLE agent_rows DROP COLUMN capacity;
ALTER TABLE queue_rows ADD COLUMN open BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE queue_rows ADD COLUMN changes_at BIGINT;
ALTER TABLE queue_rows ADD COLUMN working INTEGER NOT NULL DEFAULT 0;
ALTER TABLE queue_rows ADD COLUMN max_length INTEGER;
ALTER TABLE queue_rows ADD COLUMN estimated_wait_ms BIGINT;
