DROP TABLE staff_uploads;
