-- Receivers of a network's events, and each delivery to them.
CREATE TABLE webhooks (
  network_id           uuid NOT NULL,
  id                   uuid NOT NULL,
  name                 text NOT NULL,
  url                  text NOT NULL,
  -- Patterns of event types, such as `transaction.*`.
  events               text[] NOT NULL CHECK (cardinality(events) > 0),
  -- Null: deleted with the webhook.
  secret_encrypted     bytea,
  -- The secret before the last rotation signs too until then.
  old_secret_encrypted bytea,
  old_secret_until     timestamptz,
  -- Null: it is enabled.
  disabled_reason      text CHECK (disabled_reason IN ('MANUAL', 'FAILING', 'GONE')),
  disabled_at          timestamptz,
  -- How far the event log was read for it.
  epoch                integer NOT NULL,
  xid                  bigint NOT NULL,
  event_id             uuid NOT NULL,
  -- The lane that delivers to it now, and until when it has the right to.
  lane                 uuid,
  lane_until           timestamptz,
  -- Failures of the receiver in a row, and when it is called next.
  failures             integer NOT NULL DEFAULT 0,
  due_at               timestamptz NOT NULL DEFAULT now(),
  -- The first failure since the last success.
  failing_since        timestamptz,
  last_success_at      timestamptz,
  last_failure_at      timestamptz,
  last_failure         text,
  created_at           timestamptz NOT NULL DEFAULT now(),
  -- Removed webhooks keep their row, because their deliveries name them.
  removed_at           timestamptz,
  PRIMARY KEY (network_id, id),
  FOREIGN KEY (network_id) REFERENCES networks (id),
  CHECK (secret_encrypted IS NOT NULL OR removed_at IS NOT NULL),
  CHECK ((old_secret_encrypted IS NULL) = (old_secret_until IS NULL)),
  CHECK ((disabled_reason IS NULL) = (disabled_at IS NULL)),
  CHECK ((lane IS NULL) = (lane_until IS NULL)),
  CHECK ((last_failure IS NULL) = (last_failure_at IS NULL))
);
ALTER TABLE webhooks ENABLE ROW LEVEL SECURITY;
ALTER TABLE webhooks FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON webhooks TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON webhooks FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE ON webhooks TO loyalty_app;

-- Ids are in the order in which a webhook gets its events. Deleted by age, but not while it waits.
CREATE TABLE webhook_deliveries (
  network_id      uuid NOT NULL,
  id              uuid NOT NULL,
  webhook_id      uuid NOT NULL,
  -- The `webhook-id` header, the same with each attempt: the id of the event.
  event_id        uuid NOT NULL,
  type            text NOT NULL,
  -- Deliveries of one guest go one after the other.
  guest_id        uuid,
  -- The bytes that are signed and sent, as text.
  body            text NOT NULL,
  status          text NOT NULL DEFAULT 'WAITING' CHECK (status IN ('WAITING', 'DELIVERED', 'FAILED')),
  attempts        integer NOT NULL DEFAULT 0,
  due_at          timestamptz NOT NULL DEFAULT now(),
  -- The last attempt: the response, or why there was none.
  attempted_at    timestamptz,
  duration_ms     integer,
  response_status integer,
  response_body   text,
  failure         text,
  created_at      timestamptz NOT NULL DEFAULT now(),
  finished_at     timestamptz,
  PRIMARY KEY (network_id, id),
  FOREIGN KEY (network_id, webhook_id) REFERENCES webhooks (network_id, id),
  CHECK ((status = 'WAITING') = (finished_at IS NULL))
);
CREATE INDEX webhook_deliveries_webhook ON webhook_deliveries (network_id, webhook_id, id);
CREATE INDEX webhook_deliveries_waiting ON webhook_deliveries (network_id, webhook_id, id) WHERE status = 'WAITING';
CREATE INDEX webhook_deliveries_guests ON webhook_deliveries (network_id, webhook_id, guest_id, id) WHERE status = 'WAITING';
ALTER TABLE webhook_deliveries ENABLE ROW LEVEL SECURITY;
ALTER TABLE webhook_deliveries FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON webhook_deliveries TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON webhook_deliveries FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE, DELETE ON webhook_deliveries TO loyalty_app;
