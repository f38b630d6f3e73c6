-- What was sold with and without points, and how guests moved between tiers, by business date. A follower of the event log keeps both.

-- Lines of receipts of a business date, less what was handed back on it. `points_…`: lines that points paid, wholly or in part.
CREATE TABLE item_figures (
  network_id      uuid NOT NULL,
  business_date   date NOT NULL,
  -- All zeros: no restaurant.
  restaurant_id   uuid NOT NULL,
  -- NO_LINES: receipts without lines, as one. OTHERS: what came after the most items that a day of a restaurant may have.
  kind            text NOT NULL CHECK (kind IN ('ITEM', 'NO_LINES', 'OTHERS')),
  -- In small letters; empty: none was said.
  category        text NOT NULL,
  -- Article number, or else the name.
  item            text NOT NULL,
  -- As it was written last.
  name            text,
  quantity_milli  bigint NOT NULL DEFAULT 0,
  amount          bigint NOT NULL DEFAULT 0,
  points_quantity_milli bigint NOT NULL DEFAULT 0,
  points_amount   bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (network_id, business_date, restaurant_id, kind, category, item)
) WITH (fillfactor = 80);
-- Guests who went from one tier to another on a business date, by what moved them.
CREATE TABLE tier_figures (
  network_id    uuid NOT NULL,
  business_date date NOT NULL,
  -- Empty: the guest came back out of a merge that was undone.
  from_tier     text NOT NULL,
  -- Empty: the guest went into another one by a merge.
  to_tier       text NOT NULL,
  cause         text NOT NULL,
  guests        bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (network_id, business_date, from_tier, to_tier, cause)
) WITH (fillfactor = 80);
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['item_figures', 'tier_figures'] LOOP
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO loyalty_app', t);
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY network_only ON %I TO loyalty_app
      USING (network_id = (SELECT current_setting(''app.network_id'')::uuid))
      WITH CHECK (network_id = (SELECT current_setting(''app.network_id'')::uuid))', t);
    EXECUTE format('REVOKE ALL ON %I FROM PUBLIC', t);
  END LOOP;
END $$;
