-- What a file had rejected can be run again with another mapping: each run of it is an attempt.
ALTER TABLE imports ADD COLUMN attempt integer NOT NULL DEFAULT 1 CHECK (attempt > 0);
-- The lines at which recorded rows begin, [first, last, first, last, …]; null while it runs, and for imports before this version.
ALTER TABLE imports ADD COLUMN recorded_lines json;
ALTER TABLE imports DROP CONSTRAINT imports_network_id_kind_file_hash_key;
ALTER TABLE imports ADD CONSTRAINT imports_network_id_kind_file_hash_attempt_key UNIQUE (network_id, kind, file_hash, attempt);
