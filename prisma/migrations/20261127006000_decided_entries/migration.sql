-- The decision on an entry of a bank statement is one transaction with the payment that it records in a network. For that the
-- application's role reaches the state of an entry, and nothing of who paid or how much.
CREATE POLICY all_networks ON bank_entries TO loyalty_app USING (true) WITH CHECK (true);
GRANT SELECT (id, status, invoice_id), UPDATE (status, invoice_id) ON bank_entries TO loyalty_app;
