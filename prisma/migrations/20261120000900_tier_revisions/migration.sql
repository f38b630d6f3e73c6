-- How far the guests of a network were looked at because another version of its programme is in force: a pass a version,
-- in the order of their ids.
CREATE TABLE tier_revision_passes (
  network_id  uuid NOT NULL REFERENCES networks (id),
  -- The version in force; 0: none was looked at yet.
  version     integer NOT NULL,
  after_guest uuid NOT NULL,
  is_done     boolean NOT NULL,
  PRIMARY KEY (network_id)
);
ALTER TABLE tier_revision_passes ENABLE ROW LEVEL SECURITY;
ALTER TABLE tier_revision_passes FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON tier_revision_passes TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON tier_revision_passes FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE ON tier_revision_passes TO loyalty_app;
