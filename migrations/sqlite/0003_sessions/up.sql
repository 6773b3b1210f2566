-- The list of sessions: how the customer is talked to.
ALTER TABLE session_rows ADD COLUMN channel TEXT NOT NULL DEFAULT 'chat';
