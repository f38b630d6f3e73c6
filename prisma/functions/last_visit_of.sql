-- The last visit of a guest from the journal, with those of the cards that were merged into the guest.
CREATE OR REPLACE FUNCTION last_visit_of(p_network uuid, p_guest uuid) RETURNS timestamptz
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  WITH RECURSIVE own (id) AS (
    SELECT p_guest
    UNION
    SELECT g.id FROM own o
    CROSS JOIN LATERAL (SELECT g.id FROM guests g WHERE g.network_id = p_network AND g.merged_into = o.id OFFSET 0) g)
  SELECT coalesce(max(t.occurred_at), '-infinity') FROM own o
  CROSS JOIN LATERAL (
    SELECT t.id, t.occurred_at FROM transactions t
    WHERE t.network_id = p_network AND t.guest_id = o.id AND t.type = 'SALE' OFFSET 0) t
  WHERE NOT EXISTS (
    SELECT FROM transactions r WHERE r.network_id = p_network AND r.related_id = t.id AND r.type = 'REFUND'
      AND (r.details ->> 'whole')::boolean)
$$;
