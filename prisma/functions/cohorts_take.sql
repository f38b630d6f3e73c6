-- Counts a page of events into the cohorts. A refund is taken off the day of its sale, and a sale that was refunded whole is no
-- visit. The sale that a claimed receipt becomes is the guest's; the receipt itself has no guest.
CREATE OR REPLACE FUNCTION cohorts_take(p_network uuid, p_ids uuid[], p_types text[], p_guests uuid[]) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = public, pg_temp SET enable_sort = off AS $$
DECLARE
  cards uuid[];
  days date[];
  visits integer[];
  money bigint[];
  moved uuid[];
BEGIN
  WITH network AS MATERIALIZED (
    SELECT n.time_zone, coalesce(n.settings ->> 'dayStart', '04:00')::time - time '00:00' AS day_start FROM networks n WHERE n.id = p_network
  ), page AS MATERIALIZED (
    SELECT u.id, u.type FROM unnest(p_ids, p_types) u(id, type) WHERE u.type IN ('transaction.sale', 'transaction.refund')
  ), told AS (
    SELECT t.guest_id, t.business_date, t.recorded_at, 1 AS visits, t.payable AS money FROM page e
    CROSS JOIN LATERAL (SELECT * FROM transactions t WHERE t.network_id = p_network AND t.id BETWEEN e.id AND e.id ORDER BY t.id) t
    WHERE e.type = 'transaction.sale' AND t.type = 'SALE' AND t.guest_id IS NOT NULL
    UNION ALL
    SELECT s.guest_id, s.business_date, s.recorded_at, -(coalesce((r.details ->> 'whole')::boolean, false))::integer, -r.payable FROM page e
    CROSS JOIN LATERAL (SELECT * FROM transactions r WHERE r.network_id = p_network AND r.id BETWEEN e.id AND e.id ORDER BY r.id) r
    CROSS JOIN LATERAL (SELECT * FROM transactions s WHERE s.network_id = p_network AND s.id BETWEEN r.related_id AND r.related_id ORDER BY s.id) s
    WHERE e.type = 'transaction.refund' AND r.type = 'REFUND' AND s.type = 'SALE' AND s.guest_id IS NOT NULL
  ), added AS (
    SELECT t.guest_id, coalesce(t.business_date, ((t.recorded_at AT TIME ZONE n.time_zone) - n.day_start)::date) AS day,
      sum(t.visits)::integer AS visits, sum(t.money)::bigint AS money
    FROM told t CROSS JOIN network n GROUP BY 1, 2)
  SELECT array_agg(a.guest_id), array_agg(a.day), array_agg(a.visits), array_agg(a.money) INTO cards, days, visits, money
  FROM added a WHERE (a.visits, a.money) <> (0, 0);
  SELECT array_agg(DISTINCT u.guest) INTO moved FROM unnest(p_types, p_guests) u(type, guest)
  WHERE u.type = 'transaction.transfer' AND u.guest IS NOT NULL;
  IF cards IS NOT NULL OR moved IS NOT NULL THEN
    PERFORM cohorts_count(p_network, cards, days, visits, money, moved);
  END IF;
END $$;
REVOKE ALL ON FUNCTION cohorts_take FROM PUBLIC;
GRANT EXECUTE ON FUNCTION cohorts_take TO loyalty_app;
