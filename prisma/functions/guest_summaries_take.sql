-- Writes the present summaries of the guests of a page (`page_guests`). False: another transaction is changing one of the guests,
-- and the caller must pass the same events again. It waits for no row, so it cannot deadlock with a merge.
CREATE OR REPLACE FUNCTION guest_summaries_take(p_network uuid, p_guests page_guest[]) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = public, pg_temp SET enable_sort = off AS $$
DECLARE
  places tid[];
BEGIN
  -- Guests who are erased or merged have no summary: null.
  SELECT array_agg(s.place ORDER BY u.n) INTO places
  FROM (SELECT g.guest_id AS guest, row_number() OVER () AS n FROM unnest(p_guests) g) u
  LEFT JOIN LATERAL (
    SELECT s.ctid AS place FROM guest_summaries s WHERE s.network_id = p_network AND s.guest_id BETWEEN u.guest AND u.guest
    ORDER BY s.guest_id FOR UPDATE SKIP LOCKED) s ON true;
  IF EXISTS (
    SELECT FROM (SELECT g.guest_id AS guest, places[row_number() OVER ()] AS place FROM unnest(p_guests) g) u
    CROSS JOIN LATERAL (SELECT FROM guest_summaries s WHERE s.network_id = p_network AND s.guest_id BETWEEN u.guest AND u.guest
      ORDER BY s.guest_id) s
    WHERE u.place IS NULL)
  THEN RETURN false; END IF;

  -- Each row where it was locked: no statistics can make the planner join the whole network.
  UPDATE guest_summaries s SET tier = coalesce(u.tier, ''), available = u.available,
    last_visit_at = CASE WHEN u.refunded >= greatest(s.last_visit_at, u.visited) THEN last_visit_of(p_network, u.guest_id)
      ELSE greatest(s.last_visit_at, u.visited) END
  FROM (
    SELECT g.guest_id, g.tier, g.available, g.visited, g.refunded, places[row_number() OVER ()] AS place FROM unnest(p_guests) g) u
  WHERE s.ctid = u.place AND ((s.tier, s.available) IS DISTINCT FROM (coalesce(u.tier, ''), u.available)
    OR u.visited > s.last_visit_at OR u.refunded IS NOT NULL);
  RETURN true;
END $$;
REVOKE ALL ON FUNCTION guest_summaries_take FROM PUBLIC;
GRANT EXECUTE ON FUNCTION guest_summaries_take TO loyalty_app;
