-- The name that people gave a batch of coupons; batches of earlier versions have none.
ALTER TABLE coupon_batches ADD COLUMN name text CHECK (char_length(name) BETWEEN 1 AND 80);
-- Uses of a batch are counted from the index alone.
CREATE INDEX redemptions_batch ON redemptions (network_id, batch_id) WHERE batch_id IS NOT NULL AND status <> 'CANCELLED';
