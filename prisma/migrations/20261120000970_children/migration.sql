-- Children of a guest, for what the network gives on their birthdays. Deleted for good when the guest says so: nothing
-- of them stands in the ledger.
CREATE TABLE children (
  network_id     uuid NOT NULL,
  id             uuid NOT NULL,
  guest_id       uuid NOT NULL,
  -- The parent need not say it.
  name_encrypted bytea,
  birth_date     date NOT NULL,
  created_at     timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (network_id, id),
  FOREIGN KEY (network_id, guest_id) REFERENCES guests (network_id, id)
);
CREATE INDEX children_guest ON children (network_id, guest_id, id);
ALTER TABLE children ENABLE ROW LEVEL SECURITY;
ALTER TABLE children FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON children TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON children FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE, DELETE ON children TO loyalty_app;
