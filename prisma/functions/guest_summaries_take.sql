-- Brings the summaries of the guests of a page's acts (`page_acts`) up to what they are now. False: a guest is being changed,
-- and the same events come again. It waits for no row, so it cannot deadlock with a merge.
CREATE OR REPLACE FUNCTION guest_summaries_take(p_network uuid, p_acts page_act[]) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = public, pg_temp SET enable_sort = off AS $$
DECLARE
  guests uuid[];
  visited timestamptz[];
  refunded timestamptz[];
  places tid[];
BEGIN
  WITH touched AS (
    SELECT a.guest_id, max(a.occurred_at) FILTER (WHERE a.type = 'SALE') AS visited,
      max(a.related_occurred_at) FILTER (WHERE a.type = 'REFUND') AS refunded
    FROM unnest(p_acts) a WHERE a.guest_id IS NOT NULL GROUP BY a.guest_id)
  SELECT array_agg(t.guest_id ORDER BY t.guest_id), array_agg(t.visited ORDER BY t.guest_id), array_agg(t.refunded ORDER BY t.guest_id)
  INTO guests, visited, refunded FROM touched t;

  -- Guests who are erased or merged have no summary: null.
  SELECT array_agg(s.place ORDER BY u.n) INTO places FROM unnest(guests) WITH ORDINALITY u(guest, n)
  LEFT JOIN LATERAL (
    SELECT s.ctid AS place FROM guest_summaries s WHERE s.network_id = p_network AND s.guest_id BETWEEN u.guest AND u.guest
    ORDER BY s.guest_id FOR UPDATE SKIP LOCKED) s ON true;
  IF EXISTS (
    SELECT FROM unnest(guests, places) u(guest, place)
    CROSS JOIN LATERAL (SELECT FROM guest_summaries s WHERE s.network_id = p_network AND s.guest_id BETWEEN u.guest AND u.guest
      ORDER BY s.guest_id) s
    WHERE u.place IS NULL)
  THEN RETURN false; END IF;

  -- Each row where it was locked: no statistics can make the planner join the whole network.
  UPDATE guest_summaries s SET tier = coalesce(g.tier, ''), available = g.available,
    last_visit_at = CASE WHEN u.refunded >= greatest(s.last_visit_at, u.visited) THEN last_visit_of(p_network, u.guest)
      ELSE greatest(s.last_visit_at, u.visited) END
  FROM unnest(places, guests, visited, refunded) u(place, guest, visited, refunded)
  CROSS JOIN LATERAL (
    SELECT * FROM guest_states g WHERE g.network_id = p_network AND g.guest_id BETWEEN u.guest AND u.guest
    ORDER BY g.guest_id) g
  WHERE s.ctid = u.place AND ((s.tier, s.available) IS DISTINCT FROM (coalesce(g.tier, ''), g.available)
    OR u.visited > s.last_visit_at OR u.refunded IS NOT NULL);
  RETURN true;
END $$;
REVOKE ALL ON FUNCTION guest_summaries_take FROM PUBLIC;
GRANT EXECUTE ON FUNCTION guest_summaries_take TO loyalty_app;
