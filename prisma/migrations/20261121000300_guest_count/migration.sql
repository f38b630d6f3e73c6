-- How many guests a sale was for, as the till system said; null: it did not.
ALTER TABLE transactions ADD COLUMN guest_count integer;
SELECT follow_journal_columns();
