-- A gateway that reports to one address of its account names a message by its own id alone, without the network.
CREATE INDEX messages_reported ON messages (provider_id) WHERE channel = 'SMS' AND status = 'SENT' AND provider_id IS NOT NULL;
DROP POLICY platform_finds_due ON messages;
CREATE POLICY platform_finds ON messages FOR SELECT TO loyalty_platform
  USING (status IN ('PLANNED', 'QUEUED', 'SENDING') OR channel = 'SMS' AND status = 'SENT');
GRANT SELECT (provider, provider_id) ON messages TO loyalty_platform;
