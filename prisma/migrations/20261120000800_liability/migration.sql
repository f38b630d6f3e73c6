-- Months closed into the accounts. A row of the journal belongs to the first period whose `until` is after its
-- `recorded_at` and whose cut is not before its position; so each belongs to one, and what was recorded in a closed
-- month but stands behind its cut falls into the next. Never changed: a correction is a new act.
CREATE TABLE ledger_periods (
  network_id  uuid NOT NULL REFERENCES networks (id),
  -- YYYY-MM, of the network's calendar.
  month       text NOT NULL CHECK (month ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
  -- The first instant after the month.
  until       timestamptz NOT NULL,
  cut_epoch   integer NOT NULL,
  cut_xid     bigint NOT NULL,
  cut_id      uuid NOT NULL,
  -- The first row up to the cut that this period leaves to the next, else the cut: where the next one's search begins.
  rest_epoch  integer NOT NULL,
  rest_xid    bigint NOT NULL,
  rest_id     uuid NOT NULL,
  -- Exact sums so far, in millionths of a minor unit, from which the next month's are rounded. Shape: src/transactions/liability.
  carried     json NOT NULL,
  -- The journal of the month, to the byte as it is handed out.
  document    text NOT NULL,
  closed_by   uuid,
  closed_at   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (network_id, month)
);
ALTER TABLE ledger_periods ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledger_periods FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON ledger_periods TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
CREATE TRIGGER ledger_periods_append_only BEFORE UPDATE OR DELETE ON ledger_periods FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ledger_periods_no_truncate BEFORE TRUNCATE ON ledger_periods FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
REVOKE ALL ON ledger_periods FROM PUBLIC;
GRANT SELECT, INSERT ON ledger_periods TO loyalty_app;
