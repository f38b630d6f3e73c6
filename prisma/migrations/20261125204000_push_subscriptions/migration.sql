-- A device on which a guest has switched notifications on: the address of its push service, and the keys of its browser.
CREATE TABLE push_subscriptions (
  network_id             uuid NOT NULL,
  id                     uuid NOT NULL,
  guest_id               uuid NOT NULL,
  -- SHA-256 of the address.
  digest                 bytea NOT NULL CHECK (octet_length(digest) = 32),
  subscription_encrypted bytea NOT NULL,
  created_at             timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- The guests that it came through by merges, the last one last.
  came_from              uuid[] NOT NULL DEFAULT '{}',
  PRIMARY KEY (network_id, id),
  FOREIGN KEY (network_id, guest_id) REFERENCES guests (network_id, id)
);
CREATE UNIQUE INDEX push_subscriptions_network_id_digest_key ON push_subscriptions (network_id, digest);
CREATE INDEX push_subscriptions_guest ON push_subscriptions (network_id, guest_id, id);
GRANT SELECT, INSERT, UPDATE, DELETE ON push_subscriptions TO loyalty_app;
ALTER TABLE push_subscriptions ENABLE ROW LEVEL SECURITY;
ALTER TABLE push_subscriptions FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON push_subscriptions TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON push_subscriptions FROM PUBLIC;

ALTER TABLE messages DROP CONSTRAINT messages_channel_check;
ALTER TABLE messages ADD CONSTRAINT messages_channel_check
  CHECK (channel IN ('SMS', 'TELEGRAM', 'PUSH', 'EMAIL', 'INBOX')) NOT VALID;
ALTER TABLE messages VALIDATE CONSTRAINT messages_channel_check;

ALTER TABLE guests DROP CONSTRAINT guests_unwanted_messages_known;
ALTER TABLE guests ADD CONSTRAINT guests_unwanted_messages_known CHECK (unwanted_messages <@ ARRAY[
  'CAMPAIGNS_INBOX', 'CAMPAIGNS_TELEGRAM', 'CAMPAIGNS_PUSH', 'CAMPAIGNS_SMS', 'CAMPAIGNS_EMAIL',
  'POINTS_TELEGRAM', 'POINTS_PUSH', 'POINTS_SMS', 'POINTS_EMAIL', 'ORDERS_SMS']) NOT VALID;
ALTER TABLE guests VALIDATE CONSTRAINT guests_unwanted_messages_known;
