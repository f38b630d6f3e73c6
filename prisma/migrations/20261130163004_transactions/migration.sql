ALTER INDEX transactions_buyers RENAME TO transactions_buyers_before;

-- The fiscal document of a receipt as the till system knows it, and the number that its print shows where no other name of the receipt is on it.
ALTER TABLE transactions ADD COLUMN fiscal_document text;
ALTER TABLE transactions ADD COLUMN printed_number text;
