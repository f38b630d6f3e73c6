-- Counts the acts of a page (`page_acts`) into `item_figures`, `item_sums` and `tier_figures`, in the order of the log. A claimed receipt is counted once, when it
-- was written. A refund is taken off on its own date, from lines that points paid if they paid in the sale.
CREATE OR REPLACE FUNCTION breakdowns_take(p_network uuid, p_acts page_act[], p_most integer) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = public, pg_temp
  -- Whatever the statistics say: tables are looked into by whole keys (each a LATERAL), and what the page has is joined by hashes.
  SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off SET enable_nestloop = off AS $$
DECLARE
  nowhere constant uuid := '00000000-0000-0000-0000-000000000000';
BEGIN
  WITH related AS MATERIALIZED (
    SELECT a.place, a.type, a.day AS business_date, coalesce(a.restaurant_id, nowhere) AS restaurant_id, a.amount, a.points_redeemed, a.items,
      a.back, CASE WHEN a.related_type = 'SALE' THEN a.related_type END AS r_type, a.related_items AS r_items, a.related_points_redeemed AS r_points
    FROM unnest(p_acts) a WHERE a.type IN ('SALE', 'REFUND')
  ), parts AS (
    SELECT a.place, l.n, a.business_date, a.restaurant_id, l.line, (l.line ->> 3)::bigint AS quantity, (l.line ->> 5)::bigint AS amount,
      (l.line ->> 7)::bigint > 0 AS by_points
    FROM related a CROSS JOIN LATERAL json_array_elements(a.items) WITH ORDINALITY l(line, n)
    WHERE a.type = 'SALE' AND a.r_type IS NULL AND a.items IS NOT NULL
    UNION ALL
    -- Receipts without lines are one line of their date and restaurant.
    SELECT max(a.place), 1, a.business_date, a.restaurant_id, NULL, 0, sum(a.amount)::bigint, a.points_redeemed > 0
    FROM related a WHERE a.type = 'SALE' AND a.r_type IS NULL AND a.items IS NULL
    GROUP BY a.business_date, a.restaurant_id, a.points_redeemed > 0
    UNION ALL
    SELECT a.place, b.n, a.business_date, a.restaurant_id, s.line, -(b.back ->> 'quantityMilli')::bigint, -(b.back ->> 'gross')::bigint,
      CASE WHEN a.r_items IS NULL THEN a.r_points > 0 ELSE (s.line ->> 7)::bigint > 0 END
    FROM related a
    CROSS JOIN LATERAL json_array_elements(a.back) WITH ORDINALITY b(back, n)
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
    LEFT JOIN LATERAL (
      SELECT true AS is_known FROM item_figures f
      WHERE f.network_id = p_network AND f.business_date = k.business_date AND f.restaurant_id = k.restaurant_id
        AND f.kind = 'ITEM' AND f.category = k.category AND f.item BETWEEN k.item AND k.item
      ORDER BY f.business_date, f.restaurant_id, f.kind, f.category, f.item LIMIT 1) f ON true
    WHERE f.is_known IS NULL
  ), counted_items AS MATERIALIZED (
    -- The items of a restaurant's date are counted once, with its first fresh one.
    SELECT f.*, max(k.items) OVER (PARTITION BY f.business_date, f.restaurant_id) AS items
    FROM fresh f
    LEFT JOIN LATERAL (
      SELECT count(*) AS items FROM (
        SELECT FROM item_figures i
        WHERE i.network_id = p_network AND i.business_date = f.business_date AND i.restaurant_id BETWEEN f.restaurant_id AND f.restaurant_id
          AND i.kind = 'ITEM'
        ORDER BY i.business_date, i.restaurant_id, i.kind, i.category, i.item LIMIT p_most) i
      WHERE f.rank = 1) k ON true
  ), beyond AS MATERIALIZED (
    SELECT f.business_date, f.restaurant_id, f.category, f.item FROM counted_items f WHERE f.items + f.rank > p_most
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
    SELECT a.day AS business_date, a.cause, CASE WHEN a.cause = 'UNMERGED' THEN '' ELSE a.tier_before END AS from_tier,
      CASE WHEN a.cause = 'MERGED' THEN '' ELSE a.tier END AS to_tier
    FROM unnest(p_acts) a
    WHERE a.tier IS NOT NULL AND a.tier_before IS NOT NULL AND (a.tier <> a.tier_before OR a.cause IN ('MERGED', 'UNMERGED'))) m
  GROUP BY m.business_date, m.from_tier, m.to_tier, m.cause
  ON CONFLICT (network_id, business_date, from_tier, to_tier, cause) DO UPDATE SET guests = f.guests + excluded.guests;
END $$;
REVOKE ALL ON FUNCTION breakdowns_take FROM PUBLIC;
GRANT EXECUTE ON FUNCTION breakdowns_take TO loyalty_app;
