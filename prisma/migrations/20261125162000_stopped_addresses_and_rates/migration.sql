-- An address to which nothing but codes is sent: a provider said that it does not exist, or its owner complained or opted out.
CREATE TABLE stopped_addresses (
  network_id      uuid NOT NULL REFERENCES networks (id),
  channel         text NOT NULL CHECK (channel IN ('SMS', 'EMAIL')),
  recipient_index bytea NOT NULL,
  reason          text NOT NULL CHECK (reason IN ('BOUNCED', 'COMPLAINT', 'OPTED_OUT')),
  -- Answer of the provider.
  failure         text NOT NULL,
  -- The message that met it, and its guest; null: a code to a person who was no guest yet.
  message_id      uuid NOT NULL,
  guest_id        uuid,
  stopped_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- When its owner confirmed it again; null: it is stopped.
  reopened_at     timestamptz,
  PRIMARY KEY (network_id, channel, recipient_index)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON stopped_addresses TO loyalty_app;
ALTER TABLE stopped_addresses ENABLE ROW LEVEL SECURITY;
ALTER TABLE stopped_addresses FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON stopped_addresses TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON stopped_addresses FROM PUBLIC;

-- When the next message of a channel may leave: the rate of its provider holds over all processes.
CREATE TABLE message_rates (
  channel text PRIMARY KEY,
  next_at timestamptz NOT NULL
);
GRANT SELECT, INSERT, UPDATE ON message_rates TO loyalty_platform;
ALTER TABLE message_rates ENABLE ROW LEVEL SECURITY;
ALTER TABLE message_rates FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON message_rates TO loyalty_platform USING (true) WITH CHECK (true);
REVOKE ALL ON message_rates FROM PUBLIC;
