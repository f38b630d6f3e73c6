-- The items of all restaurants of a network together, by date and by month, for the whole network's pages: `item_figures` has as
-- many rows a day as restaurants sell items.
CREATE TABLE item_sums (
  network_id      uuid NOT NULL,
  span            text NOT NULL CHECK (span IN ('DAY', 'MONTH')),
  -- The business date, or the first of the month.
  business_date   date NOT NULL,
  kind            text NOT NULL CHECK (kind IN ('ITEM', 'NO_LINES', 'OTHERS')),
  category        text NOT NULL,
  item            text NOT NULL,
  -- As it was written last.
  name            text,
  quantity_milli  bigint NOT NULL DEFAULT 0,
  amount          bigint NOT NULL DEFAULT 0,
  points_quantity_milli bigint NOT NULL DEFAULT 0,
  points_amount   bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (network_id, span, business_date, kind, category, item)
) WITH (fillfactor = 80);

ALTER TABLE item_figures NO FORCE ROW LEVEL SECURITY;
INSERT INTO item_sums (network_id, span, business_date, kind, category, item, name, quantity_milli, amount, points_quantity_milli, points_amount)
SELECT f.network_id, s.span, s.date, f.kind, f.category, f.item, (array_agg(f.name ORDER BY f.business_date DESC))[1], sum(f.quantity_milli),
  sum(f.amount), sum(f.points_quantity_milli), sum(f.points_amount)
FROM item_figures f
CROSS JOIN LATERAL (VALUES ('DAY', f.business_date), ('MONTH', date_trunc('month', f.business_date)::date)) s(span, date)
GROUP BY f.network_id, s.span, s.date, f.kind, f.category, f.item;
ALTER TABLE item_figures FORCE ROW LEVEL SECURITY;

ALTER TABLE item_sums ENABLE ROW LEVEL SECURITY;
ALTER TABLE item_sums FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON item_sums TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON item_sums FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE, DELETE ON item_sums TO loyalty_app;
