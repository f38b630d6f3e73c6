-- RECODED: the guest who has the card got a new code and PIN for it, and the printed ones work no more.
ALTER TABLE gift_transactions
  DROP CONSTRAINT gift_transactions_kind_check,
  DROP CONSTRAINT gift_transactions_check,
  ADD CONSTRAINT gift_transactions_kind CHECK (kind IN ('SOLD', 'TOPPED_UP', 'SPENT', 'REFUNDED', 'CORRECTED', 'BLOCKED', 'UNBLOCKED',
    'MOVED_OUT', 'MOVED_IN', 'CLAIMED', 'RECODED')),
  ADD CONSTRAINT gift_transactions_amount CHECK (
    (kind IN ('BLOCKED', 'UNBLOCKED', 'CLAIMED', 'RECODED')) = (amount = 0) OR kind IN ('MOVED_OUT', 'MOVED_IN'));
