-- Points of a row that count against the budget of its restaurant, as they were decided. Null: the row can give none, or is
-- older; then `points_given` reads them from its details.
ALTER TABLE transactions ADD COLUMN points_given bigint;
SELECT follow_journal_columns();

-- As in the migration before, with the points given from the row. Reading them from the details was half of the work.
CREATE OR REPLACE FUNCTION figures_advance(p_network uuid, p_limit integer)
RETURNS TABLE (moved integer, waiting_since timestamptz)
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = public, pg_temp
  -- Whatever the statistics say of a young table: what was counted before is passed over by the index, never read again.
  SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
  current_epoch integer;
  at_epoch integer;
  at_xid bigint;
  at_id uuid;
  zone text;
  day_start interval;
  -- Figures of what has no place, such as an expiry, stand under this restaurant.
  nowhere constant uuid := '00000000-0000-0000-0000-000000000000';
BEGIN
  PERFORM set_config('app.network_id', p_network::text, true);
  IF NOT pg_try_advisory_xact_lock(hashtextextended('loyalty.figures.' || p_network, 0)) THEN
    RETURN QUERY SELECT -1, NULL::timestamptz;
    RETURN;
  END IF;
  current_epoch := epoch_of(p_network);
  SELECT n.time_zone, coalesce(n.settings ->> 'dayStart', '04:00')::time - time '00:00' INTO zone, day_start
  FROM networks n WHERE n.id = p_network;
  SELECT c.epoch, c.xid, c.id INTO at_epoch, at_xid, at_id FROM event_cursors c WHERE c.network_id = p_network AND c.subscriber = 'figures';
  IF NOT FOUND THEN
    INSERT INTO event_cursors (network_id, subscriber) VALUES (p_network, 'figures')
    RETURNING event_cursors.epoch, event_cursors.xid, event_cursors.id INTO at_epoch, at_xid, at_id;
  END IF;

  WITH page AS MATERIALIZED (
    SELECT e.epoch, e.xid, e.id, e.type, e.subject_id
    FROM events e
    WHERE e.network_id = p_network AND (e.epoch, e.xid, e.id) > (at_epoch, at_xid, at_id)
      AND (e.epoch < current_epoch OR e.xid < (SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint))
    ORDER BY e.epoch, e.xid, e.id LIMIT p_limit
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
    -- LIMIT keeps each of these a probe by the whole key: planned on an empty table, a join would read the network whole.
    CROSS JOIN LATERAL (SELECT * FROM transactions t WHERE t.network_id = p_network AND t.id = e.id LIMIT 1) t
    LEFT JOIN LATERAL (
      SELECT r.id, r.payable FROM transactions r
      WHERE t.type = 'SALE' AND r.network_id = p_network AND r.id = t.related_id AND r.type = 'SALE' LIMIT 1) claimed ON true
    LEFT JOIN LATERAL (
      SELECT sum(x.amount)::bigint AS redeemed FROM transfers x
      WHERE t.points_redeemed > 0 AND x.network_id = p_network AND x.transaction_id = t.id AND x.code = 'REDEMPTION'
        AND x.unit IS NULL) moved ON true
    WHERE e.type IN ('transaction.sale', 'transaction.redemption', 'transaction.manual', 'transaction.refund',
      'transaction.award', 'transaction.expiry')
    UNION ALL
    SELECT ((g.created_at AT TIME ZONE zone) - day_start)::date, coalesce(g.restaurant_id, nowhere),
      0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1
    FROM page e
    CROSS JOIN LATERAL (SELECT * FROM guests g WHERE g.network_id = p_network AND g.id = e.subject_id LIMIT 1) g
    WHERE e.type = 'guest.registered'
  ), summed AS (
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
      new_guests = f.new_guests + excluded.new_guests
  ), reached AS (
    UPDATE event_cursors c SET epoch = p.epoch, xid = p.xid, id = p.id, moved_at = now()
    FROM (SELECT page.epoch, page.xid, page.id FROM page ORDER BY page.epoch DESC, page.xid DESC, page.id DESC LIMIT 1) p
    WHERE c.network_id = p_network AND c.subscriber = 'figures'
  )
  SELECT count(*)::integer INTO moved FROM page;

  -- Into variables: compared with the columns of a joined cursor, the log would be read from its first event on.
  SELECT c.epoch, c.xid, c.id INTO at_epoch, at_xid, at_id FROM event_cursors c WHERE c.network_id = p_network AND c.subscriber = 'figures';
  -- The first 48 bits of a UUIDv7 are the milliseconds at which the event was made.
  SELECT to_timestamp(('x' || left(replace(e.id::text, '-', ''), 12))::bit(48)::bigint / 1000.0) INTO waiting_since
  FROM events e
  WHERE e.network_id = p_network AND (e.epoch, e.xid, e.id) > (at_epoch, at_xid, at_id)
  ORDER BY e.epoch, e.xid, e.id LIMIT 1;
  RETURN NEXT;
END $$;
