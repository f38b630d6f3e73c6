-- How a caller last identified a guest; of use while the guest stands at the till.
CREATE TABLE identifications (
  network_id uuid NOT NULL,
  actor_id   uuid NOT NULL,
  guest_id   uuid NOT NULL,
  way        text NOT NULL,
  noted_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (network_id, actor_id, guest_id),
  FOREIGN KEY (network_id, guest_id) REFERENCES guests (network_id, id)
);
ALTER TABLE identifications ENABLE ROW LEVEL SECURITY;
ALTER TABLE identifications FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON identifications TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON identifications FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE (way, noted_at) ON identifications TO loyalty_app;


-- A spend that the guest is asked to confirm, by the code of a message or a tap. Good for one act.
CREATE TABLE confirmations (
  network_id   uuid NOT NULL,
  id           uuid NOT NULL,
  guest_id     uuid NOT NULL,
  -- The caller who asked, the only one who may use it.
  actor_id     uuid NOT NULL,
  -- The most that it lets the act spend.
  points       bigint NOT NULL CHECK (points > 0),
  -- Whose code was sent; null: no message could be, so only a tap confirms it.
  verification_id uuid,
  created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
  expires_at   timestamptz NOT NULL,
  confirmed_by text CHECK (confirmed_by IN ('ONE_TIME_CODE', 'TAP')),
  refused_at   timestamptz,
  used_at      timestamptz,
  PRIMARY KEY (network_id, id),
  FOREIGN KEY (network_id, guest_id) REFERENCES guests (network_id, id)
);
CREATE INDEX confirmations_guest ON confirmations (network_id, guest_id, created_at);
ALTER TABLE confirmations ENABLE ROW LEVEL SECURITY;
ALTER TABLE confirmations FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON confirmations TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON confirmations FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE (confirmed_by, refused_at, used_at) ON confirmations TO loyalty_app;

-- The strongest way of identifying a guest that the service of a key may name.
ALTER TABLE api_keys ADD COLUMN identifies text NOT NULL DEFAULT 'TILL_SYSTEM';
