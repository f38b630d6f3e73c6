-- What may be spent at a till while it is offline beyond what guests have (rule 26). A row is never changed but for what
-- was used of it and its end: another row takes its place, so that what a token promised stays.
CREATE TABLE till_allowances (
  network_id       uuid NOT NULL,
  id               uuid NOT NULL,
  restaurant_id    uuid NOT NULL,
  point_of_sale_id uuid NOT NULL,
  points           bigint NOT NULL CHECK (points > 0),
  -- Locked after the guests, and raised in the transaction of the act that it pays for.
  used             bigint NOT NULL DEFAULT 0 CHECK (used >= 0 AND used <= points),
  granted_at       timestamptz NOT NULL DEFAULT now(),
  granted_by       uuid NOT NULL,
  valid_until      timestamptz NOT NULL,
  -- No more tokens are made of it since.
  ended_at         timestamptz,
  PRIMARY KEY (network_id, id),
  FOREIGN KEY (network_id, point_of_sale_id) REFERENCES points_of_sale (network_id, id)
);
CREATE UNIQUE INDEX till_allowances_in_force ON till_allowances (network_id, point_of_sale_id) WHERE ended_at IS NULL;

-- The latest time that an act of the device bore, by the server's clock: its own may be put back.
ALTER TABLE devices ADD COLUMN latest_act_at timestamptz;

ALTER TABLE till_allowances ENABLE ROW LEVEL SECURITY;
ALTER TABLE till_allowances FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON till_allowances TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON till_allowances FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE (used, ended_at) ON till_allowances TO loyalty_app;
