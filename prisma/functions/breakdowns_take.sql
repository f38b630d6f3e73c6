-- Counts a page of acts into `item_figures`, `item_sums` and `tier_figures`, in the order of the log. A claimed receipt is counted once, when it
-- was written. A refund is taken off on its own date, from lines that points paid if they paid in the sale.
CREATE OR REPLACE FUNCTION breakdowns_take(p_network uuid, p_ids uuid[], p_types text[], p_most integer) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = public, pg_temp SET enable_sort = off AS $$
DECLARE
  zone text;
  day_start interval;
  nowhere constant uuid := '00000000-0000-0000-0000-000000000000';
BEGIN
  SELECT n.time_zone, coalesce(n.settings ->> 'dayStart', '04:00')::time - time '00:00' INTO zone, day_start
  FROM networks n WHERE n.id = p_network;

  WITH page AS MATERIALIZED (
    SELECT u.id, u.type, u.place FROM unnest(p_ids, p_types) WITH ORDINALITY u(id, type, place) WHERE starts_with(u.type, 'transaction.')
  ), acts AS MATERIALIZED (
    SELECT e.place, e.type AS event, t.*
    FROM page e
    CROSS JOIN LATERAL (
      SELECT t.type, coalesce(t.business_date, ((t.recorded_at AT TIME ZONE zone) - day_start)::date) AS business_date,
        coalesce(t.restaurant_id, nowhere) AS restaurant_id, t.related_id, t.amount, t.points_redeemed, t.items, t.details,
        t.tier_before, t.tier,
        CASE
          WHEN t.type = 'TRANSFER' AND t.details ->> 'kind' = 'MERGE' THEN CASE
            WHEN t.direction = 'DEBIT' AND json_typeof(t.details -> 'undoes') = 'null' THEN 'MERGED'
            WHEN (t.details ->> 'isUndo')::boolean THEN 'UNMERGED'
            ELSE 'OTHER' END
          WHEN t.type IN ('SALE', 'AWARD', 'REFUND') THEN t.type::text
          WHEN t.type = 'COUNT' THEN 'ACTIVITY'
          WHEN t.type = 'TIER' THEN CASE
            WHEN t.details -> 'change' ->> 'kind' = 'SET' THEN 'BY_HAND'
            WHEN t.details -> 'change' ->> 'kind' = 'END' THEN 'BY_HAND_ENDED'
            WHEN t.details -> 'change' ->> 'kind' = 'REVISE' THEN 'PROGRAM'
            WHEN t.trace::text ~ '\.by(Hand|Campaign)Ended"' THEN 'BY_HAND_ENDED'
            ELSE 'REVIEW' END
          ELSE 'OTHER' END AS cause
      FROM transactions t WHERE t.network_id = p_network AND t.id BETWEEN e.id AND e.id ORDER BY t.id) t
  ), receipts AS MATERIALIZED (
    SELECT * FROM acts a WHERE a.event IN ('transaction.sale', 'transaction.refund') AND a.type IN ('SALE', 'REFUND')
  ), related AS MATERIALIZED (
    -- Most sales are related to nothing, and nothing is looked for.
    SELECT a.*, NULL::transaction_type AS r_type, NULL::json AS r_items, NULL::bigint AS r_points FROM receipts a WHERE a.related_id IS NULL
    UNION ALL
    SELECT a.*, r.type, r.items, r.points_redeemed
    FROM receipts a
    LEFT JOIN LATERAL (
      SELECT s.type, s.items, s.points_redeemed FROM transactions s
      WHERE s.network_id = p_network AND s.id BETWEEN a.related_id AND a.related_id AND s.type = 'SALE' ORDER BY s.id) r ON true
    WHERE a.related_id IS NOT NULL
  ), parts AS (
    SELECT a.place, l.n, a.business_date, a.restaurant_id, l.line, (l.line ->> 3)::bigint AS quantity, (l.line ->> 5)::bigint AS amount,
      (l.line ->> 7)::bigint > 0 AS by_points
    FROM related a CROSS JOIN LATERAL json_array_elements(a.items) WITH ORDINALITY l(line, n)
    WHERE a.type = 'SALE' AND a.r_type IS NULL AND a.items IS NOT NULL
    UNION ALL
    SELECT a.place, 1, a.business_date, a.restaurant_id, NULL, 0, a.amount, a.points_redeemed > 0
    FROM related a WHERE a.type = 'SALE' AND a.r_type IS NULL AND a.items IS NULL
    UNION ALL
    SELECT a.place, b.n, a.business_date, a.restaurant_id, s.line, -(b.back ->> 'quantityMilli')::bigint, -(b.back ->> 'gross')::bigint,
      CASE WHEN a.r_items IS NULL THEN a.r_points > 0 ELSE (s.line ->> 7)::bigint > 0 END
    FROM related a
    CROSS JOIN LATERAL json_array_elements(a.details -> 'lines') WITH ORDINALITY b(back, n)
    CROSS JOIN LATERAL (SELECT a.r_items -> ((b.back ->> 'line')::integer - 1) AS line) s
    WHERE a.type = 'REFUND' AND a.r_type IS NOT NULL
  ), lines AS MATERIALIZED (
    SELECT p.place * 1000 + p.n AS place, p.business_date, p.restaurant_id, CASE WHEN p.line IS NULL THEN 'NO_LINES' ELSE 'ITEM' END AS kind,
      coalesce(lower(p.line ->> 2), '') AS category, coalesce(nullif(p.line ->> 0, ''), p.line ->> 1, '') AS item, p.line ->> 1 AS name,
      CASE WHEN p.line IS NULL THEN 0 ELSE p.quantity END AS quantity, p.amount, coalesce(p.by_points, false) AS by_points
    FROM parts p
  ), fresh AS MATERIALIZED (
    SELECT k.business_date, k.restaurant_id, k.category, k.item,
      row_number() OVER (PARTITION BY k.business_date, k.restaurant_id ORDER BY k.place) AS rank
    FROM (SELECT l.business_date, l.restaurant_id, l.category, l.item, min(l.place) AS place FROM lines l
      WHERE l.kind = 'ITEM' GROUP BY 1, 2, 3, 4) k
    WHERE NOT EXISTS (
      SELECT FROM item_figures f WHERE f.network_id = p_network AND f.business_date = k.business_date AND f.restaurant_id = k.restaurant_id
        AND f.kind = 'ITEM' AND f.category = k.category AND f.item = k.item)
  ), beyond AS MATERIALIZED (
    SELECT f.business_date, f.restaurant_id, f.category, f.item
    FROM fresh f
    JOIN LATERAL (
      SELECT count(*) AS items FROM item_figures i
      WHERE i.network_id = p_network AND i.business_date = f.business_date AND i.restaurant_id = f.restaurant_id AND i.kind = 'ITEM') k
      ON k.items + f.rank > p_most
  ), kept AS (
    SELECT l.place, l.business_date, l.restaurant_id, CASE WHEN b.item IS NULL THEN l.kind ELSE 'OTHERS' END AS kind,
      CASE WHEN b.item IS NULL THEN l.category ELSE '' END AS category, CASE WHEN b.item IS NULL THEN l.item ELSE '' END AS item,
      CASE WHEN b.item IS NULL THEN l.name END AS name, l.quantity, l.amount, l.by_points
    FROM lines l LEFT JOIN beyond b ON l.kind = 'ITEM' AND (b.business_date, b.restaurant_id, b.category, b.item)
      = (l.business_date, l.restaurant_id, l.category, l.item)
  ), sums AS MATERIALIZED (
    SELECT k.business_date, k.restaurant_id, k.kind, k.category, k.item, (array_agg(k.name ORDER BY k.place DESC))[1] AS name, max(k.place) AS place,
      sum(k.quantity) AS quantity, sum(k.amount) AS amount, coalesce(sum(k.quantity) FILTER (WHERE k.by_points), 0) AS points_quantity,
      coalesce(sum(k.amount) FILTER (WHERE k.by_points), 0) AS points_amount
    FROM kept k GROUP BY k.business_date, k.restaurant_id, k.kind, k.category, k.item
  ), summed AS (
    INSERT INTO item_sums AS f (network_id, span, business_date, kind, category, item, name, quantity_milli, amount,
      points_quantity_milli, points_amount)
    SELECT p_network, d.span, d.date, s.kind, s.category, s.item, (array_agg(s.name ORDER BY s.place DESC))[1], sum(s.quantity),
      sum(s.amount), sum(s.points_quantity), sum(s.points_amount)
    FROM sums s CROSS JOIN LATERAL (VALUES ('DAY', s.business_date), ('MONTH', first_of_month(s.business_date))) d(span, date)
    GROUP BY d.span, d.date, s.kind, s.category, s.item
    ON CONFLICT (network_id, span, business_date, kind, category, item) DO UPDATE SET
      name = excluded.name, quantity_milli = f.quantity_milli + excluded.quantity_milli, amount = f.amount + excluded.amount,
      points_quantity_milli = f.points_quantity_milli + excluded.points_quantity_milli,
      points_amount = f.points_amount + excluded.points_amount
  ), counted AS (
    INSERT INTO item_figures AS f (network_id, business_date, restaurant_id, kind, category, item, name, quantity_milli, amount,
      points_quantity_milli, points_amount)
    SELECT p_network, s.business_date, s.restaurant_id, s.kind, s.category, s.item, s.name, s.quantity, s.amount, s.points_quantity,
      s.points_amount
    FROM sums s
    ON CONFLICT (network_id, business_date, restaurant_id, kind, category, item) DO UPDATE SET
      name = excluded.name, quantity_milli = f.quantity_milli + excluded.quantity_milli, amount = f.amount + excluded.amount,
      points_quantity_milli = f.points_quantity_milli + excluded.points_quantity_milli,
      points_amount = f.points_amount + excluded.points_amount
  )
  INSERT INTO tier_figures AS f (network_id, business_date, from_tier, to_tier, cause, guests)
  SELECT p_network, m.business_date, m.from_tier, m.to_tier, m.cause, count(*)
  FROM (
    SELECT t.business_date, t.cause, CASE WHEN t.cause = 'UNMERGED' THEN '' ELSE t.tier_before END AS from_tier,
      CASE WHEN t.cause = 'MERGED' THEN '' ELSE t.tier END AS to_tier
    FROM acts t
    WHERE t.tier IS NOT NULL AND t.tier_before IS NOT NULL AND (t.tier <> t.tier_before OR t.cause IN ('MERGED', 'UNMERGED'))) m
  GROUP BY m.business_date, m.from_tier, m.to_tier, m.cause
  ON CONFLICT (network_id, business_date, from_tier, to_tier, cause) DO UPDATE SET guests = f.guests + excluded.guests;
END $$;
REVOKE ALL ON FUNCTION breakdowns_take FROM PUBLIC;
GRANT EXECUTE ON FUNCTION breakdowns_take TO loyalty_app;
