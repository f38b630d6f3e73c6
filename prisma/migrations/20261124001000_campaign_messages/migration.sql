-- The variant that the guest has, where the campaign has variants.
ALTER TABLE campaign_guests ADD COLUMN variant text;
-- Why the guest was not told. WAITS: for the end of the network's quiet hours; CAPPED: the guest had as many messages as the
-- network allows. Null: told, or the message was not for the guest.
ALTER TABLE campaign_guests ADD COLUMN unsent text CHECK (unsent IN ('WAITS', 'CAPPED'));
ALTER TABLE campaign_guests ADD CHECK (unsent IS NULL OR message_id IS NULL AND arm = 'TREATED');
-- When the guest was told; null: not, or when the campaign met the guest.
ALTER TABLE campaign_guests ADD COLUMN told_at timestamptz;

CREATE INDEX campaign_guests_told ON campaign_guests (network_id, guest_id) WHERE message_id IS NOT NULL;
CREATE INDEX campaign_guests_waiting ON campaign_guests (network_id, campaign_id, guest_id) WHERE unsent = 'WAITS';
GRANT UPDATE (message_id, unsent, told_at) ON campaign_guests TO loyalty_app;
