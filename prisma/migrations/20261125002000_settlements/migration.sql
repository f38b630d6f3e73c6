-- Settlements between the restaurants of a network: what each closed month of the books means between those that issued
-- points and those that took them, to the byte as it is handed out. Never changed: a correction is of a later month.
CREATE TABLE settlements (
  network_id  uuid NOT NULL,
  -- YYYY-MM.
  month       text NOT NULL,
  document    text NOT NULL,
  closed_by   uuid,
  closed_at   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (network_id, month),
  FOREIGN KEY (network_id, month) REFERENCES ledger_periods (network_id, month)
);
ALTER TABLE settlements ENABLE ROW LEVEL SECURITY;
ALTER TABLE settlements FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON settlements TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
CREATE TRIGGER settlements_append_only BEFORE UPDATE OR DELETE ON settlements FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER settlements_no_truncate BEFORE TRUNCATE ON settlements FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
REVOKE ALL ON settlements FROM PUBLIC;
GRANT SELECT, INSERT ON settlements TO loyalty_app;
