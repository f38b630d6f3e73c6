-- Figures of the liability and of its forecast, kept up from the event log by the job `liability`. A reader adds what stands
-- above the cursor, so the figures equal the open lots and the journal at every moment.

-- The months by which a network's figures are counted. Other months (another time zone) raise `counting`, and all is counted anew.
CREATE TABLE liability_countings (
  network_id uuid PRIMARY KEY REFERENCES networks (id),
  counting   integer NOT NULL,
  -- A digest of the first instants of all months.
  months     text NOT NULL
);

-- Points of each guest by state, tier, restaurant, month of earning and month of the end, as they are in the sums.
CREATE TABLE liability_guests (
  network_id uuid NOT NULL,
  guest_id   uuid NOT NULL,
  -- A row of an earlier counting is in no sum.
  counting   integer NOT NULL,
  parts      text[] NOT NULL,
  keys       text[] NOT NULL,
  points     bigint[] NOT NULL,
  PRIMARY KEY (network_id, guest_id)
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);

-- The same of all guests together. A month is its year times 12 and the months before it in the year.
CREATE TABLE liability_sums (
  network_id uuid NOT NULL,
  part       text COLLATE "C" NOT NULL,
  -- Empty: none, as for points of the network itself.
  key        text COLLATE "C" NOT NULL,
  points     bigint NOT NULL,
  PRIMARY KEY (network_id, part, key)
) WITH (fillfactor = 50);

-- Points that entered lots and left them, by the months of earning, of the lot's own date, and of the movement.
CREATE TABLE liability_movements (
  network_id uuid NOT NULL,
  cohort     integer NOT NULL,
  expires    integer NOT NULL,
  month      integer NOT NULL,
  issued     bigint NOT NULL,
  redeemed   bigint NOT NULL,
  expired    bigint NOT NULL,
  PRIMARY KEY (network_id, cohort, expires, month)
) WITH (fillfactor = 50);

DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['liability_countings', 'liability_guests', 'liability_sums', 'liability_movements'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY network_only ON %I TO loyalty_app
      USING (network_id = (SELECT current_setting(''app.network_id'')::uuid))
      WITH CHECK (network_id = (SELECT current_setting(''app.network_id'')::uuid))', t);
    EXECUTE format('REVOKE ALL ON %I FROM PUBLIC', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I TO loyalty_app', t);
  END LOOP;
END $$;
-- What was counted by other months is taken away.
GRANT DELETE ON liability_sums, liability_movements TO loyalty_app;
