-- A receipt is claimed under each of its names. Until now a sale that named the order of the till system claimed that alone, so
-- the same receipt by point of sale and number could be recorded again. Whatever holds the order gets the number, too.

-- The digest of claimDigest('RECEIPT', till, period, number); JavaScript counts the length of a text in UTF-16 units.
CREATE FUNCTION pg_temp.part_of_digest(part text) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
  SELECT '\x00'::bytea || convert_to(
    (length(part) + length(regexp_replace(part, '[\u0001-\uffff]', '', 'g')))::text || ':' || part, 'UTF8') $$;
CREATE FUNCTION pg_temp.receipt_digest(VARIADIC parts text[]) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
  SELECT left(encode(sha256('RECEIPT'::bytea || string_agg(pg_temp.part_of_digest(part), ''::bytea ORDER BY n)), 'hex'), 32)::uuid
  FROM unnest(parts) WITH ORDINALITY p(part, n) $$;

-- The owner of the tables has no policy.
ALTER TABLE networks NO FORCE ROW LEVEL SECURITY;
ALTER TABLE transactions NO FORCE ROW LEVEL SECURITY;
ALTER TABLE claims NO FORCE ROW LEVEL SECURITY;
INSERT INTO claims (network_id, digest, kind, holder_id)
SELECT t.network_id, pg_temp.receipt_digest(t.point_of_sale_id::text, CASE n.settings->>'receiptScope'
    WHEN 'YEAR' THEN left(t.business_date::text, 4) WHEN 'FOREVER' THEN '' ELSE t.business_date::text END, t.receipt_number),
  'R', c.holder_id
FROM transactions t
JOIN networks n ON n.id = t.network_id
JOIN claims c ON c.network_id = t.network_id AND c.digest = pg_temp.receipt_digest('order', t.external_order_id)
WHERE t.type IN ('SALE', 'REDEMPTION') AND t.external_order_id IS NOT NULL AND t.receipt_number IS NOT NULL
  AND t.point_of_sale_id IS NOT NULL AND t.business_date IS NOT NULL
ORDER BY t.network_id, t.id
ON CONFLICT DO NOTHING;
ALTER TABLE networks FORCE ROW LEVEL SECURITY;
ALTER TABLE transactions FORCE ROW LEVEL SECURITY;
ALTER TABLE claims FORCE ROW LEVEL SECURITY;
