-- Roles that a network makes of the permissions. Who has one is a cashier with other permissions and the same caution.
CREATE TABLE own_roles (
  network_id     uuid NOT NULL REFERENCES networks (id),
  id             uuid NOT NULL,
  name           text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 60),
  permissions    text[] NOT NULL CHECK (cardinality(permissions) > 0),
  -- Where the people of the role work: in the restaurants that each of them has, or in all.
  places         text NOT NULL CHECK (places IN ('CHOSEN', 'ALL')),
  -- Points that one of them may post by hand; null: as many as a cashier.
  manual_at_once integer CHECK (manual_at_once >= 0),
  manual_per_day integer CHECK (manual_per_day >= 0),
  created_at     timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (network_id, id)
);
CREATE UNIQUE INDEX own_roles_name ON own_roles (network_id, lower(name));
ALTER TABLE own_roles ENABLE ROW LEVEL SECURITY;
ALTER TABLE own_roles FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON own_roles TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
-- A sign-in reads the role before it knows the network.
CREATE POLICY platform_reads ON own_roles FOR SELECT TO loyalty_platform USING (true);
REVOKE ALL ON own_roles FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE, DELETE ON own_roles TO loyalty_app;
GRANT SELECT ON own_roles TO loyalty_platform;

ALTER TABLE users
  ADD COLUMN own_role_id uuid,
  ADD FOREIGN KEY (network_id, own_role_id) REFERENCES own_roles (network_id, id),
  ADD CHECK (own_role_id IS NULL OR role = 'cashier');
GRANT SELECT (own_role_id), INSERT (own_role_id), UPDATE (own_role_id) ON users TO loyalty_app;
CREATE INDEX users_own_role ON users (network_id, own_role_id) WHERE own_role_id IS NOT NULL;
