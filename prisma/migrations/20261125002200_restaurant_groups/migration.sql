-- Groups of restaurants, such as districts. A manager of a group works in its restaurants alone, whichever they are.
CREATE TABLE restaurant_groups (
  network_id  uuid NOT NULL REFERENCES networks (id),
  id          uuid NOT NULL,
  name        text NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (network_id, id),
  UNIQUE (network_id, name)
);
CREATE TABLE restaurant_group_members (
  network_id    uuid NOT NULL,
  group_id      uuid NOT NULL,
  restaurant_id uuid NOT NULL,
  PRIMARY KEY (network_id, group_id, restaurant_id),
  FOREIGN KEY (network_id, group_id) REFERENCES restaurant_groups (network_id, id),
  FOREIGN KEY (network_id, restaurant_id) REFERENCES restaurants (network_id, id)
);
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['restaurant_groups', 'restaurant_group_members'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY network_only ON %I TO loyalty_app
      USING (network_id = (SELECT current_setting(''app.network_id'')::uuid))
      WITH CHECK (network_id = (SELECT current_setting(''app.network_id'')::uuid))', t);
    EXECUTE format('REVOKE ALL ON %I FROM PUBLIC', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO loyalty_app', t);
  END LOOP;
END $$;

-- The group in which a manager works; null: in the whole network.
ALTER TABLE users
  ADD COLUMN restaurant_group_id uuid CHECK (restaurant_group_id IS NULL OR role = 'manager'),
  ADD FOREIGN KEY (network_id, restaurant_group_id) REFERENCES restaurant_groups (network_id, id);
GRANT SELECT (restaurant_group_id), INSERT (restaurant_group_id), UPDATE (restaurant_group_id) ON users TO loyalty_app;
