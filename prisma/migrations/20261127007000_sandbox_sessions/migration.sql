-- The session in the network itself from which a session in its sandbox was opened: the second ends with the first.
ALTER TABLE sessions ADD COLUMN home_session_id uuid;
-- Constraints are checked as the owner, whom row-level security holds as well.
ALTER TABLE sessions NO FORCE ROW LEVEL SECURITY;
ALTER TABLE sessions ADD FOREIGN KEY (home_session_id) REFERENCES sessions (id) ON DELETE CASCADE;
ALTER TABLE sessions FORCE ROW LEVEL SECURITY;
CREATE INDEX sessions_home ON sessions (home_session_id);
