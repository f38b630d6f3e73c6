-- Wallets of a till system that follow the points of guests.
CREATE TABLE till_mirrors (
  network_id    uuid NOT NULL,
  connection_id uuid NOT NULL,
  -- Organisation and programme of the wallets: with another one, every guest is met anew.
  program       text NOT NULL,
  -- How far the event log was read.
  epoch         integer NOT NULL DEFAULT 0,
  xid           bigint NOT NULL DEFAULT 0,
  event_id      uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
  -- The guests who had points when the mirror began are listed once, by their ids.
  after_guest   uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
  is_seeded     boolean NOT NULL DEFAULT false,
  PRIMARY KEY (network_id, connection_id),
  FOREIGN KEY (network_id, connection_id) REFERENCES till_connections (network_id, id)
);
ALTER TABLE till_mirrors ENABLE ROW LEVEL SECURITY;
ALTER TABLE till_mirrors FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON till_mirrors TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON till_mirrors FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE ON till_mirrors TO loyalty_app;

-- What a wallet was told of its guest, and the one movement that is under way.
CREATE TABLE mirrored_guests (
  network_id    uuid NOT NULL,
  connection_id uuid NOT NULL,
  guest_id      uuid NOT NULL,
  -- The guest's id in the till system; null: not met yet.
  customer_id   text,
  wallet_id     text,
  -- Points that the wallet has by what it was told; null: not met yet.
  told          bigint,
  -- By how many points the wallet differed from them when it was last read: movements of the till system itself.
  differs_by    bigint NOT NULL DEFAULT 0,
  -- Written before it is sent: a movement whose answer was lost is looked for by this id.
  step_id       uuid,
  step_points   bigint,
  -- Points that are set aside there, under an id that makes a repetition harmless.
  hold_id       uuid,
  hold_points   bigint,
  hold_done     boolean NOT NULL DEFAULT false,
  -- The tier whose category the guest has there.
  tier          text,
  -- Raised by each change of the guest, so that a change during a call is not overlooked.
  changes       bigint NOT NULL DEFAULT 1,
  due_at        timestamptz NOT NULL DEFAULT now(),
  leased_until  timestamptz NOT NULL DEFAULT '-infinity',
  attempts      integer NOT NULL DEFAULT 0,
  -- A code of why the last try failed; null: it did not.
  failure       text,
  PRIMARY KEY (network_id, connection_id, guest_id),
  FOREIGN KEY (network_id, connection_id) REFERENCES till_mirrors (network_id, connection_id),
  FOREIGN KEY (network_id, guest_id) REFERENCES guests (network_id, id),
  CHECK ((step_id IS NULL) = (step_points IS NULL)),
  CHECK ((hold_id IS NULL) = (hold_points IS NULL))
);
CREATE INDEX mirrored_guests_due ON mirrored_guests (network_id, connection_id, due_at) WHERE due_at < 'infinity';
ALTER TABLE mirrored_guests ENABLE ROW LEVEL SECURITY;
ALTER TABLE mirrored_guests FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON mirrored_guests TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON mirrored_guests FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE ON mirrored_guests TO loyalty_app;
