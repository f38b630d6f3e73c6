-- Every message to a guest is a row of one engine: what it is for, who asked for it, which channels it tried, and why it was
-- not sent. PLANNED waits for the choice of a channel, SUPPRESSED is not sent by a rule (`reason`), UNKNOWN may have been sent.
ALTER TABLE messages
  ADD COLUMN purpose    text NOT NULL DEFAULT 'SERVICE' CHECK (purpose IN ('CODE', 'RECEIPT', 'SERVICE', 'MARKETING')),
  -- What asked for it, and its id there; null: a code, an order, or a letter to staff.
  ADD COLUMN source     text CHECK (source IN ('CAMPAIGN', 'EXPIRY_WARNING')),
  ADD COLUMN source_id  uuid,
  ADD COLUMN language   text,
  -- The same key is the same message, however often it is asked for.
  ADD COLUMN dedupe_key text,
  ADD COLUMN reason     text,
  -- Channels that refused it; null: a message of one channel, which the engine does not choose.
  ADD COLUMN tried      text[],
  ADD COLUMN in_inbox   boolean NOT NULL DEFAULT false,
  ADD COLUMN opened_at  timestamptz,
  -- When the rules decided on it, by the clock of the process. The limit for each guest counts from it.
  ADD COLUMN decided_at timestamptz;
ALTER TABLE messages DROP CONSTRAINT messages_status_check;
ALTER TABLE messages ADD CONSTRAINT messages_status_check
  CHECK (status IN ('OUTBOX', 'PLANNED', 'SUPPRESSED', 'QUEUED', 'SENDING', 'SENT', 'DELIVERED', 'FAILED', 'UNKNOWN'));

-- An owner without superuser rights sees the rows of all networks only while the policies are not forced on it.
ALTER TABLE messages NO FORCE ROW LEVEL SECURITY;
ALTER TABLE campaign_guests NO FORCE ROW LEVEL SECURITY;
ALTER TABLE expiry_warnings NO FORCE ROW LEVEL SECURITY;
UPDATE messages SET in_inbox = true, opened_at = CASE WHEN status = 'DELIVERED' THEN created_at END WHERE channel = 'INBOX';
UPDATE messages SET purpose = 'CODE' WHERE secret AND channel IN ('SMS', 'TELEGRAM');
UPDATE messages m SET purpose = 'MARKETING', source = 'CAMPAIGN', source_id = c.campaign_id, decided_at = coalesce(c.told_at, c.met_at)
  FROM campaign_guests c WHERE c.network_id = m.network_id AND c.message_id = m.id;
UPDATE messages m SET source = 'EXPIRY_WARNING'
  FROM expiry_warnings w WHERE w.network_id = m.network_id AND w.message_id = m.id;

ALTER TABLE messages FORCE ROW LEVEL SECURITY;
ALTER TABLE campaign_guests FORCE ROW LEVEL SECURITY;
ALTER TABLE expiry_warnings FORCE ROW LEVEL SECURITY;
CREATE UNIQUE INDEX messages_key ON messages (network_id, dedupe_key) WHERE dedupe_key IS NOT NULL;
DROP INDEX messages_inbox;
CREATE INDEX messages_inbox ON messages (network_id, guest_id, id) WHERE in_inbox;
CREATE INDEX messages_told ON messages (network_id, guest_id, decided_at) WHERE purpose = 'MARKETING' AND status <> 'SUPPRESSED';
-- A code never waits behind a campaign.
DROP INDEX messages_due;
CREATE INDEX messages_due ON messages (channel, (purpose = 'MARKETING'), due_at) WHERE status IN ('QUEUED', 'SENDING');
CREATE INDEX messages_planned ON messages (network_id, due_at) WHERE status = 'PLANNED';
-- What a manager lists, newest first: messages to guests, and codes, which may come before there is a guest.
CREATE INDEX messages_listed ON messages (network_id, id) WHERE guest_id IS NOT NULL OR purpose = 'CODE';
DROP POLICY platform_finds_due ON messages;
CREATE POLICY platform_finds_due ON messages FOR SELECT TO loyalty_platform USING (status IN ('PLANNED', 'QUEUED', 'SENDING'));
GRANT SELECT (purpose) ON messages TO loyalty_platform;

ALTER TABLE guests DROP CONSTRAINT guests_unwanted_messages_known;
ALTER TABLE guests ADD CONSTRAINT guests_unwanted_messages_known CHECK (unwanted_messages <@ ARRAY[
  'CAMPAIGNS_INBOX', 'CAMPAIGNS_TELEGRAM', 'CAMPAIGNS_SMS', 'CAMPAIGNS_EMAIL',
  'POINTS_TELEGRAM', 'POINTS_SMS', 'POINTS_EMAIL', 'ORDERS_SMS']) NOT VALID;
ALTER TABLE guests VALIDATE CONSTRAINT guests_unwanted_messages_known;
