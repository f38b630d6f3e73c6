-- Texts of consents that are no longer in force, so that guests can read what they agreed to.
CREATE TABLE consent_texts (
  network_id uuid NOT NULL REFERENCES networks (id),
  id         uuid NOT NULL,
  kind       text NOT NULL,
  version    text NOT NULL,
  text       json NOT NULL,
  until      timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (network_id, id)
);
CREATE INDEX consent_texts_of ON consent_texts (network_id, kind, version, until);

ALTER TABLE consent_texts ENABLE ROW LEVEL SECURITY;
ALTER TABLE consent_texts FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON consent_texts TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON consent_texts FROM PUBLIC;
GRANT SELECT, INSERT ON consent_texts TO loyalty_app;
