-- The last restore of a backup of a network. Messages and steps of automations that were due an hour before wait until a manager decides.
CREATE TABLE restores (
  network_id  uuid PRIMARY KEY REFERENCES networks (id),
  restored_at timestamptz NOT NULL,
  -- Messages and steps due before this time wait; later ones go on.
  due_before  timestamptz NOT NULL,
  -- NULL: no manager has decided yet.
  decision    text CHECK (decision IN ('SEND', 'DROP')),
  -- Whether messages may be left to which the decision was not applied.
  is_open     boolean NOT NULL DEFAULT true
);
GRANT SELECT, INSERT, UPDATE ON restores TO loyalty_app;
GRANT SELECT (network_id, is_open) ON restores TO loyalty_platform;
ALTER TABLE restores ENABLE ROW LEVEL SECURITY;
ALTER TABLE restores FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON restores TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
CREATE POLICY platform_finds_open ON restores FOR SELECT TO loyalty_platform USING (is_open);
REVOKE ALL ON restores FROM PUBLIC;

ALTER TABLE messages DROP CONSTRAINT messages_status_check;
ALTER TABLE messages ADD CONSTRAINT messages_status_check
  CHECK (status IN ('OUTBOX', 'PLANNED', 'HELD', 'SUPPRESSED', 'QUEUED', 'SENDING', 'SENT', 'DELIVERED', 'FAILED', 'UNKNOWN')) NOT VALID;
ALTER TABLE messages VALIDATE CONSTRAINT messages_status_check;
-- Messages that a restore found in the outbox, and those that it holds.
CREATE INDEX messages_unsent ON messages (network_id, due_at) WHERE status = 'QUEUED';
CREATE INDEX messages_held ON messages (network_id, id) WHERE status = 'HELD';
