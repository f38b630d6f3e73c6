CREATE INDEX CONCURRENTLY transactions_buyers ON transactions (network_id, restaurant_id, business_date) INCLUDE (guest_id)
  WHERE type = 'SALE' AND guest_id IS NOT NULL;
