-- A network is opened in one transaction of the application's role: the network, its programme, its first manager and the
-- audit on both sides. So that role makes the network which its transaction is set to, and tells the platform's audit of it.
GRANT INSERT (id, code, name, currency, currency_digits, time_zone, locale, country, settings) ON networks TO loyalty_app;

CREATE POLICY about_own_network ON platform_audit_log FOR INSERT TO loyalty_app
  WITH CHECK (subject_kind = 'network' AND subject_id = (SELECT current_setting('app.network_id')));
GRANT INSERT (id, actor_kind, actor_id, action, subject_kind, subject_id, before, after, address, request_id)
  ON platform_audit_log TO loyalty_app;

-- An owner of the installation acts for a network, in one session and for a reason, until it is ended or runs out.
CREATE TABLE acting_periods (
  network_id uuid NOT NULL REFERENCES networks (id),
  id         uuid NOT NULL,
  owner_id   uuid NOT NULL REFERENCES users (id),
  session_id uuid NOT NULL,
  reason     text NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
  begun_at   timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  ended_at   timestamptz,
  PRIMARY KEY (network_id, id)
);
CREATE INDEX acting_periods_open ON acting_periods (network_id, owner_id) WHERE ended_at IS NULL;
ALTER TABLE acting_periods ENABLE ROW LEVEL SECURITY;
ALTER TABLE acting_periods FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON acting_periods TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON acting_periods FROM PUBLIC;
GRANT SELECT, INSERT (network_id, id, owner_id, session_id, reason, expires_at), UPDATE (ended_at) ON acting_periods TO loyalty_app;
