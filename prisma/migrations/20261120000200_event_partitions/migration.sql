-- The event log a month a partition, so that what is past its retention is dropped as a whole and never row by row.
--
-- `events` is partitioned by id, a UUIDv7 whose first 48 bits are milliseconds since 1970: a month is a range of ids.
-- Making a partition is DDL, which neither the application nor the platform role may do; this function does just that
-- one thing with the right of the schema's owner.

-- Makes the partitions of this month and of the months after it that are not there yet; answers their names.
-- A month whose events already stand in the default partition is left there: moving them would rewrite the log.
CREATE FUNCTION make_event_partitions(p_months_ahead integer)
RETURNS SETOF text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
  month timestamptz;
  partition text;
BEGIN
  IF p_months_ahead IS NULL OR p_months_ahead NOT BETWEEN 0 AND 24 THEN
    RAISE EXCEPTION 'months ahead must be from 0 to 24' USING ERRCODE = '22023';
  END IF;
  -- Two workers at once: the second finds everything made.
  PERFORM pg_advisory_xact_lock(hashtextextended('loyalty.event_partitions', 0));
  FOR ahead IN 0..p_months_ahead LOOP
    month := (date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => ahead)) AT TIME ZONE 'UTC';
    partition := 'events_' || to_char(month AT TIME ZONE 'UTC', 'YYYY_MM');
    CONTINUE WHEN to_regclass('public.' || partition) IS NOT NULL;
    BEGIN
      EXECUTE format('CREATE TABLE %I PARTITION OF events FOR VALUES FROM (%L) TO (%L)
          WITH (autovacuum_vacuum_insert_threshold = 1000000, autovacuum_analyze_threshold = 100000)', partition,
        first_id_of(month), first_id_of(((month AT TIME ZONE 'UTC') + interval '1 month') AT TIME ZONE 'UTC'));
      -- Rows are reached through `events` and its policies. Read by its own name, a partition obeys its own: the same.
      EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', partition);
      EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', partition);
      EXECUTE format('CREATE POLICY network_only ON %I TO loyalty_app
        USING (network_id = (SELECT current_setting(''app.network_id'')::uuid))
        WITH CHECK (network_id = (SELECT current_setting(''app.network_id'')::uuid))', partition);
      EXECUTE format('REVOKE ALL ON %I FROM PUBLIC, loyalty_app, loyalty_platform', partition);
      RETURN NEXT partition;
    EXCEPTION WHEN check_violation THEN
      RAISE NOTICE 'events of % already stand in the default partition', partition;
    END;
  END LOOP;
END $$;

-- The lowest UUIDv7 of an instant.
CREATE FUNCTION first_id_of(p_at timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE STRICT SET search_path = public, pg_temp AS $$
  SELECT (lpad(to_hex((extract(epoch FROM p_at) * 1000)::bigint), 12, '0') || '00000000000000000000')::uuid
$$;

REVOKE ALL ON FUNCTION make_event_partitions(integer), first_id_of(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION make_event_partitions(integer) TO loyalty_platform;

SELECT make_event_partitions(3);

-- Which seal covers a position is asked by every proof.
CREATE INDEX seals_position ON seals (network_id, to_epoch, to_xid, to_id);

-- The form of the bytes that a seal covers (docs/ledger-format.md): a later form can seal a column that is added later,
-- while what was sealed before keeps the form that it was sealed in.
ALTER TABLE seals ADD COLUMN form smallint NOT NULL DEFAULT 1;

-- ---------------------------------------------------------------------------------------------
-- Guests tell of themselves
-- ---------------------------------------------------------------------------------------------

-- A guest and the event of it commit together, whoever makes the guest: staff, the guest, a key or an import. The event
-- bears the guest's own id, as that of an act bears the id of its journal row.
CREATE FUNCTION tell_of_new_guests() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO events (network_id, epoch, id, type, subject_id, guest_id)
  -- The epoch once for each network and not for each guest.
  SELECT m.network_id, e.epoch, m.id, 'guest.registered', m.id, m.id
  FROM (SELECT d.network_id, epoch_of(d.network_id) AS epoch FROM (SELECT DISTINCT network_id FROM made) d OFFSET 0) e
  JOIN made m ON m.network_id = e.network_id;
  RETURN NULL;
END $$;
CREATE TRIGGER guests_tell AFTER INSERT ON guests REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION tell_of_new_guests();

-- ---------------------------------------------------------------------------------------------
-- The relay of daily figures
-- ---------------------------------------------------------------------------------------------

-- Counts the next events of a network into `daily_figures` and moves the cursor over them, in one transaction: an event
-- is counted once, whatever is killed when. Answers how many events were counted, -1 when another process is at it, and
-- the age of the oldest event that waits (null: none).
--
-- Reads only what no running transaction can still write before (ledger.md, rule 12). Sums come from the journal row,
-- redeemed points from the transfers: a SALE names all points of its receipt, those of an earlier REDEMPTION included.
-- A claim writes a SALE that repeats a receipt of nobody: it adds the guest's share and counts no second sale.
CREATE FUNCTION figures_advance(p_network uuid, p_limit integer)
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
      CASE WHEN t.type IN ('SALE', 'AWARD') OR (t.type = 'MANUAL' AND t.direction = 'CREDIT' AND t.related_id IS NULL)
        THEN t.points_earned ELSE 0 END AS points_earned,
      coalesce(moved.redeemed, 0) AS points_redeemed,
      -- What came back of an expiry was not earned, and has expired no more.
      CASE WHEN t.type = 'EXPIRY' THEN t.points_earned
        WHEN t.type = 'MANUAL' AND t.related_id IS NOT NULL THEN -t.points_earned ELSE 0 END AS points_expired,
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
      0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1
    FROM page e
    CROSS JOIN LATERAL (SELECT * FROM guests g WHERE g.network_id = p_network AND g.id = e.subject_id LIMIT 1) g
    WHERE e.type = 'guest.registered'
  ), summed AS (
    INSERT INTO daily_figures AS f (network_id, business_date, restaurant_id, sales, guest_sales, amount, guest_amount, discount,
      payable, refunds, refunded, points_earned, points_redeemed, points_expired, new_guests)
    SELECT p_network, c.business_date, c.restaurant_id, sum(c.sales), sum(c.guest_sales), sum(c.amount), sum(c.guest_amount),
      sum(c.discount), sum(c.payable), sum(c.refunds), sum(c.refunded), sum(c.points_earned), sum(c.points_redeemed),
      sum(c.points_expired), sum(c.new_guests)
    FROM counted c GROUP BY c.business_date, c.restaurant_id
    ON CONFLICT (network_id, business_date, restaurant_id) DO UPDATE SET
      sales = f.sales + excluded.sales, guest_sales = f.guest_sales + excluded.guest_sales,
      amount = f.amount + excluded.amount, guest_amount = f.guest_amount + excluded.guest_amount,
      discount = f.discount + excluded.discount, payable = f.payable + excluded.payable,
      refunds = f.refunds + excluded.refunds, refunded = f.refunded + excluded.refunded,
      points_earned = f.points_earned + excluded.points_earned, points_redeemed = f.points_redeemed + excluded.points_redeemed,
      points_expired = f.points_expired + excluded.points_expired, new_guests = f.new_guests + excluded.new_guests
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

REVOKE ALL ON FUNCTION figures_advance(uuid, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION figures_advance(uuid, integer) TO loyalty_app;
