-- The number by which a till system with 32-bit accounts knows a guest; given at the first look-up, never changed.
CREATE TABLE till_accounts (
  network_id uuid NOT NULL,
  number     bigint NOT NULL CHECK (number BETWEEN 1 AND 4294967295),
  guest_id   uuid NOT NULL,
  PRIMARY KEY (network_id, number),
  UNIQUE (network_id, guest_id),
  FOREIGN KEY (network_id, guest_id) REFERENCES guests (network_id, id)
);
ALTER TABLE till_accounts ENABLE ROW LEVEL SECURITY;
ALTER TABLE till_accounts FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON till_accounts TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON till_accounts FROM PUBLIC;
GRANT SELECT, INSERT ON till_accounts TO loyalty_app;

-- A till finds a guest by the e-mail address.
CREATE INDEX guests_email ON guests (network_id, email_index) WHERE email_index IS NOT NULL;
