-- Thresholds of figures that staff set for themselves, and when each was crossed.
CREATE TABLE figure_alerts (
  network_id    uuid NOT NULL REFERENCES networks (id),
  id            uuid NOT NULL,
  user_id       uuid NOT NULL REFERENCES users (id),
  figure        text NOT NULL CHECK (figure IN ('GUEST_SHARE', 'REFUNDS', 'LIABILITY')),
  -- Parts per million of a share, parts per million of the usual number, or minor units.
  threshold     bigint NOT NULL CHECK (threshold > 0),
  -- TOGETHER: all restaurants of the person as one; EACH: every one by itself; ONE: that of `restaurant_id`.
  scope         text NOT NULL CHECK (scope IN ('TOGETHER', 'EACH', 'ONE')),
  restaurant_id uuid,
  -- The last business date that was judged, and the places that were beyond the threshold then; the zero id: all together.
  judged_to     date NOT NULL,
  beyond        uuid[] NOT NULL DEFAULT '{}',
  created_at    timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (network_id, id),
  FOREIGN KEY (network_id, restaurant_id) REFERENCES restaurants (network_id, id),
  CHECK ((scope = 'ONE') = (restaurant_id IS NOT NULL)),
  CHECK (figure <> 'LIABILITY' OR scope = 'TOGETHER')
);
CREATE INDEX figure_alerts_due ON figure_alerts (network_id, judged_to);

CREATE TABLE figure_alert_crossings (
  network_id    uuid NOT NULL REFERENCES networks (id),
  alert_id      uuid NOT NULL,
  business_date date NOT NULL,
  -- The zero id: all restaurants together.
  restaurant_id uuid NOT NULL,
  value         bigint NOT NULL,
  -- What the value is compared with, in its unit; null where it is the threshold alone.
  usual         bigint,
  PRIMARY KEY (network_id, alert_id, business_date, restaurant_id),
  FOREIGN KEY (network_id, alert_id) REFERENCES figure_alerts (network_id, id) ON DELETE CASCADE
);

ALTER TABLE figure_alerts ENABLE ROW LEVEL SECURITY;
ALTER TABLE figure_alerts FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON figure_alerts TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
ALTER TABLE figure_alert_crossings ENABLE ROW LEVEL SECURITY;
ALTER TABLE figure_alert_crossings FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON figure_alert_crossings TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON figure_alerts, figure_alert_crossings FROM PUBLIC;
GRANT SELECT, INSERT, DELETE, UPDATE (judged_to, beyond) ON figure_alerts TO loyalty_app;
GRANT SELECT, INSERT, DELETE ON figure_alert_crossings TO loyalty_app;
