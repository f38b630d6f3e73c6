-- A guest account and an integration each have idempotency keys of their own; the staff of a network share one space. The
-- digest of a key in a space is made from the digest that it had without one, so the claims that stand can be moved.

-- To its maker alone a stored answer shows what is shown once.
ALTER TABLE stored_answers ADD COLUMN maker_id uuid;

-- The owner of the schema changes rows of all networks, here alone.
ALTER TABLE stored_answers NO FORCE ROW LEVEL SECURITY;
ALTER TABLE claims NO FORCE ROW LEVEL SECURITY;
ALTER TABLE transactions NO FORCE ROW LEVEL SECURITY;
ALTER TABLE audit_log NO FORCE ROW LEVEL SECURITY;

-- An answer with a body was stored in the transaction that wrote its line in the audit, so both have its time.
CREATE TEMPORARY TABLE made_by ON COMMIT DROP AS
SELECT s.network_id, s.id, min(a.actor_kind) AS actor_kind, min(a.actor_id::text)::uuid AS actor_id
FROM stored_answers s
JOIN audit_log a ON a.network_id = s.network_id AND a.recorded_at = s.recorded_at AND a.actor_id IS NOT NULL
WHERE s.body_encrypted IS NOT NULL
GROUP BY s.network_id, s.id
HAVING count(DISTINCT a.actor_id) = 1;

UPDATE stored_answers s SET maker_id = m.actor_id FROM made_by m WHERE m.network_id = s.network_id AND m.id = s.id;

UPDATE claims c
SET digest = encode(substr(sha256('KEY_OF'::bytea || '\x00'::bytea || convert_to('36:' || o.space, 'UTF8')
      || '\x00'::bytea || convert_to('36:' || c.digest, 'UTF8')), 1, 16), 'hex')::uuid
FROM (
  SELECT network_id, id, actor_id::text AS space FROM transactions
  WHERE actor_kind IN ('key', 'guest') AND request_hash IS NOT NULL
  UNION ALL
  SELECT network_id, id, actor_id::text FROM made_by WHERE actor_kind IN ('key', 'guest')
) o
WHERE c.network_id = o.network_id AND c.kind = 'K' AND c.holder_id = o.id;

ALTER TABLE stored_answers FORCE ROW LEVEL SECURITY;
ALTER TABLE claims FORCE ROW LEVEL SECURITY;
ALTER TABLE transactions FORCE ROW LEVEL SECURITY;
ALTER TABLE audit_log FORCE ROW LEVEL SECURITY;

-- A claim is never deleted. One that is free again moves to a digest that stands for nothing, under the kind F.
REVOKE DELETE ON claims FROM loyalty_app;
DO $$ DECLARE
  body text := pg_get_functiondef('till_write(till_batch[])'::regprocedure);
  moved text;
BEGIN
  moved := replace(body, 'DELETE FROM claims k WHERE', 'UPDATE claims k SET digest = gen_random_uuid(), kind = ''F'' WHERE');
  IF moved = body THEN RAISE EXCEPTION 'till_write deletes no claim'; END IF;
  EXECUTE moved;
END $$;
