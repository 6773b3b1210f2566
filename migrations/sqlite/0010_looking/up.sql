-- Who waits and who is served, for those who look again and again: without walking through every session there is.
CREATE INDEX session_rows_waiting ON session_rows (workspace, queue, since) WHERE standing = 'queued';
CREATE INDEX session_rows_served ON session_rows (workspace, agent) WHERE standing = 'agent';
