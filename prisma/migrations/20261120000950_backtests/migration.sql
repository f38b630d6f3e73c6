-- Backtests: a programme over the network's own past, or the ledger reproduced by the versions that decided it. A row
-- is the job as well: whoever runs it has its `run_id` and lets `beat_at` rise; a run whose heart stopped is begun anew.
CREATE TABLE backtests (
  network_id      uuid NOT NULL REFERENCES networks (id),
  id              uuid NOT NULL,
  mode            text NOT NULL CHECK (mode IN ('DRAFT', 'REPRODUCE')),
  -- The version that the document is of; null: a document of its own, or none (REPRODUCE).
  program_version integer,
  -- As it was when the backtest was asked for, since a draft changes.
  document        json,
  document_hash   text,
  -- From when on the draft decides; null: from the first act on.
  from_at         timestamptz,
  until_at        timestamptz NOT NULL,
  status          text NOT NULL DEFAULT 'WAITING' CHECK (status IN ('WAITING', 'RUNNING', 'DONE', 'FAILED', 'CANCELLED')),
  run_id          uuid,
  -- How often it was begun.
  runs            smallint NOT NULL DEFAULT 0,
  beat_at         timestamptz,
  guests          integer NOT NULL DEFAULT 0,
  guests_done     integer NOT NULL DEFAULT 0,
  -- Shape: src/transactions/backtest.
  report          json,
  failure         text,
  created_by      uuid,
  created_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
  started_at      timestamptz,
  ended_at        timestamptz,
  PRIMARY KEY (network_id, id),
  CHECK ((mode = 'DRAFT') = (document IS NOT NULL)),
  CHECK ((status = 'DONE') = (report IS NOT NULL))
);
CREATE INDEX backtests_open ON backtests (network_id, id) WHERE status IN ('WAITING', 'RUNNING');
ALTER TABLE backtests ENABLE ROW LEVEL SECURITY;
ALTER TABLE backtests FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON backtests TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON backtests FROM PUBLIC;
-- What was asked for never changes.
GRANT SELECT, INSERT, UPDATE (status, run_id, runs, beat_at, guests, guests_done, report, failure, started_at, ended_at)
  ON backtests TO loyalty_app;
