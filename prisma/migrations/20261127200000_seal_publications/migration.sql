-- Seals that are published outside of the installation, and the place where each was; a row waits until it is published.
CREATE TABLE seal_publications (
  network_id   uuid NOT NULL REFERENCES networks (id),
  place        text NOT NULL CHECK (place IN ('FILE', 'BUCKET', 'MAIL', 'TIMESTAMP')),
  -- The number of the seal.
  number       bigint NOT NULL CHECK (number > 0),
  made_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
  due_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
  attempts     integer NOT NULL DEFAULT 0,
  -- Why the last attempt failed.
  failure      text,
  published_at timestamptz,
  -- The answer of the place: the version of an object, the id of a letter, a time stamp in base64.
  receipt      text,
  PRIMARY KEY (network_id, place, number)
);
CREATE INDEX seal_publications_waiting ON seal_publications (network_id, place) WHERE published_at IS NULL;

ALTER TABLE seal_publications ENABLE ROW LEVEL SECURITY;
ALTER TABLE seal_publications FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON seal_publications TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON seal_publications FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE (due_at, attempts, failure, published_at, receipt) ON seal_publications TO loyalty_app;
