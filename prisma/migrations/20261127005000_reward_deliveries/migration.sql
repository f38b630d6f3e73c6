-- Where a redeemed reward is sent. The row goes when its guest is erased.
CREATE TABLE reward_deliveries (
  network_id        uuid NOT NULL,
  redemption_id     uuid NOT NULL,
  address_encrypted bytea NOT NULL,
  PRIMARY KEY (network_id, redemption_id),
  FOREIGN KEY (network_id, redemption_id) REFERENCES redemptions (network_id, id)
);

ALTER TABLE reward_deliveries ENABLE ROW LEVEL SECURITY;
ALTER TABLE reward_deliveries FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON reward_deliveries TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON reward_deliveries FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE, DELETE ON reward_deliveries TO loyalty_app;
