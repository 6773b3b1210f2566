-- Telephone calls. `id` counts a workspace's calls, and its reports, densely from 1: readers of the call board's dialect
-- know them by these numbers.
CREATE TABLE call_rows (
    stream INTEGER PRIMARY KEY NOT NULL,
    position BIGINT NOT NULL,
    workspace TEXT NOT NULL,
    id BIGINT NOT NULL,
    call TEXT NOT NULL,
    state TEXT NOT NULL,
    queue TEXT,
    agents TEXT NOT NULL,
    their_number TEXT,
    created_at BIGINT NOT NULL,
    since BIGINT NOT NULL,
    delegate_by BIGINT,
    open BOOLEAN NOT NULL,
    line TEXT NOT NULL,
    UNIQUE (workspace, id)
);
CREATE INDEX call_rows_position ON call_rows (workspace, position);
CREATE INDEX call_rows_created ON call_rows (workspace, created_at);
CREATE INDEX call_rows_open ON call_rows (workspace, state) WHERE open;
CREATE INDEX call_rows_number ON call_rows (workspace, their_number) WHERE their_number IS NOT NULL;
CREATE INDEX call_rows_delegate ON call_rows (delegate_by) WHERE delegate_by IS NOT NULL;

-- Reports by their number: where each stands in the journal.
CREATE TABLE call_reports (
    position INTEGER PRIMARY KEY NOT NULL,
    workspace TEXT NOT NULL,
    id BIGINT NOT NULL,
    UNIQUE (workspace, id)
);
