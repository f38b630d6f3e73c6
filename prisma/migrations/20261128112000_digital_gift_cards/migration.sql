-- A digital card is a batch of one, whose code nobody downloads: it goes to a phone or an address by a message.
ALTER TABLE gift_batches ADD COLUMN digital boolean NOT NULL DEFAULT false;
-- The last message with its code; null: none was planned.
ALTER TABLE gift_cards ADD COLUMN message_id uuid;
