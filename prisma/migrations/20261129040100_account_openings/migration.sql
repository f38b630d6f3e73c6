-- A person who can sign in as another is no second person beside them: who made an account, took a password link for it
-- or removed its second factor.
CREATE TABLE account_openings (
  network_id uuid NOT NULL REFERENCES networks (id),
  opened_by  uuid NOT NULL,
  user_id    uuid NOT NULL,
  way        text NOT NULL CHECK (way IN ('ACCOUNT', 'LINK', 'SECOND_FACTOR')),
  opened_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (network_id, opened_by, user_id, way)
);
CREATE INDEX account_openings_user ON account_openings (network_id, user_id);
ALTER TABLE account_openings ENABLE ROW LEVEL SECURITY;
CREATE POLICY network_only ON account_openings TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON account_openings FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE (opened_at) ON account_openings TO loyalty_app;

-- What the last 30 days knew. The owner of the tables has no policy.
ALTER TABLE audit_log NO FORCE ROW LEVEL SECURITY;
ALTER TABLE networks NO FORCE ROW LEVEL SECURITY;
INSERT INTO account_openings (network_id, opened_by, user_id, way, opened_at)
SELECT a.network_id, a.actor_id, a.subject_id::uuid, a.way, max(a.recorded_at)
  FROM networks n
  CROSS JOIN LATERAL (
    SELECT l.network_id, l.actor_id, l.subject_id, l.recorded_at,
           CASE l.action WHEN 'user.created' THEN 'ACCOUNT' WHEN 'user.password_link_made' THEN 'LINK' ELSE 'SECOND_FACTOR' END AS way
      FROM audit_log l
     WHERE l.network_id = n.id AND l.action <> 'guest.looked_up' AND l.subject_id IS NOT NULL AND l.actor_kind = 'user'
       AND l.action IN ('user.created', 'user.password_link_made', 'user.second_factor_removed')
       AND l.recorded_at > now() - interval '30 days' AND l.actor_id IS NOT NULL AND l.subject_id <> l.actor_id::text) a
 GROUP BY a.network_id, a.actor_id, a.subject_id, a.way;
ALTER TABLE networks FORCE ROW LEVEL SECURITY;
ALTER TABLE audit_log FORCE ROW LEVEL SECURITY;
ALTER TABLE account_openings FORCE ROW LEVEL SECURITY;

-- Above what one manager lets through in a day, a second one agrees.
ALTER TABLE approvals ADD COLUMN first_approved_by uuid, ADD COLUMN first_approved_at timestamptz;
CREATE INDEX approvals_let_through ON approvals (network_id, decided_by, decided_at)
  WHERE type = 'MANUAL' AND status = 'POSTED' AND first_approved_by IS NULL;
