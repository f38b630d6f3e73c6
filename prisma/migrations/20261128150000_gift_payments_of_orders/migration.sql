-- Till systems name a payment by gift card by their order and their payment, so that a cancelled order gives its money back.
ALTER TABLE gift_transactions
  ADD COLUMN external_order_id text CHECK (length(external_order_id) <= 200),
  ADD COLUMN external_payment_id text CHECK (length(external_payment_id) <= 200),
  ADD CONSTRAINT gift_transactions_of_order CHECK ((external_order_id IS NULL) = (external_payment_id IS NULL));
CREATE UNIQUE INDEX gift_transactions_payment ON gift_transactions (network_id, actor_id, external_order_id, external_payment_id, card_id)
  WHERE external_order_id IS NOT NULL;
