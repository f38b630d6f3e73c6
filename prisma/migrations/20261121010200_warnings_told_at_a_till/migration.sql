-- A till tells a guest of points that end: on the slip, or by the cashier who sees it with the guest. The till and the act
-- with which it did are kept; the delivery itself is a row of the journal like that of a message.
ALTER TABLE expiry_warnings
  ADD COLUMN told_way text CHECK (told_way IN ('PRINTED', 'SHOWN')),
  ADD COLUMN told_at timestamptz,
  ADD COLUMN point_of_sale_id uuid,
  ADD COLUMN transaction_id uuid,
  ADD CONSTRAINT expiry_warnings_told CHECK (
    num_nulls(told_way, told_at, point_of_sale_id, transaction_id) IN (0, 4));
GRANT UPDATE (told_way, told_at, point_of_sale_id, transaction_id) ON expiry_warnings TO loyalty_app;
-- Warnings of points that have not ended yet, for managers.
CREATE INDEX expiry_warnings_ends ON expiry_warnings (network_id, ends_at);
