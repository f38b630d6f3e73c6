-- The results of a campaign for everybody read the receipts without a guest that it took money off. A plain receipt is not in it.
CREATE INDEX CONCURRENTLY transactions_discounted_receipts ON transactions (network_id, business_date)
  WHERE type = 'SALE' AND guest_id IS NULL AND discount > 0;
