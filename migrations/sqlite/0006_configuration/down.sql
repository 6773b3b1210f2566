DROP INDEX session_rows_list;
DROP TABLE repeats;
DROP TABLE published_flows;
ALTER TABLE agents DROP COLUMN given;
DROP TABLE teams;
DROP TABLE workspaces;
