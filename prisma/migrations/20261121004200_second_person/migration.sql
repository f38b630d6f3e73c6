-- A new account may not approve at once. Those that are there were not made for an approval.
ALTER TABLE users ADD COLUMN approves_from timestamptz NOT NULL DEFAULT now();
GRANT SELECT (approves_from), INSERT (approves_from), UPDATE (approves_from) ON users TO loyalty_app;

-- What one manager alone may not do: rights of a manager, a way into a manager's account, higher limits.
CREATE TABLE change_requests (
  network_id   uuid NOT NULL REFERENCES networks (id),
  id           uuid NOT NULL,
  kind         text NOT NULL CHECK (kind IN ('MANAGER_RIGHTS', 'PASSWORD_LINK', 'SECOND_FACTOR', 'SETTINGS')),
  -- The user, or the network whose settings it is about.
  subject_id   uuid NOT NULL,
  -- The body of the call that asked for it.
  change       jsonb NOT NULL DEFAULT '{}',
  status       text NOT NULL DEFAULT 'WAITING' CHECK (status IN ('WAITING', 'APPROVED', 'REJECTED')),
  requested_by uuid NOT NULL,
  requested_at timestamptz NOT NULL DEFAULT now(),
  decided_by   uuid,
  decided_at   timestamptz,
  PRIMARY KEY (network_id, id)
);
CREATE INDEX change_requests_waiting ON change_requests (network_id, id) WHERE status = 'WAITING';
ALTER TABLE change_requests ENABLE ROW LEVEL SECURITY;
ALTER TABLE change_requests FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON change_requests TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON change_requests FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE (status, decided_by, decided_at)
  ON change_requests TO loyalty_app;
