-- Which lots' ends a message told of: once a lot and end, however often the job runs. What was delivered is not here but
-- in the journal, since decisions rest on it.
CREATE TABLE expiry_warnings (
  network_id uuid NOT NULL,
  guest_id   uuid NOT NULL,
  -- The end that was told: the lot's own, or that of an extension.
  ends_at    timestamptz NOT NULL,
  lot_id     uuid NOT NULL,
  expires_at timestamptz NOT NULL,
  message_id uuid NOT NULL,
  PRIMARY KEY (network_id, guest_id, ends_at, lot_id),
  FOREIGN KEY (network_id, guest_id) REFERENCES guests (network_id, id)
);
CREATE INDEX expiry_warnings_message ON expiry_warnings (network_id, message_id);

-- How far the guests of a network were looked at on its local day: a pass a day, in the order of their ids.
CREATE TABLE expiry_warning_passes (
  network_id  uuid NOT NULL REFERENCES networks (id),
  -- Days since 1970-01-01.
  local_day   integer NOT NULL,
  after_guest uuid NOT NULL,
  is_done     boolean NOT NULL,
  PRIMARY KEY (network_id)
);

DO $$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY ARRAY['expiry_warnings', 'expiry_warning_passes'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY network_only ON %I TO loyalty_app
      USING (network_id = (SELECT current_setting(''app.network_id'')::uuid))
      WITH CHECK (network_id = (SELECT current_setting(''app.network_id'')::uuid))', t);
    EXECUTE format('REVOKE ALL ON %I FROM PUBLIC', t);
  END LOOP;
END $$;
GRANT SELECT, INSERT ON expiry_warnings TO loyalty_app;
GRANT SELECT, INSERT, UPDATE ON expiry_warning_passes TO loyalty_app;

-- A guest's inbox, newest first.
CREATE INDEX messages_inbox ON messages (network_id, guest_id, id) WHERE channel = 'INBOX';
