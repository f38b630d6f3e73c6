CREATE INDEX CONCURRENTLY gift_transactions_receipt_refund ON gift_transactions (network_id, receipt_refund_id) WHERE receipt_refund_id IS NOT NULL;
