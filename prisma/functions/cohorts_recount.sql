-- Counts what some guests bought from the journal, up to the cursor of the cohorts, and corrects what is kept of them. Returns how
-- many days of guests were corrected. The caller holds the cursor. Null: too much stands above the cursor.
CREATE OR REPLACE FUNCTION cohorts_recount(p_network uuid, p_guests uuid[]) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = public, pg_temp SET enable_sort = off AS $$
DECLARE
  most_above constant integer := 20000;
  above_count integer;
  cards uuid[];
  days date[];
  visits integer[];
  money bigint[];
BEGIN
  -- One statement, so one snapshot: what the journal has and which events of it were not counted yet.
  WITH network AS MATERIALIZED (
    SELECT n.time_zone, coalesce(n.settings ->> 'dayStart', '04:00')::time - time '00:00' AS day_start FROM networks n WHERE n.id = p_network
  ), above AS MATERIALIZED (
    SELECT e.id FROM event_cursors c
    CROSS JOIN LATERAL (
      SELECT e.id FROM events e WHERE e.network_id = p_network AND (e.epoch, e.xid, e.id) > (c.epoch, c.xid, c.id)
      ORDER BY e.epoch, e.xid, e.id LIMIT most_above + 1) e
    WHERE c.network_id = p_network AND c.subscriber = 'cohorts'
  ), sale AS MATERIALIZED (
    SELECT t.id, t.guest_id, coalesce(t.business_date, ((t.recorded_at AT TIME ZONE n.time_zone) - n.day_start)::date) AS day, t.payable
    FROM unnest(p_guests) u(guest) CROSS JOIN network n
    CROSS JOIN LATERAL (
      SELECT * FROM transactions t WHERE t.network_id = p_network AND t.guest_id BETWEEN u.guest AND u.guest
      ORDER BY t.guest_id, t.guest_version) t
    WHERE t.type = 'SALE'
  ), told AS (
    SELECT s.guest_id, s.day, 1 AS visits, s.payable AS money FROM sale s WHERE s.id NOT IN (SELECT a.id FROM above a)
    UNION ALL
    SELECT s.guest_id, s.day, -(coalesce((r.details ->> 'whole')::boolean, false))::integer, -r.payable FROM sale s
    CROSS JOIN LATERAL (
      SELECT * FROM transactions r WHERE r.network_id = p_network AND r.related_id IS NOT NULL AND r.related_id BETWEEN s.id AND s.id
      ORDER BY r.related_id) r
    WHERE r.type = 'REFUND' AND r.id NOT IN (SELECT a.id FROM above a)
    UNION ALL
    SELECT d.guest_id, d.business_date, -d.visits, -d.money FROM unnest(p_guests) u(guest)
    CROSS JOIN LATERAL (SELECT * FROM guest_days d WHERE d.network_id = p_network AND d.guest_id = u.guest OFFSET 0) d
  ), added AS (
    SELECT t.guest_id, t.day, sum(t.visits)::integer AS visits, sum(t.money)::bigint AS money FROM told t GROUP BY 1, 2)
  SELECT array_agg(a.guest_id), array_agg(a.day), array_agg(a.visits), array_agg(a.money), (SELECT count(*) FROM above)
  INTO cards, days, visits, money, above_count FROM added a WHERE (a.visits, a.money) <> (0, 0);
  IF above_count > most_above THEN RETURN NULL; END IF;
  PERFORM cohorts_count(p_network, cards, days, visits, money, p_guests);
  RETURN coalesce(cardinality(cards), 0);
END $$;
REVOKE ALL ON FUNCTION cohorts_recount FROM PUBLIC;
GRANT EXECUTE ON FUNCTION cohorts_recount TO loyalty_app;
