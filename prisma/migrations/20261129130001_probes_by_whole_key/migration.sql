-- Rows are found by their whole key whatever the statistics say. Where a network grew since the last ANALYZE the planner
-- takes it for one row, and then any index that begins with the network will do: each probe reads the network whole. So a
-- probe asks for an order that the index of the whole key alone has (a value between itself and itself, because what equals a
-- value needs no order), while sorting is off; and an existing row is written by its conflict.

-- Counts a page of events into `daily_figures`. Sums come from the journal row, redeemed points from the transfers: a SALE
-- names all points of its receipt, those of an earlier REDEMPTION included. A claim writes a SALE that repeats a receipt of
-- nobody: it adds the guest's share and counts no second sale.
CREATE OR REPLACE FUNCTION figures_take(p_network uuid, p_ids uuid[], p_types text[], p_subjects uuid[]) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = public, pg_temp SET enable_sort = off AS $$
DECLARE
  zone text;
  day_start interval;
  -- Figures of what has no place, such as an expiry, stand under this restaurant.
  nowhere constant uuid := '00000000-0000-0000-0000-000000000000';
BEGIN
  SELECT n.time_zone, coalesce(n.settings ->> 'dayStart', '04:00')::time - time '00:00' INTO zone, day_start
  FROM networks n WHERE n.id = p_network;

  WITH page AS MATERIALIZED (
    SELECT u.id, u.type, u.subject_id FROM unnest(p_ids, p_types, p_subjects) u(id, type, subject_id)
  ), counted AS (
    SELECT coalesce(t.business_date, ((t.recorded_at AT TIME ZONE zone) - day_start)::date) AS business_date,
      coalesce(t.restaurant_id, nowhere) AS restaurant_id,
      (t.type = 'SALE' AND claimed.id IS NULL)::int AS sales,
      (t.type = 'SALE' AND t.guest_id IS NOT NULL)::int AS guest_sales,
      CASE WHEN t.type = 'SALE' AND claimed.id IS NULL THEN t.amount ELSE 0 END AS amount,
      CASE WHEN t.type = 'SALE' AND t.guest_id IS NOT NULL THEN t.amount ELSE 0 END AS guest_amount,
      CASE WHEN t.type = 'SALE' THEN t.discount ELSE 0 END AS discount,
      CASE WHEN t.type = 'SALE' THEN t.payable - coalesce(claimed.payable, 0) ELSE 0 END AS payable,
      (t.type = 'REFUND')::int AS refunds,
      CASE WHEN t.type = 'REFUND' THEN t.amount ELSE 0 END AS refunded,
      CASE WHEN t.type = 'REFUND' THEN t.payable ELSE 0 END AS refunded_payable,
      CASE WHEN t.type = 'SALE' AND t.guest_id IS NOT NULL THEN t.payable ELSE 0 END AS guest_payable,
      CASE WHEN t.type = 'REFUND' AND t.guest_id IS NOT NULL THEN t.payable ELSE 0 END AS guest_refunded_payable,
      CASE WHEN t.type IN ('SALE', 'AWARD') OR (t.type = 'MANUAL' AND t.direction = 'CREDIT' AND t.related_id IS NULL)
        THEN t.points_earned ELSE 0 END AS points_earned,
      coalesce(moved.redeemed, 0) AS points_redeemed,
      -- What came back of an expiry was not earned, and has expired no more.
      CASE WHEN t.type = 'EXPIRY' THEN t.points_earned
        WHEN t.type = 'MANUAL' AND t.related_id IS NOT NULL THEN -t.points_earned ELSE 0 END AS points_expired,
      coalesce(t.points_given, points_given(t.type, t.direction, t.related_id, t.points_earned, t.details)) AS points_given,
      0 AS new_guests
    FROM page e
    CROSS JOIN LATERAL (SELECT * FROM transactions t WHERE t.network_id = p_network AND t.id BETWEEN e.id AND e.id ORDER BY t.id) t
    LEFT JOIN LATERAL (
      SELECT r.id, r.payable FROM transactions r
      WHERE t.type = 'SALE' AND r.network_id = p_network AND r.id BETWEEN t.related_id AND t.related_id AND r.type = 'SALE'
      ORDER BY r.id) claimed ON true
    LEFT JOIN LATERAL (
      SELECT sum(x.amount)::bigint AS redeemed FROM (
        SELECT x.amount, x.code, x.unit FROM transfers x
        WHERE t.points_redeemed > 0 AND x.network_id = p_network AND x.transaction_id BETWEEN t.id AND t.id
        ORDER BY x.transaction_id, x.n) x
      WHERE x.code = 'REDEMPTION' AND x.unit IS NULL) moved ON true
    WHERE e.type IN ('transaction.sale', 'transaction.redemption', 'transaction.manual', 'transaction.refund',
      'transaction.award', 'transaction.expiry')
    UNION ALL
    SELECT ((g.created_at AT TIME ZONE zone) - day_start)::date, coalesce(g.restaurant_id, nowhere),
      0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1
    FROM page e
    CROSS JOIN LATERAL (SELECT * FROM guests g WHERE g.network_id = p_network AND g.id BETWEEN e.subject_id AND e.subject_id ORDER BY g.id) g
    WHERE e.type = 'guest.registered'
  )
  INSERT INTO daily_figures AS f (network_id, business_date, restaurant_id, sales, guest_sales, amount, guest_amount, discount,
    payable, refunds, refunded, refunded_payable, guest_payable, guest_refunded_payable, points_earned, points_redeemed,
    points_expired, points_given, new_guests)
  SELECT p_network, c.business_date, c.restaurant_id, sum(c.sales), sum(c.guest_sales), sum(c.amount), sum(c.guest_amount),
    sum(c.discount), sum(c.payable), sum(c.refunds), sum(c.refunded), sum(c.refunded_payable), sum(c.guest_payable),
    sum(c.guest_refunded_payable), sum(c.points_earned),
    sum(c.points_redeemed), sum(c.points_expired), sum(c.points_given), sum(c.new_guests)
  FROM counted c GROUP BY c.business_date, c.restaurant_id
  ON CONFLICT (network_id, business_date, restaurant_id) DO UPDATE SET
    sales = f.sales + excluded.sales, guest_sales = f.guest_sales + excluded.guest_sales,
    amount = f.amount + excluded.amount, guest_amount = f.guest_amount + excluded.guest_amount,
    discount = f.discount + excluded.discount, payable = f.payable + excluded.payable,
    refunds = f.refunds + excluded.refunds, refunded = f.refunded + excluded.refunded,
    refunded_payable = f.refunded_payable + excluded.refunded_payable, guest_payable = f.guest_payable + excluded.guest_payable,
    guest_refunded_payable = f.guest_refunded_payable + excluded.guest_refunded_payable,
    points_earned = f.points_earned + excluded.points_earned, points_redeemed = f.points_redeemed + excluded.points_redeemed,
    points_expired = f.points_expired + excluded.points_expired, points_given = f.points_given + excluded.points_given,
    new_guests = f.new_guests + excluded.new_guests;
END $$;

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
