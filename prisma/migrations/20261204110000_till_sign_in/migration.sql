-- Tills that a manager has bound to a restaurant. A till has a key of its own; a row whose key is null waits for the till that shows the code.
CREATE TABLE bound_tills (
  network_id    uuid NOT NULL REFERENCES networks (id),
  id            uuid NOT NULL,
  restaurant_id uuid NOT NULL,
  name          text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  -- Digest of the code that the till shows. It stays, so that no code binds twice.
  code_hash     bytea NOT NULL,
  code_until    timestamptz NOT NULL,
  key_hash      bytea UNIQUE,
  bound_by      uuid NOT NULL,
  created_at    timestamptz NOT NULL DEFAULT now(),
  -- When the till came with its key for the first time, and when it came last.
  bound_at      timestamptz,
  last_seen_at  timestamptz,
  revoked_at    timestamptz,
  revoked_by    uuid,
  PRIMARY KEY (network_id, id),
  CONSTRAINT bound_tills_code UNIQUE (network_id, code_hash),
  FOREIGN KEY (network_id, restaurant_id) REFERENCES restaurants (network_id, id),
  CHECK ((key_hash IS NULL) = (bound_at IS NULL)),
  CHECK ((revoked_at IS NULL) = (revoked_by IS NULL))
);
CREATE INDEX bound_tills_restaurant ON bound_tills (network_id, restaurant_id);
-- The till that waits is found by its code.
CREATE INDEX bound_tills_waiting ON bound_tills (code_hash) WHERE key_hash IS NULL;

-- PIN of a member of staff for bound tills: bcrypt over a keyed digest of it.
CREATE TABLE staff_pins (
  network_id uuid NOT NULL REFERENCES networks (id),
  user_id    uuid NOT NULL REFERENCES users (id),
  pin_hash   text NOT NULL,
  set_at     timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (network_id, user_id)
);

-- Card of a member of staff for bound tills, as a blind index of its number.
CREATE TABLE staff_cards (
  network_id uuid NOT NULL REFERENCES networks (id),
  user_id    uuid NOT NULL REFERENCES users (id),
  card_index bytea NOT NULL,
  set_at     timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (network_id, user_id),
  CONSTRAINT staff_cards_card UNIQUE (network_id, card_index)
);

-- Wrong PINs of a person at a till since the last right one; ten lock the person there.
CREATE TABLE till_pin_failures (
  network_id uuid NOT NULL,
  till_id    uuid NOT NULL,
  user_id    uuid NOT NULL REFERENCES users (id),
  failures   smallint NOT NULL CHECK (failures BETWEEN 1 AND 10),
  locked_at  timestamptz,
  PRIMARY KEY (network_id, till_id, user_id),
  FOREIGN KEY (network_id, till_id) REFERENCES bound_tills (network_id, id)
);

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['bound_tills', 'staff_pins', 'staff_cards', 'till_pin_failures'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format(
      'CREATE POLICY network_only ON %I TO loyalty_app
         USING (network_id = (SELECT current_setting(''app.network_id'')::uuid))
         WITH CHECK (network_id = (SELECT current_setting(''app.network_id'')::uuid))', name);
    EXECUTE format('REVOKE ALL ON %I FROM PUBLIC', name);
  END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE (name, revoked_at, revoked_by), DELETE ON bound_tills TO loyalty_app;
-- The hash of a PIN is the business of signing in alone.
GRANT SELECT (network_id, user_id, set_at), INSERT, DELETE ON staff_pins TO loyalty_app;
GRANT SELECT, INSERT, DELETE ON staff_cards TO loyalty_app;
GRANT SELECT, INSERT, UPDATE (failures, locked_at), DELETE ON till_pin_failures TO loyalty_app;

-- A till comes with its key and names no network.
CREATE POLICY platform ON bound_tills TO loyalty_platform USING (true) WITH CHECK (true);
GRANT SELECT, UPDATE (key_hash, bound_at, last_seen_at) ON bound_tills TO loyalty_platform;
-- A new password by a link takes PIN and card away.
CREATE POLICY platform ON staff_pins TO loyalty_platform USING (true) WITH CHECK (true);
CREATE POLICY platform ON staff_cards TO loyalty_platform USING (true) WITH CHECK (true);
GRANT SELECT, DELETE ON staff_pins, staff_cards TO loyalty_platform;

-- The bound till at which a session was opened by PIN or card, and with which it ends.
ALTER TABLE sessions ADD COLUMN bound_till_id uuid;
GRANT SELECT (bound_till_id) ON sessions TO loyalty_app;
