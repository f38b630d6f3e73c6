-- The part of their price that the goods of a menu category cost the network, where an item has no cost of its own.
CREATE TABLE menu_category_costs (
  network_id   uuid NOT NULL,
  -- The category in the form in which categories are compared.
  category_key text NOT NULL,
  category     text NOT NULL,
  cost_ppm     integer NOT NULL CHECK (cost_ppm BETWEEN 0 AND 1000000),
  PRIMARY KEY (network_id, category_key),
  FOREIGN KEY (network_id) REFERENCES networks (id)
);
ALTER TABLE menu_category_costs ENABLE ROW LEVEL SECURITY;
ALTER TABLE menu_category_costs FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON menu_category_costs TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON menu_category_costs FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE, DELETE ON menu_category_costs TO loyalty_app;
