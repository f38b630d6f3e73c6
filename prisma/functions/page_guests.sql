-- The guests of the acts of a page, as they are in the snapshot of the statement, in the order of their ids. `has_terms`: some lots end on other
-- days than their rows say. `moves_lots`: an act moved lots between guests, or changed when they end.
CREATE OR REPLACE FUNCTION page_guests(p_network uuid, p_acts page_act[]) RETURNS page_guest[]
LANGUAGE plpgsql STABLE SECURITY INVOKER SET search_path = public, pg_temp
  -- Each guest must be looked up by the whole key, also before the tables were ever analysed.
  SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off AS $$
BEGIN
  RETURN ARRAY(
    SELECT ROW(s.guest_id, s.version, s.tier, s.available, s.pending, s.held, s.in_review, s.receivable,
      CASE WHEN s.counters LIKE '%"inactivity":{%'
        THEN to_timestamp((s.counters::json -> 'inactivity' ->> 'endsAt')::double precision / 1000) END,
      coalesce(s.counters LIKE '%"terms":[{%', false), s.due_at, a.moves_lots, a.visited, a.refunded)::page_guest
    FROM (
      SELECT a.guest_id, bool_or(a.type = 'TRANSFER' OR a.event = 'transaction.extension') AS moves_lots,
        max(a.occurred_at) FILTER (WHERE a.type = 'SALE') AS visited,
        max(a.related_occurred_at) FILTER (WHERE a.type = 'REFUND') AS refunded
      FROM unnest(p_acts) a WHERE a.guest_id IS NOT NULL GROUP BY a.guest_id) a
    CROSS JOIN LATERAL (
      SELECT s.guest_id, s.version, s.tier, s.available, s.pending, s.held, s.in_review, s.receivable, s.due_at, s.counters::text AS counters
      FROM guest_states s
      WHERE s.network_id = p_network AND s.guest_id BETWEEN a.guest_id AND a.guest_id ORDER BY s.guest_id LIMIT 1) s
    ORDER BY a.guest_id);
END $$;
REVOKE ALL ON FUNCTION page_guests FROM PUBLIC;
GRANT EXECUTE ON FUNCTION page_guests TO loyalty_app;
