-- Facts of a period that go into the bucket of the installation, a file at a time.
CREATE TABLE fact_exports (
  network_id  uuid NOT NULL REFERENCES networks (id),
  id          uuid NOT NULL,
  fact        text NOT NULL,
  first_date  date NOT NULL,
  last_date   date NOT NULL CHECK (last_date >= first_date),
  format      text NOT NULL,
  status      text NOT NULL DEFAULT 'RUNNING' CHECK (status IN ('RUNNING', 'DONE', 'FAILED', 'CANCELLED')),
  -- Name, facts and bytes of each file that is in the bucket.
  files       jsonb NOT NULL DEFAULT '[]',
  -- The next file begins after this id; null before the first one and after the last.
  position    uuid,
  -- Attempts at the next file that the bucket did not take.
  attempts    integer NOT NULL DEFAULT 0,
  created_at  timestamptz NOT NULL DEFAULT ledger_now(),
  finished_at timestamptz,
  PRIMARY KEY (network_id, id),
  CHECK ((status = 'RUNNING') = (finished_at IS NULL))
);
CREATE UNIQUE INDEX fact_exports_running ON fact_exports (network_id) WHERE status = 'RUNNING';
ALTER TABLE fact_exports ENABLE ROW LEVEL SECURITY;
ALTER TABLE fact_exports FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON fact_exports TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
GRANT SELECT, INSERT, UPDATE, DELETE ON fact_exports TO loyalty_app;
