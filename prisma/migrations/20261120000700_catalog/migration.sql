-- The reward catalogue: what points and coupons buy, what is left of it, and what became of each.

-- ---------------------------------------------------------------------------------------------
-- Layer 3: configuration
-- ---------------------------------------------------------------------------------------------

-- An item of the catalogue as it is now; `rules_version` of the network covers it.
CREATE TABLE rewards (
  network_id  uuid NOT NULL REFERENCES networks (id),
  id          uuid NOT NULL,
  code        text NOT NULL CHECK (length(code) BETWEEN 1 AND 50),
  version     integer NOT NULL CHECK (version > 0),
  -- Shape: src/configuration/catalog/reward-document.schema.
  document    json NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT now(),
  changed_at  timestamptz NOT NULL DEFAULT now(),
  -- Offered no more; what was redeemed before stays good.
  archived_at timestamptz,
  PRIMARY KEY (network_id, id),
  UNIQUE (network_id, code)
);

-- What an item was, by version: a redemption names the one that it was made by.
CREATE TABLE reward_versions (
  network_id uuid NOT NULL,
  reward_id  uuid NOT NULL,
  version    integer NOT NULL,
  document   json NOT NULL,
  changed_by uuid,
  changed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (network_id, reward_id, version),
  FOREIGN KEY (network_id, reward_id) REFERENCES rewards (network_id, id)
);

CREATE TABLE reward_pictures (
  network_id uuid NOT NULL,
  reward_id  uuid NOT NULL,
  media_type text NOT NULL CHECK (media_type IN ('image/png', 'image/jpeg', 'image/webp')),
  bytes      bytea NOT NULL CHECK (octet_length(bytes) <= 262144),
  -- sha256 of the bytes, hex: the entity tag.
  hash       text NOT NULL,
  PRIMARY KEY (network_id, reward_id),
  FOREIGN KEY (network_id, reward_id) REFERENCES rewards (network_id, id)
);

-- ---------------------------------------------------------------------------------------------
-- Layer 2: what is taken. Apart from the items, so that a redemption waits for no change of the catalogue.
-- ---------------------------------------------------------------------------------------------

-- How many of an item are left; without a row there are as many as are wanted. Taken by a conditional update after the
-- guest's row (ledger.md, rules 2 and 9): the last one has one owner.
CREATE TABLE reward_stocks (
  network_id uuid NOT NULL,
  reward_id  uuid NOT NULL,
  -- All that was ever put in, less what was taken out by hand: `supplied − remaining` is in the hands of guests.
  supplied   bigint NOT NULL CHECK (supplied >= 0),
  remaining  bigint NOT NULL,
  PRIMARY KEY (network_id, reward_id),
  CHECK (remaining BETWEEN 0 AND supplied)
);

-- An appointment of an experience.
CREATE TABLE reward_slots (
  network_id    uuid NOT NULL,
  id            uuid NOT NULL,
  reward_id     uuid NOT NULL,
  restaurant_id uuid,
  starts_at     timestamptz NOT NULL,
  ends_at       timestamptz NOT NULL,
  capacity      integer NOT NULL CHECK (capacity > 0),
  taken         integer NOT NULL DEFAULT 0,
  -- Offered no more; who took it keeps it.
  closed_at     timestamptz,
  PRIMARY KEY (network_id, id),
  CHECK (ends_at > starts_at),
  CHECK (taken BETWEEN 0 AND capacity)
);
CREATE INDEX reward_slots_of ON reward_slots (network_id, reward_id, starts_at);

-- Codes that were made together. SINGLE: so many codes of one use each, which can be told again from the key, the batch
-- and their number. SHARED: one code that a manager chose, for so many uses.
CREATE TABLE coupon_batches (
  network_id  uuid NOT NULL,
  id          uuid NOT NULL,
  reward_id   uuid NOT NULL,
  kind        text NOT NULL CHECK (kind IN ('SINGLE', 'SHARED')),
  codes       integer NOT NULL CHECK (codes > 0),
  uses        integer NOT NULL CHECK (uses > 0),
  per_guest   integer CHECK (per_guest > 0),
  valid_from  timestamptz,
  valid_until timestamptz,
  status      text NOT NULL CHECK (status IN ('MAKING', 'READY', 'STOPPED')),
  made        integer NOT NULL DEFAULT 0 CHECK (made BETWEEN 0 AND codes),
  created_by  uuid,
  created_at  timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz,
  PRIMARY KEY (network_id, id)
);

-- A code, by its digest under a key; the code itself stands nowhere.
CREATE TABLE coupons (
  network_id     uuid NOT NULL,
  digest         uuid NOT NULL,
  batch_id       uuid NOT NULL,
  number         integer NOT NULL,
  -- Of a code of one use it stays 1: that it was used is a claim of its digest, held by the redemption.
  uses_left      integer NOT NULL CHECK (uses_left >= 0),
  -- A use that came back after the end of its batch is good until then.
  restored_until timestamptz,
  PRIMARY KEY (network_id, digest)
) WITH (fillfactor = 90);

-- A reward in the hands of a guest, from the moment it was redeemed, or its coupon used. Part of what `decide` reads of
-- a guest, so it changes only in a transaction that has written the guest's state (rule 1).
CREATE TABLE redemptions (
  network_id     uuid NOT NULL,
  -- Of a redemption for points that of its journal row.
  id             uuid NOT NULL,
  guest_id       uuid NOT NULL,
  reward_id      uuid NOT NULL,
  reward_version integer NOT NULL,
  -- What it gives, as the catalogue said when it was redeemed: code, kind, minimum of the order, gift.
  terms          json NOT NULL,
  quantity       integer NOT NULL CHECK (quantity > 0),
  -- It was taken out of a stock, and goes back there.
  counted        boolean NOT NULL DEFAULT false,
  points         bigint NOT NULL CHECK (points >= 0),
  status         text NOT NULL CHECK (status IN ('PENDING', 'READY', 'FULFILLED', 'CANCELLED', 'EXPIRED')),
  -- The journal row that made it: a REDEMPTION, or the SALE at which its coupon was used.
  transaction_id uuid NOT NULL,
  coupon         uuid,
  -- It holds the claim of its code, which has one use. The claim leads here, so that no index has to.
  claimed        boolean NOT NULL DEFAULT false,
  batch_id       uuid,
  slot_id        uuid,
  -- The sale that used it up; stays when a refund gives the coupon back.
  sale_id        uuid,
  restaurant_id  uuid,
  created_at     timestamptz NOT NULL DEFAULT now(),
  expires_at     timestamptz NOT NULL DEFAULT 'infinity',
  ready_at       timestamptz,
  ended_at       timestamptz,
  PRIMARY KEY (network_id, id),
  CHECK ((ended_at IS NOT NULL) = (status IN ('FULFILLED', 'CANCELLED', 'EXPIRED'))),
  CHECK (sale_id IS NULL OR status IN ('FULFILLED', 'CANCELLED')),
  CHECK ((coupon IS NULL) = (batch_id IS NULL)),
  CHECK (NOT claimed OR coupon IS NOT NULL AND status IN ('PENDING', 'READY', 'FULFILLED'))
);
CREATE INDEX redemptions_guest ON redemptions (network_id, guest_id, id);
CREATE INDEX redemptions_sale ON redemptions (network_id, sale_id) WHERE sale_id IS NOT NULL;
-- Who used a code, and when: of a code of several uses, and what came back of a code of one.
CREATE INDEX redemptions_coupon ON redemptions (network_id, coupon, id) WHERE coupon IS NOT NULL AND NOT claimed;
CREATE INDEX redemptions_open ON redemptions (network_id, expires_at, id) WHERE status IN ('PENDING', 'READY');

CREATE TRIGGER redemptions_insert_guard AFTER INSERT ON redemptions REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION require_guest_written();
CREATE TRIGGER redemptions_update_guard AFTER UPDATE ON redemptions REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION require_guest_written();
CREATE TRIGGER reward_versions_append_only BEFORE UPDATE OR DELETE ON reward_versions FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER reward_versions_no_truncate BEFORE TRUNCATE ON reward_versions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

DO $$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY ARRAY['rewards', 'reward_versions', 'reward_pictures', 'reward_stocks', 'reward_slots',
    'coupon_batches', 'coupons', 'redemptions'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY network_only ON %I TO loyalty_app
      USING (network_id = (SELECT current_setting(''app.network_id'')::uuid))
      WITH CHECK (network_id = (SELECT current_setting(''app.network_id'')::uuid))', t);
    EXECUTE format('REVOKE ALL ON %I FROM PUBLIC', t);
  END LOOP;
END $$;
GRANT SELECT, INSERT ON reward_versions TO loyalty_app;
GRANT SELECT, INSERT, UPDATE ON rewards, reward_stocks, reward_slots, coupon_batches, coupons, redemptions TO loyalty_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON reward_pictures TO loyalty_app;

-- Which preset a draft was made from, with its factor: publishing it fills an empty catalogue with the preset's rewards.
ALTER TABLE program_versions ADD COLUMN preset json;
