-- Campaigns: what a network gives beside its programme for a time. A version of the document never changes; which one is
-- in force, and whether it runs, is the newest state whose time has come.
CREATE TABLE campaigns (
  network_id uuid NOT NULL,
  id         uuid NOT NULL,
  -- The name in decisions, traces and sales. Stays.
  code       text NOT NULL CHECK (code ~ '^[A-Z][A-Z0-9_]{0,49}$'),
  created_by uuid,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (network_id, id),
  UNIQUE (network_id, code),
  FOREIGN KEY (network_id) REFERENCES networks (id)
);

CREATE TABLE campaign_versions (
  network_id  uuid NOT NULL,
  campaign_id uuid NOT NULL,
  version     integer NOT NULL CHECK (version > 0),
  document    json NOT NULL,
  created_by  uuid,
  created_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (network_id, campaign_id, version),
  FOREIGN KEY (network_id, campaign_id) REFERENCES campaigns (network_id, id)
);

-- RUNNING: it gives what the version says, within its schedule, from the time on.
CREATE TABLE campaign_states (
  network_id     uuid NOT NULL,
  campaign_id    uuid NOT NULL,
  number         integer NOT NULL CHECK (number > 0),
  state          text NOT NULL CHECK (state IN ('RUNNING', 'PAUSED', 'ENDED')),
  version        integer NOT NULL,
  reason         text,
  changed_by     uuid,
  changed_at     timestamptz NOT NULL DEFAULT now(),
  effective_from timestamptz NOT NULL,
  PRIMARY KEY (network_id, campaign_id, number),
  FOREIGN KEY (network_id, campaign_id, version) REFERENCES campaign_versions (network_id, campaign_id, version),
  -- Sales that were decided already never see it (rule 7 of the ledger).
  CHECK (effective_from >= changed_at + interval '5 seconds')
);

DO $$
DECLARE
  of text;
BEGIN
  FOREACH of IN ARRAY ARRAY['campaigns', 'campaign_versions', 'campaign_states'] LOOP
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
