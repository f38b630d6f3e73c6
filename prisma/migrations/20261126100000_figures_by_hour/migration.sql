-- Sales by hour and by cashier, and the money that points paid. Sales of before the upgrade are counted from the event log, in pieces.
DROP FUNCTION IF EXISTS figures_take(uuid, uuid[], text[], uuid[]);

-- Money that points paid in sales of a business date, in minor units.
ALTER TABLE daily_figures ADD COLUMN points_value bigint NOT NULL DEFAULT 0;

-- Sales of a business date by the local hour in which they happened.
CREATE TABLE hourly_figures (
  network_id    uuid NOT NULL,
  business_date date NOT NULL,
  -- All zeros: no restaurant.
  restaurant_id uuid NOT NULL,
  hour          smallint NOT NULL CHECK (hour BETWEEN 0 AND 23),
  sales         bigint NOT NULL DEFAULT 0,
  guest_sales   bigint NOT NULL DEFAULT 0,
  amount        bigint NOT NULL DEFAULT 0,
  guest_amount  bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (network_id, business_date, restaurant_id, hour)
) WITH (fillfactor = 80);
-- Sales of a business date by the member of staff who sold. A guest counts who was named at the till; a receipt that a guest claimed
-- later counts apart, for the member of staff who wrote the receipt.
CREATE TABLE cashier_figures (
  network_id    uuid NOT NULL,
  business_date date NOT NULL,
  restaurant_id uuid NOT NULL,
  -- All zeros: a till system or an import sold.
  user_id       uuid NOT NULL,
  sales         bigint NOT NULL DEFAULT 0,
  guest_sales   bigint NOT NULL DEFAULT 0,
  claimed_sales bigint NOT NULL DEFAULT 0,
  amount        bigint NOT NULL DEFAULT 0,
  guest_amount  bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (network_id, business_date, restaurant_id, user_id)
) WITH (fillfactor = 80);
-- The place in the event log from which on the reader of figures counts hours, cashiers and the money that points paid by itself.
-- Events before it are counted from the begin of the log, and `is_counted` says that they are.
CREATE TABLE figure_countings (
  network_id uuid PRIMARY KEY REFERENCES networks (id),
  epoch      integer NOT NULL,
  xid        bigint NOT NULL,
  id         uuid NOT NULL,
  is_counted boolean NOT NULL DEFAULT false
);
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['hourly_figures', 'cashier_figures', 'figure_countings'] LOOP
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO loyalty_app', t);
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY network_only ON %I TO loyalty_app
      USING (network_id = (SELECT current_setting(''app.network_id'')::uuid))
      WITH CHECK (network_id = (SELECT current_setting(''app.network_id'')::uuid))', t);
    EXECUTE format('REVOKE ALL ON %I FROM PUBLIC', t);
  END LOOP;
END $$;
