-- Files of the bank, read by a job. The file and its author are kept until it is read.
CREATE TABLE statement_imports (
  id          uuid PRIMARY KEY,
  account     text NOT NULL,
  file        bytea,
  author      json,
  entries     integer NOT NULL CHECK (entries >= 0),
  done        integer NOT NULL DEFAULT 0 CHECK (done BETWEEN 0 AND entries),
  matched     integer NOT NULL DEFAULT 0 CHECK (matched >= 0),
  doubtful    integer NOT NULL DEFAULT 0 CHECK (doubtful >= 0),
  created_at  timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz,
  CHECK ((finished_at IS NULL) = (file IS NOT NULL)),
  CHECK ((finished_at IS NULL) = (author IS NOT NULL))
);
CREATE INDEX statement_imports_unread ON statement_imports (id) WHERE finished_at IS NULL;

ALTER TABLE statement_imports ENABLE ROW LEVEL SECURITY;
ALTER TABLE statement_imports FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON statement_imports TO loyalty_platform USING (true) WITH CHECK (true);
REVOKE ALL ON statement_imports FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE ON statement_imports TO loyalty_platform;

-- The file that brought an entry first; null: read before files were kept.
ALTER TABLE bank_entries ADD COLUMN import_id uuid;
CREATE INDEX bank_entries_import ON bank_entries (import_id);
