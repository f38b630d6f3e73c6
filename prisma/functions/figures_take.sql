-- Counts the acts of a page (`page_acts`), and the guests that its events tell of, into `daily_figures`, `hourly_figures` and `cashier_figures`. Sums come from the journal row, redeemed
-- points from the transfers: a SALE names all points of its receipt, those of an earlier REDEMPTION included. A claim writes a
-- SALE that repeats an anonymous receipt: it adds the guest's share and counts no second sale.
-- `p_past`: `daily_figures` has the page already, but for the money that points paid.
CREATE OR REPLACE FUNCTION figures_take(p_network uuid, p_acts page_act[], p_types text[], p_subjects uuid[],
  p_past boolean) RETURNS void
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

  WITH acts AS (
    SELECT a.day AS business_date, coalesce(a.restaurant_id, nowhere) AS restaurant_id, a.hour,
      CASE WHEN coalesce(c.actor_kind, a.actor_kind) = 'user' THEN coalesce(c.actor_id, a.actor_id, nowhere) ELSE nowhere END AS user_id,
      (a.type = 'SALE' AND NOT c.claims)::int AS sales,
      (a.type = 'SALE' AND a.guest_id IS NOT NULL)::int AS guest_sales,
      c.claims::int AS claimed_sales,
      CASE WHEN a.type = 'SALE' AND NOT c.claims THEN a.amount ELSE 0 END AS amount,
      CASE WHEN a.type = 'SALE' AND a.guest_id IS NOT NULL THEN a.amount ELSE 0 END AS guest_amount,
      CASE WHEN a.type = 'SALE' THEN a.discount - coalesce(c.discount, 0) ELSE 0 END AS discount,
      CASE WHEN a.type = 'SALE' THEN a.points_value - coalesce(c.points_value, 0) ELSE 0 END AS points_value,
      CASE WHEN a.type = 'SALE' THEN a.payable - coalesce(c.payable, 0) ELSE 0 END AS payable,
      (a.type = 'REFUND')::int AS refunds,
      CASE WHEN a.type = 'REFUND' THEN a.amount ELSE 0 END AS refunded,
      CASE WHEN a.type = 'REFUND' THEN a.payable ELSE 0 END AS refunded_payable,
      CASE WHEN a.type = 'SALE' AND a.guest_id IS NOT NULL THEN a.payable ELSE 0 END AS guest_payable,
      CASE WHEN a.type = 'REFUND' AND a.guest_id IS NOT NULL THEN a.payable ELSE 0 END AS guest_refunded_payable,
      CASE WHEN a.type IN ('SALE', 'AWARD') OR (a.type = 'MANUAL' AND a.direction = 'CREDIT' AND a.related_id IS NULL)
        THEN a.points_earned ELSE 0 END AS points_earned,
      CASE WHEN a.points_redeemed > 0 AND NOT p_past THEN (
        SELECT coalesce(sum(x.amount), 0)::bigint FROM (
          SELECT x.amount, x.code, x.unit FROM transfers x WHERE x.network_id = p_network AND x.transaction_id BETWEEN a.id AND a.id
          ORDER BY x.transaction_id, x.n) x
        WHERE x.code = 'REDEMPTION' AND x.unit IS NULL) ELSE 0 END AS points_redeemed,
      -- What came back of an expiry was not earned, and has expired no more.
      CASE WHEN a.type = 'EXPIRY' THEN a.points_earned
        WHEN a.type = 'MANUAL' AND a.related_id IS NOT NULL THEN -a.points_earned ELSE 0 END AS points_expired,
      a.points_given, 0 AS new_guests
    FROM unnest(p_acts) a
    CROSS JOIN LATERAL (
      SELECT k.claims, CASE WHEN k.claims THEN a.related_actor_kind END AS actor_kind, CASE WHEN k.claims THEN a.related_actor_id END AS actor_id,
        CASE WHEN k.claims THEN a.related_discount END AS discount, CASE WHEN k.claims THEN a.related_points_value END AS points_value,
        CASE WHEN k.claims THEN a.related_payable END AS payable
      FROM (SELECT coalesce(a.type = 'SALE' AND a.related_type = 'SALE', false) AS claims) k) c
    WHERE a.type IN ('SALE', 'REDEMPTION', 'MANUAL', 'REFUND', 'AWARD', 'EXPIRY')
    UNION ALL
    SELECT ((g.created_at AT TIME ZONE zone) - day_start)::date, coalesce(g.restaurant_id, nowhere), NULL, nowhere,
      0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1
    FROM unnest(p_types, p_subjects) e(type, subject_id)
    CROSS JOIN LATERAL (SELECT * FROM guests g WHERE g.network_id = p_network AND g.id BETWEEN e.subject_id AND e.subject_id ORDER BY g.id) g
    WHERE e.type = 'guest.registered'
  ), counted AS MATERIALIZED (
    -- A page has few different hours and cashiers, so the statements below add up these sums instead of the acts.
    SELECT a.business_date, a.restaurant_id, a.hour, a.user_id, sum(a.sales) AS sales, sum(a.guest_sales) AS guest_sales,
      sum(a.claimed_sales) AS claimed_sales, sum(a.amount) AS amount, sum(a.guest_amount) AS guest_amount,
      sum(CASE WHEN a.claimed_sales = 0 THEN a.guest_amount ELSE 0 END) AS unclaimed_guest_amount, sum(a.discount) AS discount,
      sum(a.points_value) AS points_value, sum(a.payable) AS payable, sum(a.refunds) AS refunds, sum(a.refunded) AS refunded,
      sum(a.refunded_payable) AS refunded_payable, sum(a.guest_payable) AS guest_payable,
      sum(a.guest_refunded_payable) AS guest_refunded_payable, sum(a.points_earned) AS points_earned,
      sum(a.points_redeemed) AS points_redeemed, sum(a.points_expired) AS points_expired, sum(a.points_given) AS points_given,
      sum(a.new_guests) AS new_guests
    FROM acts a GROUP BY a.business_date, a.restaurant_id, a.hour, a.user_id
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
      sum(c.claimed_sales), sum(c.amount), sum(c.unclaimed_guest_amount)
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
