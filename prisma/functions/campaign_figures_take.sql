-- Counts what campaigns gave in the acts of a page (`page_acts`) into `campaign_figures`. Only parts of guests who got the campaign count. A part that
-- names an anonymous receipt was counted with that receipt. A refund is taken off on its own date; its money is money off where it has no points,
-- and the worth of the points elsewhere.
CREATE OR REPLACE FUNCTION campaign_figures_take(p_network uuid, p_acts page_act[]) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO campaign_figures AS f (network_id, business_date, restaurant_id, campaign, uses, sales, amount, points, money_off)
  SELECT p_network, g.business_date, g.restaurant_id, g.campaign, sum(g.uses), count(*) FILTER (WHERE g.is_sale),
    coalesce(sum(g.amount) FILTER (WHERE g.is_sale), 0), sum(g.points), sum(g.money_off)
  FROM (
    SELECT a.day AS business_date, coalesce(a.restaurant_id, '00000000-0000-0000-0000-000000000000') AS restaurant_id, p.campaign, a.amount,
      a.type = 'SALE' AND bool_or(p.uses > 0) AS is_sale, sum(p.uses) AS uses, sum(p.points) AS points, sum(p.money_off) AS money_off
    FROM unnest(p_acts) a
    CROSS JOIN LATERAL (
      SELECT e ->> 0 AS campaign, (e ->> 5)::bigint AS uses, (e ->> 4)::bigint AS points, coalesce((e ->> 9)::bigint, 0) AS money_off
      FROM json_array_elements(CASE WHEN a.type <> 'REFUND' THEN a.campaigns END) e WHERE e ->> 3 = 'O' AND e ->> 10 IS NULL
      UNION ALL
      SELECT e ->> 'campaign', -(e ->> 'uses')::bigint, -(e ->> 'points')::bigint, CASE e ->> 'points' WHEN '0' THEN -(e ->> 'money')::bigint ELSE 0 END
      FROM json_array_elements(CASE WHEN a.type = 'REFUND' THEN a.campaigns END) e) p
    WHERE a.campaigns IS NOT NULL
    GROUP BY a.id, a.type, a.day, a.restaurant_id, a.amount, p.campaign) g
  GROUP BY g.business_date, g.restaurant_id, g.campaign
  HAVING sum(g.uses) <> 0 OR sum(g.points) <> 0 OR sum(g.money_off) <> 0 OR bool_or(g.is_sale)
  ON CONFLICT (network_id, business_date, restaurant_id, campaign) DO UPDATE SET
    uses = f.uses + excluded.uses, sales = f.sales + excluded.sales, amount = f.amount + excluded.amount, points = f.points + excluded.points,
    money_off = f.money_off + excluded.money_off;
END $$;
REVOKE ALL ON FUNCTION campaign_figures_take FROM PUBLIC;
GRANT EXECUTE ON FUNCTION campaign_figures_take TO loyalty_app;
