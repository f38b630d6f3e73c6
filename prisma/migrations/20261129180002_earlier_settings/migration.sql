-- Settings by which the ledger was decided and which are no longer in force, so that each row is decided anew by those of
-- its time. The ones in force stand in the network itself.
CREATE TABLE earlier_settings (
  network_id            uuid NOT NULL REFERENCES networks (id),
  id                    uuid NOT NULL,
  until                 timestamptz NOT NULL DEFAULT ledger_now(),
  time_zone             text NOT NULL,
  day_start             text NOT NULL,
  receipt_scope         text NOT NULL CHECK (receipt_scope IN ('BUSINESS_DAY', 'YEAR', 'FOREVER')),
  capture_grace_minutes integer NOT NULL CHECK (capture_grace_minutes >= 0),
  restore_grace_days    integer NOT NULL CHECK (restore_grace_days >= 0),
  PRIMARY KEY (network_id, id)
);
CREATE INDEX earlier_settings_until ON earlier_settings (network_id, until, id);

ALTER TABLE earlier_settings ENABLE ROW LEVEL SECURITY;
CREATE POLICY network_only ON earlier_settings TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON earlier_settings FROM PUBLIC;
GRANT SELECT, INSERT ON earlier_settings TO loyalty_app;

-- Changes until now stand in the audit, which has the settings that a network chose as a whole, and the zone where it was
-- changed. The value before a change is that of the first entry from it on that has one, or the one in force now. The owner
-- of the tables has no policy.
ALTER TABLE audit_log NO FORCE ROW LEVEL SECURITY;
ALTER TABLE networks NO FORCE ROW LEVEL SECURITY;
WITH changes AS (
  SELECT n.id AS network, l.id, l.recorded_at, l.before ->> 'timeZone' AS zone, l.before -> 'settings' AS settings,
         n.time_zone AS zone_now, n.settings::jsonb AS settings_now
    FROM networks n
    JOIN audit_log l ON l.network_id = n.id AND l.action = 'network.changed'
   WHERE l.before ? 'timeZone'
      OR (SELECT array_agg(l.before -> 'settings' -> k) IS DISTINCT FROM array_agg(l.after -> 'settings' -> k)
            FROM unnest(ARRAY['dayStart', 'receiptScope', 'captureGraceMinutes', 'restoreGraceDays']) k)),
former AS (
  SELECT c.network, c.id, c.recorded_at,
         coalesce((SELECT x.zone FROM changes x WHERE x.network = c.network AND (x.recorded_at, x.id) >= (c.recorded_at, c.id)
                      AND x.zone IS NOT NULL ORDER BY x.recorded_at, x.id LIMIT 1), c.zone_now) AS zone,
         coalesce((SELECT x.settings FROM changes x WHERE x.network = c.network AND (x.recorded_at, x.id) >= (c.recorded_at, c.id)
                      AND x.settings IS NOT NULL ORDER BY x.recorded_at, x.id LIMIT 1), c.settings_now) AS settings
    FROM changes c)
INSERT INTO earlier_settings (network_id, id, until, time_zone, day_start, receipt_scope, capture_grace_minutes, restore_grace_days)
SELECT f.network, f.id, f.recorded_at, f.zone, coalesce(f.settings ->> 'dayStart', '04:00'),
       coalesce(f.settings ->> 'receiptScope', 'BUSINESS_DAY'), coalesce((f.settings ->> 'captureGraceMinutes')::integer, 15),
       coalesce((f.settings ->> 'restoreGraceDays')::integer, 30)
  FROM former f;
ALTER TABLE networks FORCE ROW LEVEL SECURITY;
ALTER TABLE audit_log FORCE ROW LEVEL SECURITY;
ALTER TABLE earlier_settings FORCE ROW LEVEL SECURITY;
