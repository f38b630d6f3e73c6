-- Counts the acts of a page (`page_acts`) into the cohorts. A refund is taken off the day of its sale, and a sale that was refunded whole is no
-- visit. The sale that a claimed receipt becomes is the guest's; the receipt itself has no guest.
CREATE OR REPLACE FUNCTION cohorts_take(p_network uuid, p_acts page_act[]) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = public, pg_temp SET enable_sort = off AS $$
DECLARE
  cards uuid[];
  days date[];
  visits integer[];
  money bigint[];
  moved uuid[];
BEGIN
  WITH added AS (
    SELECT t.guest_id, t.day, sum(t.visits)::integer AS visits, sum(t.money)::bigint AS money
    FROM (
      SELECT a.guest_id, a.day, 1 AS visits, a.payable AS money FROM unnest(p_acts) a WHERE a.type = 'SALE' AND a.guest_id IS NOT NULL
      UNION ALL
      SELECT a.related_guest_id, a.related_day, -a.is_whole::integer, -a.payable FROM unnest(p_acts) a
      WHERE a.type = 'REFUND' AND a.related_type = 'SALE' AND a.related_guest_id IS NOT NULL) t
    GROUP BY 1, 2)
  SELECT array_agg(a.guest_id), array_agg(a.day), array_agg(a.visits), array_agg(a.money) INTO cards, days, visits, money
  FROM added a WHERE (a.visits, a.money) <> (0, 0);
  SELECT array_agg(DISTINCT a.guest_id) INTO moved FROM unnest(p_acts) a WHERE a.type = 'TRANSFER' AND a.guest_id IS NOT NULL;
  IF cards IS NOT NULL OR moved IS NOT NULL THEN
    PERFORM cohorts_count(p_network, cards, days, visits, money, moved);
  END IF;
END $$;
REVOKE ALL ON FUNCTION cohorts_take FROM PUBLIC;
GRANT EXECUTE ON FUNCTION cohorts_take TO loyalty_app;
