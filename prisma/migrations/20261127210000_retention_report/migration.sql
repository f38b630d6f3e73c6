-- How much of each kind of data went on a day because its time was over. It counts rows of the whole installation.
CREATE TABLE retention_days (
  day    date NOT NULL,
  kind   text NOT NULL,
  rows   bigint NOT NULL CHECK (rows > 0),
  -- When the oldest of them was made.
  oldest timestamptz NOT NULL,
  PRIMARY KEY (day, kind)
);
ALTER TABLE retention_days ENABLE ROW LEVEL SECURITY;
ALTER TABLE retention_days FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON retention_days TO loyalty_platform USING (true) WITH CHECK (true);
-- Rows of a network go and are counted in one transaction, by the role of the networks.
CREATE POLICY all_networks ON retention_days TO loyalty_app USING (true) WITH CHECK (true);
REVOKE ALL ON retention_days FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE (rows, oldest) ON retention_days TO loyalty_app, loyalty_platform;
