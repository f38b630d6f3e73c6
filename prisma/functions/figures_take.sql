-- Counts a page of events into `daily_figures`, `hourly_figures` and `cashier_figures`. Sums come from the journal row, redeemed
-- points from the transfers: a SALE names all points of its receipt, those of an earlier REDEMPTION included. A claim writes a
-- SALE that repeats an anonymous receipt: it adds the guest's share and counts no second sale.
-- `p_past`: `daily_figures` has the page already, but for the money that points paid.
CREATE OR REPLACE FUNCTION figures_take(p_network uuid, p_ids uuid[], p_types text[], p_subjects uuid[], p_past boolean) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = public, pg_temp SET enable_sort = off AS $$
DECLARE
  zone text;
  day_start interval;
  -- Figures of what has no place, such as an expiry, stand under this restaurant, and sales without a cashier under this user.
  nowhere constant uuid := '00000000-0000-0000-0000-000000000000';
BEGIN
  SELECT n.time_zone, coalesce(n.settings ->> 'dayStart', '04:00')::time - time '00:00' INTO zone, day_start
  FROM networks n WHERE n.id = p_network;

  -- From the first page that this function counts, it counts everything. Events before that page are the past.
  INSERT INTO figure_countings (network_id, epoch, xid, id)
  SELECT c.network_id, c.epoch, c.xid, c.id FROM event_cursors c WHERE c.network_id = p_network AND c.subscriber = 'figures'
  ON CONFLICT DO NOTHING;

  WITH page AS MATERIALIZED (
    SELECT u.id, u.type, u.subject_id FROM unnest(p_ids, p_types, p_subjects) u(id, type, subject_id)
  ), counted AS MATERIALIZED (
    SELECT coalesce(t.business_date, ((t.recorded_at AT TIME ZONE zone) - day_start)::date) AS business_date,
      coalesce(t.restaurant_id, nowhere) AS restaurant_id,
      CASE WHEN t.type IN ('SALE', 'REFUND') THEN extract(hour FROM t.occurred_at AT TIME ZONE zone)::smallint END AS hour,
      CASE WHEN coalesce(claimed.actor_kind, t.actor_kind) = 'user' THEN coalesce(claimed.actor_id, t.actor_id, nowhere)
        ELSE nowhere END AS user_id,
      (t.type = 'SALE' AND claimed.id IS NULL)::int AS sales,
      (t.type = 'SALE' AND t.guest_id IS NOT NULL)::int AS guest_sales,
      (claimed.id IS NOT NULL)::int AS claimed_sales,
      CASE WHEN t.type = 'SALE' AND claimed.id IS NULL THEN t.amount ELSE 0 END AS amount,
      CASE WHEN t.type = 'SALE' AND t.guest_id IS NOT NULL THEN t.amount ELSE 0 END AS guest_amount,
      CASE WHEN t.type = 'SALE' THEN t.discount - coalesce(claimed.discount, 0) ELSE 0 END AS discount,
      CASE WHEN t.type = 'SALE' THEN t.points_value - coalesce(claimed.points_value, 0) ELSE 0 END AS points_value,
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
      SELECT r.id, r.payable, r.discount, r.points_value, r.actor_kind, r.actor_id FROM transactions r
      WHERE t.type = 'SALE' AND r.network_id = p_network AND r.id BETWEEN t.related_id AND t.related_id AND r.type = 'SALE'
      ORDER BY r.id) claimed ON true
    LEFT JOIN LATERAL (
      SELECT sum(x.amount)::bigint AS redeemed FROM (
        SELECT x.amount, x.code, x.unit FROM transfers x
        WHERE t.points_redeemed > 0 AND NOT p_past AND x.network_id = p_network AND x.transaction_id BETWEEN t.id AND t.id
        ORDER BY x.transaction_id, x.n) x
      WHERE x.code = 'REDEMPTION' AND x.unit IS NULL) moved ON true
    WHERE e.type IN ('transaction.sale', 'transaction.redemption', 'transaction.manual', 'transaction.refund',
      'transaction.award', 'transaction.expiry')
    UNION ALL
    SELECT ((g.created_at AT TIME ZONE zone) - day_start)::date, coalesce(g.restaurant_id, nowhere), NULL, nowhere,
      0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1
    FROM page e
    CROSS JOIN LATERAL (SELECT * FROM guests g WHERE g.network_id = p_network AND g.id BETWEEN e.subject_id AND e.subject_id ORDER BY g.id) g
    WHERE e.type = 'guest.registered'
  ), hours AS (
    INSERT INTO hourly_figures AS f (network_id, business_date, restaurant_id, hour, sales, guest_sales, amount, guest_amount,
      refunds)
    SELECT p_network, c.business_date, c.restaurant_id, c.hour, sum(c.sales), sum(c.guest_sales), sum(c.amount), sum(c.guest_amount),
      sum(c.refunds)
    FROM counted c WHERE c.hour IS NOT NULL GROUP BY c.business_date, c.restaurant_id, c.hour
    ON CONFLICT (network_id, business_date, restaurant_id, hour) DO UPDATE SET
      sales = f.sales + excluded.sales, guest_sales = f.guest_sales + excluded.guest_sales,
      amount = f.amount + excluded.amount, guest_amount = f.guest_amount + excluded.guest_amount,
      -- An hour that was counted before refunds had one stays unknown.
      refunds = f.refunds + excluded.refunds
  ), cashiers AS (
    INSERT INTO cashier_figures AS f (network_id, business_date, restaurant_id, user_id, sales, guest_sales, claimed_sales, amount,
      guest_amount)
    SELECT p_network, c.business_date, c.restaurant_id, c.user_id, sum(c.sales), sum(c.guest_sales - c.claimed_sales),
      sum(c.claimed_sales), sum(c.amount), sum(CASE WHEN c.claimed_sales = 0 THEN c.guest_amount ELSE 0 END)
    FROM counted c WHERE c.sales + c.guest_sales > 0 GROUP BY c.business_date, c.restaurant_id, c.user_id
    ON CONFLICT (network_id, business_date, restaurant_id, user_id) DO UPDATE SET
      sales = f.sales + excluded.sales, guest_sales = f.guest_sales + excluded.guest_sales,
      claimed_sales = f.claimed_sales + excluded.claimed_sales, amount = f.amount + excluded.amount,
      guest_amount = f.guest_amount + excluded.guest_amount
  ), past AS (
    INSERT INTO daily_figures AS f (network_id, business_date, restaurant_id, points_value)
    SELECT p_network, c.business_date, c.restaurant_id, sum(c.points_value)
    FROM counted c WHERE p_past GROUP BY c.business_date, c.restaurant_id HAVING sum(c.points_value) <> 0
    ON CONFLICT (network_id, business_date, restaurant_id) DO UPDATE SET points_value = f.points_value + excluded.points_value
  )
  INSERT INTO daily_figures AS f (network_id, business_date, restaurant_id, sales, guest_sales, amount, guest_amount, discount,
    points_value, payable, refunds, refunded, refunded_payable, guest_payable, guest_refunded_payable, points_earned,
    points_redeemed, points_expired, points_given, new_guests)
  SELECT p_network, c.business_date, c.restaurant_id, sum(c.sales), sum(c.guest_sales), sum(c.amount), sum(c.guest_amount),
    sum(c.discount), sum(c.points_value), sum(c.payable), sum(c.refunds), sum(c.refunded), sum(c.refunded_payable),
    sum(c.guest_payable), sum(c.guest_refunded_payable), sum(c.points_earned),
    sum(c.points_redeemed), sum(c.points_expired), sum(c.points_given), sum(c.new_guests)
  FROM counted c WHERE NOT p_past GROUP BY c.business_date, c.restaurant_id
  ON CONFLICT (network_id, business_date, restaurant_id) DO UPDATE SET
    sales = f.sales + excluded.sales, guest_sales = f.guest_sales + excluded.guest_sales,
    amount = f.amount + excluded.amount, guest_amount = f.guest_amount + excluded.guest_amount,
    discount = f.discount + excluded.discount, points_value = f.points_value + excluded.points_value,
    payable = f.payable + excluded.payable,
    refunds = f.refunds + excluded.refunds, refunded = f.refunded + excluded.refunded,
    refunded_payable = f.refunded_payable + excluded.refunded_payable, guest_payable = f.guest_payable + excluded.guest_payable,
    guest_refunded_payable = f.guest_refunded_payable + excluded.guest_refunded_payable,
    points_earned = f.points_earned + excluded.points_earned, points_redeemed = f.points_redeemed + excluded.points_redeemed,
    points_expired = f.points_expired + excluded.points_expired, points_given = f.points_given + excluded.points_given,
    new_guests = f.new_guests + excluded.new_guests;
END $$;
REVOKE ALL ON FUNCTION figures_take FROM PUBLIC;
GRANT EXECUTE ON FUNCTION figures_take TO loyalty_app;
