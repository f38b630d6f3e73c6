-- A warning of points that end reached its guest by what its provider said: the ledger is to be told (DUE), or was (NOTED).
ALTER TABLE messages ADD COLUMN receipt text CHECK (receipt IN ('DUE', 'NOTED'));
CREATE INDEX messages_receipts ON messages (network_id, id) WHERE receipt = 'DUE';
