-- Staff who get the weekly letter by e-mail.
CREATE TABLE letter_readers (
  network_id uuid NOT NULL REFERENCES networks (id),
  user_id    uuid NOT NULL REFERENCES users (id),
  -- The Monday of the last week of which the letter was written, or found to have nothing to say; at first the last week that was over
  -- when the person asked.
  last_week  date NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (network_id, user_id)
);

ALTER TABLE letter_readers ENABLE ROW LEVEL SECURITY;
ALTER TABLE letter_readers FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON letter_readers TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON letter_readers FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE, DELETE ON letter_readers TO loyalty_app;
