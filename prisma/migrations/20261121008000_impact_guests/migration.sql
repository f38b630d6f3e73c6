-- The guests whom a change of the programme concerns, as one impact found them; those of the newest impacts are kept.
CREATE TABLE impact_guests (
  network_id   uuid NOT NULL REFERENCES networks (id),
  impact_id    uuid NOT NULL,
  guest_id     uuid NOT NULL,
  -- When the change would come into force.
  tier_without text NOT NULL,
  tier_with    text NOT NULL,
  -- What a year brings with the change less what it brings without it: money in minor units, points, points, money.
  discount     bigint NOT NULL,
  earned       bigint NOT NULL,
  expired      bigint NOT NULL,
  value        bigint NOT NULL,
  PRIMARY KEY (network_id, impact_id, guest_id),
  FOREIGN KEY (network_id, impact_id) REFERENCES backtests (network_id, id)
);
CREATE INDEX impact_guests_value ON impact_guests (network_id, impact_id, value, guest_id);
ALTER TABLE impact_guests ENABLE ROW LEVEL SECURITY;
ALTER TABLE impact_guests FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON impact_guests TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON impact_guests FROM PUBLIC;
GRANT SELECT, INSERT, DELETE ON impact_guests TO loyalty_app;
