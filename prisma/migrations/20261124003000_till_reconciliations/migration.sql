-- How far a connection was compared with its till system, and when that is done next.
CREATE TABLE till_reconciliations (
  network_id    uuid NOT NULL,
  connection_id uuid NOT NULL,
  -- Revisions up to which each organisation was read: {"orders": {id: revision}, "menu": {id: revision}}.
  revisions     json NOT NULL DEFAULT '{}',
  due_at        timestamptz NOT NULL,
  -- When the job last looked whether it is due: a gap is an outage of ours.
  looked_at     timestamptz NOT NULL DEFAULT now(),
  started_at    timestamptz,
  -- The last one that went through.
  finished_at   timestamptz,
  failed_at     timestamptz,
  failure       text,
  -- Tries since the last one that went through.
  attempts      integer NOT NULL DEFAULT 0,
  -- Orders that the last or current one read, and those of them that had not come before.
  orders_read   integer NOT NULL DEFAULT 0,
  orders_found  integer NOT NULL DEFAULT 0,
  PRIMARY KEY (network_id, connection_id),
  FOREIGN KEY (network_id, connection_id) REFERENCES till_connections (network_id, id),
  CHECK ((failed_at IS NULL) = (failure IS NULL))
);
ALTER TABLE till_reconciliations ENABLE ROW LEVEL SECURITY;
ALTER TABLE till_reconciliations FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON till_reconciliations TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON till_reconciliations FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE ON till_reconciliations TO loyalty_app;
