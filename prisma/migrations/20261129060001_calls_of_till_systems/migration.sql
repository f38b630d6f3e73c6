-- Calls of a till system, and those that the database was late for: of the last day with any and of the day before it.
ALTER TABLE till_connections
  ADD COLUMN calls_day date,
  ADD COLUMN calls integer NOT NULL DEFAULT 0,
  ADD COLUMN calls_late integer NOT NULL DEFAULT 0,
  ADD COLUMN calls_before integer NOT NULL DEFAULT 0,
  ADD COLUMN calls_late_before integer NOT NULL DEFAULT 0;
