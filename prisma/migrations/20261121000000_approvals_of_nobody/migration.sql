-- The refund of a receipt without a guest waits for a manager like any other.
ALTER TABLE approvals ALTER COLUMN guest_id DROP NOT NULL;
