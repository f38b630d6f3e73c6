-- How far the facts of a network were handed on to the warehouse.
CREATE TABLE warehouse_positions (
  network_id      uuid NOT NULL REFERENCES networks (id),
  epoch           integer NOT NULL,
  xid             bigint NOT NULL,
  event_id        uuid NOT NULL,
  -- Messages have no events: a round reads them by their ids, up to the newest, and begins again when it is due.
  messages_after  uuid NOT NULL,
  messages_due_at timestamptz NOT NULL DEFAULT now(),
  -- The piece of work that hands on now, and until when it has the right to.
  holder          uuid,
  held_until      timestamptz,
  PRIMARY KEY (network_id),
  CHECK ((holder IS NULL) = (held_until IS NULL))
);
ALTER TABLE warehouse_positions ENABLE ROW LEVEL SECURITY;
ALTER TABLE warehouse_positions FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON warehouse_positions TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON warehouse_positions FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE ON warehouse_positions TO loyalty_app;
