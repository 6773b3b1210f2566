DROP INDEX session_rows_waiting;
DROP INDEX session_rows_served;
