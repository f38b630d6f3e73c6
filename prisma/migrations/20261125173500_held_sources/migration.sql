-- What a person decided on messages that a campaign has in the outbox: their claim asks it, and a job moves the rows in pieces.
CREATE TABLE held_sources (
  network_id uuid NOT NULL REFERENCES networks (id),
  source_id  uuid NOT NULL,
  -- HOLD: they wait; RELEASE: they go on; ENDED: they are not sent any more.
  wish       text NOT NULL CHECK (wish IN ('HOLD', 'RELEASE', 'ENDED')),
  -- Whether rows may be left to which the wish was not applied.
  is_open    boolean NOT NULL DEFAULT true,
  PRIMARY KEY (network_id, source_id)
);
CREATE INDEX held_sources_open ON held_sources (network_id) WHERE is_open;
GRANT SELECT, INSERT, UPDATE, DELETE ON held_sources TO loyalty_app;
GRANT SELECT (network_id, is_open) ON held_sources TO loyalty_platform;
ALTER TABLE held_sources ENABLE ROW LEVEL SECURITY;
ALTER TABLE held_sources FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON held_sources TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
CREATE POLICY platform_finds_open ON held_sources FOR SELECT TO loyalty_platform USING (is_open);
REVOKE ALL ON held_sources FROM PUBLIC;
-- By what the pieces of a held campaign find their rows, and its progress is counted.
CREATE INDEX messages_of_source ON messages (network_id, source_id, status, due_at) WHERE source_id IS NOT NULL;
