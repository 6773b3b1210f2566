DROP TABLE call_reports;
DROP TABLE call_rows;
