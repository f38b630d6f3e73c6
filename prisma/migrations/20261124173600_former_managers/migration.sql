-- Until when a person was a manager, so that their account is not opened by a colleague as soon as they are none.
ALTER TABLE users ADD COLUMN manager_until timestamptz;
-- An invited manager can't sign in before a second person agreed.
GRANT SELECT (manager_until), UPDATE (manager_until), INSERT (disabled_at) ON users TO loyalty_app;

-- What the last 30 days knew. The owner of the tables has no policy.
ALTER TABLE audit_log NO FORCE ROW LEVEL SECURITY;
ALTER TABLE networks NO FORCE ROW LEVEL SECURITY;
ALTER TABLE users NO FORCE ROW LEVEL SECURITY;
UPDATE users u SET manager_until = a.recorded_at
  FROM networks n
  CROSS JOIN LATERAL (
    SELECT l.subject_id, max(l.recorded_at) AS recorded_at
      FROM audit_log l
     WHERE l.network_id = n.id AND l.action <> 'guest.looked_up' AND l.subject_id IS NOT NULL AND l.action = 'user.changed'
       AND l.recorded_at > now() - interval '30 days' AND l.before ->> 'role' = 'manager' AND l.after ->> 'role' <> 'manager'
     GROUP BY l.subject_id) a
 WHERE u.network_id = n.id AND u.id::text = a.subject_id AND u.role <> 'manager';
ALTER TABLE users FORCE ROW LEVEL SECURITY;
ALTER TABLE networks FORCE ROW LEVEL SECURITY;
ALTER TABLE audit_log FORCE ROW LEVEL SECURITY;
