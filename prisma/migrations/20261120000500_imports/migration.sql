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
-- keeps a bad plan (ledger.md, rule 19), and the application's role may not analyse what it does not own. Only the
-- columns by which rows are sought are sampled: sorting samples of all the others took three times as long.
CREATE FUNCTION analyze_till_tables() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  ANALYZE guests (network_id, id, external_id, card_number, phone_index, account_id),
    guest_states (network_id, guest_id, due_at),
    lots (network_id, guest_id, expires_at, lot_id),
    transactions (network_id, id, type, guest_id, guest_version, shift_id, related_id),
    transfers (network_id, transaction_id, n, code, lot_id),
    claims (network_id, digest),
    events (network_id, epoch, xid, id, type),
    stored_answers (network_id, id);
END $$;
REVOKE ALL ON FUNCTION analyze_till_tables FROM PUBLIC;
GRANT EXECUTE ON FUNCTION analyze_till_tables TO loyalty_app;
