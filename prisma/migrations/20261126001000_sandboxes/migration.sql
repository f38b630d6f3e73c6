-- A sandbox is a network beside the real one, to try things out. A network has one that is open at most; the earlier ones are closed.
ALTER TABLE networks
  ADD COLUMN sandbox_of uuid REFERENCES networks (id),
  ADD CHECK (sandbox_of <> id);
CREATE INDEX networks_sandboxes ON networks (sandbox_of) WHERE sandbox_of IS NOT NULL;
CREATE UNIQUE INDEX networks_open_sandbox ON networks (sandbox_of) WHERE sandbox_of IS NOT NULL AND closed_at IS NULL;
GRANT INSERT (sandbox_of) ON networks TO loyalty_app;

-- The account of a manager in a sandbox: it opens as long as their account in the network itself does, and by that one alone.
ALTER TABLE users ADD COLUMN home_user_id uuid REFERENCES users (id);
CREATE UNIQUE INDEX users_home ON users (network_id, home_user_id) WHERE home_user_id IS NOT NULL;
GRANT SELECT (home_user_id), INSERT (home_user_id) ON users TO loyalty_app;
