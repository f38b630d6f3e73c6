ALTER TABLE gift_transactions
  -- The refund in the ledger of points of the receipt that the card paid.
  ADD COLUMN receipt_refund_id uuid,
  DROP CONSTRAINT gift_transactions_kind,
  DROP CONSTRAINT gift_transactions_amount,
  -- SENT: a manager sent the code of a sold card. DOWNLOADED: the code of an unsold card was downloaded again.
  ADD CONSTRAINT gift_transactions_kind CHECK (kind IN ('SOLD', 'TOPPED_UP', 'SPENT', 'REFUNDED', 'CORRECTED', 'BLOCKED', 'UNBLOCKED',
    'MOVED_OUT', 'MOVED_IN', 'CLAIMED', 'RECODED', 'ENDED', 'SENT', 'DOWNLOADED')) NOT VALID,
  ADD CONSTRAINT gift_transactions_amount CHECK (
    (kind IN ('BLOCKED', 'UNBLOCKED', 'CLAIMED', 'RECODED', 'SENT', 'DOWNLOADED')) = (amount = 0)
    OR kind IN ('MOVED_OUT', 'MOVED_IN', 'ENDED')) NOT VALID,
  ADD CONSTRAINT gift_transactions_receipt_refund CHECK (receipt_refund_id IS NULL OR kind = 'REFUNDED') NOT VALID;
-- How often the codes of the batch were downloaded.
ALTER TABLE gift_batches ADD COLUMN downloads integer NOT NULL DEFAULT 0;
GRANT UPDATE (downloads) ON gift_batches TO loyalty_app;
