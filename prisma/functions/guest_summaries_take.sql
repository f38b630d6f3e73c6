-- Brings the summaries of the guests that a page of events names up to what they are now. False: a guest is being changed,
-- and the same events come again. It waits for no row, so it cannot deadlock with a merge.
CREATE OR REPLACE FUNCTION guest_summaries_take(p_network uuid, p_ids uuid[], p_types text[], p_guests uuid[]) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = public, pg_temp SET enable_sort = off AS $$
DECLARE
  guests uuid[];
  visited timestamptz[];
  refunded timestamptz[];
  free integer;
  known integer;
BEGIN
  WITH page AS MATERIALIZED (
    SELECT u.id, u.type, u.guest_id FROM unnest(p_ids, p_types, p_guests) u(id, type, guest_id)
  ), touched AS (
    SELECT e.guest_id, max(t.occurred_at) FILTER (WHERE t.type = 'SALE') AS visited, max(s.occurred_at) AS refunded
    FROM page e
    LEFT JOIN LATERAL (
      SELECT t.type, t.occurred_at, t.related_id FROM transactions t
      WHERE e.type IN ('transaction.sale', 'transaction.refund') AND t.network_id = p_network AND t.id BETWEEN e.id AND e.id
      ORDER BY t.id) t ON true
    LEFT JOIN LATERAL (
      SELECT s.occurred_at FROM transactions s
      WHERE t.type = 'REFUND' AND s.network_id = p_network AND s.id BETWEEN t.related_id AND t.related_id
      ORDER BY s.id) s ON true
    WHERE e.guest_id IS NOT NULL AND e.type LIKE 'transaction.%'
    GROUP BY e.guest_id)
  SELECT array_agg(t.guest_id ORDER BY t.guest_id), array_agg(t.visited ORDER BY t.guest_id), array_agg(t.refunded ORDER BY t.guest_id)
  INTO guests, visited, refunded FROM touched t;

  IF guests IS NOT NULL THEN
    SELECT count(*) INTO known FROM unnest(guests) u(guest)
    CROSS JOIN LATERAL (SELECT FROM guest_summaries s WHERE s.network_id = p_network AND s.guest_id BETWEEN u.guest AND u.guest
      ORDER BY s.guest_id) s;
    SELECT count(*) INTO free FROM unnest(guests) u(guest)
    CROSS JOIN LATERAL (
      SELECT FROM guest_summaries s WHERE s.network_id = p_network AND s.guest_id BETWEEN u.guest AND u.guest
      ORDER BY s.guest_id FOR UPDATE SKIP LOCKED) s;
    IF free < known THEN RETURN false; END IF;

    -- Each row by its key, as the index of the conflict finds it: the planner would join the whole network where the
    -- statistics say that it has no rows.
    INSERT INTO guest_summaries AS s (network_id, guest_id, name_key, tier, available, last_visit_at)
    SELECT p_network, n.guest_id, n.name_key, n.tier, n.available, n.last_visit_at
    FROM (
      SELECT o.guest_id, o.name_key, coalesce(g.tier, '') AS tier, g.available,
        CASE WHEN u.refunded >= greatest(o.last_visit_at, u.visited) THEN last_visit_of(p_network, o.guest_id)
          ELSE greatest(o.last_visit_at, u.visited) END AS last_visit_at,
        o.tier AS old_tier, o.available AS old_available, o.last_visit_at AS old_last_visit_at
      FROM unnest(guests, visited, refunded) u(guest, visited, refunded)
      CROSS JOIN LATERAL (
        SELECT * FROM guest_summaries o WHERE o.network_id = p_network AND o.guest_id BETWEEN u.guest AND u.guest
        ORDER BY o.guest_id) o
      CROSS JOIN LATERAL (
        SELECT * FROM guest_states g WHERE g.network_id = p_network AND g.guest_id BETWEEN u.guest AND u.guest
        ORDER BY g.guest_id) g) n
    WHERE (n.old_tier, n.old_available, n.old_last_visit_at) IS DISTINCT FROM (n.tier, n.available, n.last_visit_at)
    ON CONFLICT (network_id, guest_id) DO UPDATE
      SET tier = excluded.tier, available = excluded.available, last_visit_at = excluded.last_visit_at;
  END IF;
  RETURN true;
END $$;
REVOKE ALL ON FUNCTION guest_summaries_take FROM PUBLIC;
GRANT EXECUTE ON FUNCTION guest_summaries_take TO loyalty_app;
