-- The menu category of each product of a till system whose checks name products alone.
CREATE TABLE till_products (
  network_id    uuid NOT NULL,
  connection_id uuid NOT NULL,
  -- The till system's own id.
  product_id    text NOT NULL,
  category      text NOT NULL,
  PRIMARY KEY (network_id, connection_id, product_id),
  FOREIGN KEY (network_id, connection_id) REFERENCES till_connections (network_id, id)
);
ALTER TABLE till_products ENABLE ROW LEVEL SECURITY;
ALTER TABLE till_products FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON till_products TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON till_products FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE ON till_products TO loyalty_app;
