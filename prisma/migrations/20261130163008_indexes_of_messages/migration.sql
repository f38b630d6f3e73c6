-- squawk-ignore-file require-concurrent-index-creation, require-concurrent-index-deletion
-- Nothing of a sale writes a message, so these wait for no till, and no till for them.
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

-- By what the pieces of a held campaign find their rows, and its progress is counted.
CREATE INDEX messages_of_source ON messages (network_id, source_id, status, due_at) WHERE source_id IS NOT NULL;
CREATE INDEX messages_receipts ON messages (network_id, id) WHERE receipt = 'DUE';

-- Messages that a restore found in the outbox, and those that it holds.
CREATE INDEX messages_unsent ON messages (network_id, due_at) WHERE status = 'QUEUED';
CREATE INDEX messages_held ON messages (network_id, id) WHERE status = 'HELD';

-- A gateway that reports to one address of its account names a message by its own id alone, without the network.
CREATE INDEX messages_reported ON messages (provider_id) WHERE channel = 'SMS' AND status = 'SENT' AND provider_id IS NOT NULL;
