-- How long guests had stayed away when they came, by date: from these rows the guests of any period are counted without its sales.
-- The follower of the cohorts keeps them.
CREATE TABLE visit_gaps (
  network_id    uuid NOT NULL,
  business_date date NOT NULL,
  -- Days since an earlier visit, 367 for longer and for none; 0: the visits of the date.
  gap           smallint NOT NULL,
  visits        bigint NOT NULL DEFAULT 0,
  -- Guests whose last visit before this date was so many days ago.
  firsts        bigint NOT NULL DEFAULT 0,
  -- Visits of this date so many days after the last but one visit before each.
  seconds       bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (network_id, business_date, gap),
  CHECK (gap BETWEEN 0 AND 367)
) WITH (fillfactor = 50);

ALTER TABLE visit_gaps ENABLE ROW LEVEL SECURITY;
ALTER TABLE visit_gaps FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON visit_gaps TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON visit_gaps FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE, DELETE ON visit_gaps TO loyalty_app;

-- The follower begins anew, so that it counts the visits of before too.
TRUNCATE guest_days, guest_cohorts, cohort_cells;
ALTER TABLE event_cursors NO FORCE ROW LEVEL SECURITY;
DELETE FROM event_cursors WHERE subscriber = 'cohorts';
ALTER TABLE event_cursors FORCE ROW LEVEL SECURITY;

-- The guests of some restaurants are counted from the sales of these alone.
DROP INDEX transactions_buyers;
CREATE INDEX transactions_buyers ON transactions (network_id, restaurant_id, business_date) INCLUDE (guest_id)
  WHERE type = 'SALE' AND guest_id IS NOT NULL;
