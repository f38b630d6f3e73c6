-- Guests whom a campaign meant when it started, each with its arm: results count them all, purchases or none. The same row is
-- the claim of the guest's announcement, so it is written once.
CREATE TABLE campaign_guests (
  network_id  uuid NOT NULL,
  campaign_id uuid NOT NULL,
  guest_id    uuid NOT NULL,
  -- CONTROL: of the campaign's control group; HELD_OUT: of the network's. Both get nothing.
  arm         text NOT NULL CHECK (arm IN ('TREATED', 'CONTROL', 'HELD_OUT')),
  met_at      timestamptz NOT NULL DEFAULT now(),
  -- Null: told nothing.
  message_id  uuid,
  PRIMARY KEY (network_id, campaign_id, guest_id),
  FOREIGN KEY (network_id, campaign_id) REFERENCES campaigns (network_id, id),
  FOREIGN KEY (network_id, guest_id) REFERENCES guests (network_id, id),
  CHECK (message_id IS NULL OR arm = 'TREATED')
);

-- How far the guests of a network were looked at for a campaign that has started.
CREATE TABLE campaign_passes (
  network_id  uuid NOT NULL,
  campaign_id uuid NOT NULL,
  after_guest uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
  is_done     boolean NOT NULL DEFAULT false,
  -- False: begun too late to announce anything, after a long outage or from a restored backup.
  announces   boolean NOT NULL,
  begun_at    timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (network_id, campaign_id),
  FOREIGN KEY (network_id, campaign_id) REFERENCES campaigns (network_id, id)
);

DO $$
DECLARE
  of text;
BEGIN
  FOREACH of IN ARRAY ARRAY['campaign_guests', 'campaign_passes'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', of);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', of);
    EXECUTE format($policy$
      CREATE POLICY network_only ON %I TO loyalty_app
        USING (network_id = (SELECT current_setting('app.network_id')::uuid))
        WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid))
    $policy$, of);
    EXECUTE format('REVOKE ALL ON %I FROM PUBLIC', of);
    EXECUTE format('GRANT SELECT, INSERT ON %I TO loyalty_app', of);
  END LOOP;
END $$;
GRANT UPDATE (after_guest, is_done) ON campaign_passes TO loyalty_app;
