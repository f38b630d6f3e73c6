-- Sources of gifts that two people, or the system, put in force: a version of the programme or of a campaign, an automation, an
-- epoch of the wheel, a connection. A source without a row was decided by one person alone.
CREATE TABLE confirmed_sources (
  network_id   uuid NOT NULL REFERENCES networks (id),
  -- A kind and a name, as src/configuration/snapshots/sole-deciders.ts writes them.
  source       text NOT NULL CHECK (source <> ''),
  -- The second person; null: it was in force before this table.
  confirmed_by uuid,
  confirmed_at timestamptz NOT NULL,
  PRIMARY KEY (network_id, source)
);

-- What was given by decisions of one person alone, for the sums of the guest and for the cases of fraud watch.
CREATE TABLE sole_gifts (
  network_id     uuid NOT NULL REFERENCES networks (id),
  -- The journal row, or the act on a gift card.
  transaction_id uuid NOT NULL,
  -- The person; the null UUID: nobody knows who decided the source.
  person_id      uuid NOT NULL,
  unit           text NOT NULL CHECK (unit IN ('POINTS', 'MONEY')),
  -- Null: a gift card.
  guest_id       uuid,
  source         text NOT NULL CHECK (source <> ''),
  amount         bigint NOT NULL CHECK (amount > 0),
  -- The part above the bound. Points wait in review; money was not given.
  waiting        bigint NOT NULL CHECK (waiting BETWEEN 0 AND amount),
  -- The journal row that put the points in review; null: none did.
  hold_id        uuid,
  case_id        uuid,
  given_at       timestamptz NOT NULL,
  PRIMARY KEY (network_id, transaction_id, person_id, unit),
  FOREIGN KEY (network_id, case_id) REFERENCES fraud_cases (network_id, id)
);
CREATE INDEX sole_gifts_guest ON sole_gifts (network_id, guest_id, given_at);
CREATE INDEX sole_gifts_without_case ON sole_gifts (network_id) WHERE waiting > 0 AND case_id IS NULL;
CREATE INDEX sole_gifts_case ON sole_gifts (network_id, case_id) WHERE case_id IS NOT NULL;

ALTER TABLE program_versions NO FORCE ROW LEVEL SECURITY;
ALTER TABLE campaigns NO FORCE ROW LEVEL SECURITY;
ALTER TABLE campaign_states NO FORCE ROW LEVEL SECURITY;
ALTER TABLE automations NO FORCE ROW LEVEL SECURITY;
ALTER TABLE wheel_epochs NO FORCE ROW LEVEL SECURITY;
ALTER TABLE till_connections NO FORCE ROW LEVEL SECURITY;
ALTER TABLE api_keys NO FORCE ROW LEVEL SECURITY;
-- What is in force now was decided under the rules of its time.
INSERT INTO confirmed_sources (network_id, source, confirmed_at)
SELECT network_id, 'PROGRAM ' || version, now() FROM program_versions WHERE status <> 'DRAFT'
UNION ALL
SELECT DISTINCT s.network_id, 'CAMPAIGN ' || c.code || ' ' || s.version, now()
  FROM campaign_states s JOIN campaigns c ON c.network_id = s.network_id AND c.id = s.campaign_id
UNION ALL
SELECT network_id, 'AUTOMATION ' || id || ' ' || running_version, now() FROM automations WHERE running_version IS NOT NULL
UNION ALL
SELECT network_id, 'WHEEL ' || id, now() FROM wheel_epochs
UNION ALL
SELECT network_id, 'KEY ' || id, now() FROM till_connections
UNION ALL
SELECT network_id, 'KEY ' || id, now() FROM api_keys;
ALTER TABLE program_versions FORCE ROW LEVEL SECURITY;
ALTER TABLE campaigns FORCE ROW LEVEL SECURITY;
ALTER TABLE campaign_states FORCE ROW LEVEL SECURITY;
ALTER TABLE automations FORCE ROW LEVEL SECURITY;
ALTER TABLE wheel_epochs FORCE ROW LEVEL SECURITY;
ALTER TABLE till_connections FORCE ROW LEVEL SECURITY;
ALTER TABLE api_keys FORCE ROW LEVEL SECURITY;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['confirmed_sources', 'sole_gifts'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY network_only ON %I TO loyalty_app USING (network_id = (SELECT current_setting(''app.network_id'')::uuid)) '
      'WITH CHECK (network_id = (SELECT current_setting(''app.network_id'')::uuid))', t);
    EXECUTE format('REVOKE ALL ON %I FROM PUBLIC', t);
  END LOOP;
END $$;
GRANT SELECT, INSERT, DELETE ON confirmed_sources TO loyalty_app;
GRANT SELECT, INSERT, UPDATE (case_id) ON sole_gifts TO loyalty_app;

-- The manager who made the connection; null: made before this column, or by the system.
ALTER TABLE till_connections ADD COLUMN created_by uuid;

-- Who put the running version in force; null: nobody did, or it was before this column.
ALTER TABLE automations ADD COLUMN started_by uuid;

-- A gift of one person's decision, as the till writes it. `batch` and `grp` are those of till_write, counted from 1.
CREATE TYPE till_gift AS (batch integer, grp integer, network uuid, transaction_id uuid, person uuid, unit text, guest uuid,
  source text, amount bigint, waiting bigint, hold uuid);
