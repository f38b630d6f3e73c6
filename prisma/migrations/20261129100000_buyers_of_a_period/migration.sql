-- The report of buyers reads a year of sales from here alone: the rows of the journal are ten times as wide.
CREATE INDEX transactions_buyers ON transactions (network_id, business_date) INCLUDE (guest_id, restaurant_id)
  WHERE type = 'SALE' AND guest_id IS NOT NULL;
