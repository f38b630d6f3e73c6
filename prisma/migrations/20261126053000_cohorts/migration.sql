-- The cohorts of guests: what guests bought, by the month of their first visit. A follower of the event log keeps all three
-- tables. It begins with the first event of a network, so the past of networks that are there is counted too.
CREATE TABLE guest_days (
  network_id    uuid NOT NULL,
  -- The guest of the sale, also when that guest was merged into another one later.
  guest_id      uuid NOT NULL,
  business_date date NOT NULL,
  -- Sales of that day, without those that were refunded whole.
  visits        integer NOT NULL,
  -- Money paid for them less the money handed back, in minor units.
  money         bigint NOT NULL,
  PRIMARY KEY (network_id, guest_id, business_date)
) WITH (fillfactor = 90);

CREATE TABLE guest_cohorts (
  network_id uuid NOT NULL,
  guest_id   uuid NOT NULL,
  -- The guest into whom this one was merged, through all merges; the guest's own id where there was no merge.
  person_id  uuid NOT NULL,
  -- Of the person: the first two days with a visit.
  first_day  date,
  second_day date,
  PRIMARY KEY (network_id, guest_id),
  CHECK (second_day > first_day)
) WITH (fillfactor = 90);
CREATE INDEX guest_cohorts_merged ON guest_cohorts (network_id, person_id) WHERE person_id <> guest_id;
CREATE INDEX guest_cohorts_joined ON guest_cohorts (network_id, first_day, guest_id) WHERE first_day IS NOT NULL;

CREATE TABLE cohort_cells (
  network_id uuid NOT NULL,
  -- The first day of the month in which these guests bought first.
  joined     date NOT NULL,
  -- Months after that month.
  since      integer NOT NULL,
  -- Guests with a visit in that month, their visits and their money.
  guests     bigint NOT NULL DEFAULT 0,
  visits     bigint NOT NULL DEFAULT 0,
  money      bigint NOT NULL DEFAULT 0,
  -- In the row of the month itself: guests who came again on a later day, within so many days.
  again_30   bigint NOT NULL DEFAULT 0,
  again_60   bigint NOT NULL DEFAULT 0,
  again_90   bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (network_id, joined, since),
  CHECK (since >= 0)
) WITH (fillfactor = 50);

DO $$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY ARRAY['guest_days', 'guest_cohorts', 'cohort_cells'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY network_only ON %I TO loyalty_app
      USING (network_id = (SELECT current_setting(''app.network_id'')::uuid))
      WITH CHECK (network_id = (SELECT current_setting(''app.network_id'')::uuid))', t);
    EXECUTE format('REVOKE ALL ON %I FROM PUBLIC', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO loyalty_app', t);
  END LOOP;
END $$;
