-- A manager's change of staff is one transaction of the network: the user, the link that sets the password, the end of
-- the sessions, the audit. For that the application's role reaches a little of the platform's tables, of its own network.

-- Sessions: it may end them. It never sees a refresh token's hash.
CREATE POLICY own_sessions ON sessions TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
GRANT SELECT (id, network_id, user_id, guest_id, revoked_at), UPDATE (revoked_at, revoked_reason) ON sessions TO loyalty_app;

-- Links: it may make them for its own staff, and never reads one. (The sub-select is itself under row-level security.)
CREATE POLICY links_of_own_users ON password_links FOR INSERT TO loyalty_app
  WITH CHECK (EXISTS (SELECT 1 FROM users u WHERE u.id = user_id));
GRANT INSERT (token_hash, user_id, expires_at) ON password_links TO loyalty_app;

-- Users: all but the password's hash, which is the business of signing in alone.
REVOKE SELECT, INSERT, UPDATE ON users FROM loyalty_app;
GRANT SELECT (id, network_id, role, name, email_encrypted, email_index, locale, guest_id, created_at, disabled_at),
  INSERT (id, network_id, role, name, email_encrypted, email_index, locale, guest_id),
  UPDATE (role, name, email_encrypted, locale, guest_id, disabled_at) ON users TO loyalty_app;

-- Old sessions are dropped in the order in which they ran out.
CREATE INDEX sessions_expires ON sessions (expires_at);

-- The second factor of a user (RFC 6238). Not in force before it was confirmed with a first code.
CREATE TABLE second_factors (
  user_id          uuid PRIMARY KEY REFERENCES users (id),
  secret_encrypted bytea NOT NULL,
  -- The step of 30 seconds whose code was last taken: a code is good once.
  last_step        bigint NOT NULL DEFAULT 0,
  created_at       timestamptz NOT NULL DEFAULT now(),
  confirmed_at     timestamptz
);
ALTER TABLE second_factors ENABLE ROW LEVEL SECURITY;
ALTER TABLE second_factors FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON second_factors TO loyalty_platform USING (true) WITH CHECK (true);
REVOKE ALL ON second_factors FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE, DELETE ON second_factors TO loyalty_platform;
