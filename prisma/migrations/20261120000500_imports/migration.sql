-- What the till refused of an import, so that an import which goes on after a stop still lists all of it. The row of
-- the file is not kept: it may name a person, and the file has it.
CREATE TABLE import_refusals (
  network_id uuid NOT NULL,
  import_id  uuid NOT NULL,
  -- Of the act, in the order of the file's acts.
  position   bigint NOT NULL,
  code       text NOT NULL,
  detail     text,
  PRIMARY KEY (network_id, import_id, position),
  FOREIGN KEY (network_id, import_id) REFERENCES imports (network_id, id)
);
ALTER TABLE import_refusals ENABLE ROW LEVEL SECURITY;
ALTER TABLE import_refusals FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON import_refusals TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON import_refusals FROM PUBLIC;
GRANT SELECT, INSERT ON import_refusals TO loyalty_app;

-- ANALYZE of the tables that the till reads and writes. A session that plans on an empty table that was never analysed
-- keeps a bad plan (ledger.md, rule 19), and the application's role may not analyse what it does not own.
CREATE FUNCTION analyze_till_tables() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  ANALYZE guests, guest_states, lots, transactions, transfers, claims, events, stored_answers;
END $$;
REVOKE ALL ON FUNCTION analyze_till_tables FROM PUBLIC;
GRANT EXECUTE ON FUNCTION analyze_till_tables TO loyalty_app;
