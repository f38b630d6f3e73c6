-- A till lists its own acts of gift cards, newest first.
CREATE INDEX gift_transactions_till ON gift_transactions (network_id, point_of_sale_id, id) WHERE point_of_sale_id IS NOT NULL;
