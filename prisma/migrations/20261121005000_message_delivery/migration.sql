-- A message waits (QUEUED) until a provider takes it. While one attempt is under way (SENDING), `due_at` is the end of its lease.
ALTER TABLE messages
  ADD COLUMN subject     text,
  -- Whether the body is a code or a link, which is taken out of the row once the message is gone.
  ADD COLUMN secret      boolean NOT NULL DEFAULT false,
  ADD COLUMN attempts    smallint NOT NULL DEFAULT 0,
  ADD COLUMN due_at      timestamptz,
  ADD COLUMN expires_at  timestamptz,
  ADD COLUMN provider    text,
  ADD COLUMN provider_id text,
  ADD COLUMN failure     text;

ALTER TABLE messages DROP CONSTRAINT messages_status_check;
ALTER TABLE messages ADD CONSTRAINT messages_status_check
  CHECK (status IN ('OUTBOX', 'QUEUED', 'SENDING', 'SENT', 'DELIVERED', 'FAILED'));

-- One job delivers the messages of all networks: the platform's role sees which are due, and nothing else of them.
CREATE INDEX messages_due ON messages (channel, due_at) WHERE status IN ('QUEUED', 'SENDING');
CREATE POLICY platform_finds_due ON messages FOR SELECT TO loyalty_platform USING (status IN ('QUEUED', 'SENDING'));
GRANT SELECT (network_id, id, channel, status, due_at) ON messages TO loyalty_platform;
