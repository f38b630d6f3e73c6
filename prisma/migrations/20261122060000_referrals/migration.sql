-- Ten characters that are read and typed without mistakes: no I, L, O or U.
CREATE FUNCTION new_referral_code() RETURNS text
LANGUAGE sql VOLATILE SET search_path = public, pg_temp AS $$
  SELECT string_agg(substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', (get_byte(r.bytes, b.n) & 31) + 1, 1), '' ORDER BY b.n)
  -- The bytes 6 and 8 of a random UUID hold its version.
  FROM (SELECT uuid_send(gen_random_uuid()) AS bytes) r CROSS JOIN unnest(ARRAY[0, 1, 2, 3, 4, 5, 9, 10, 11, 12]) b(n)
$$;
REVOKE ALL ON FUNCTION new_referral_code() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION new_referral_code() TO loyalty_app;

ALTER TABLE guests ADD COLUMN referral_code text NOT NULL DEFAULT new_referral_code();
CREATE UNIQUE INDEX guests_network_id_referral_code_key ON guests (network_id, referral_code);

-- A code that a new guest named at the registration. A refused one is kept with its reason.
CREATE TABLE referrals (
  network_id   uuid NOT NULL,
  id           uuid NOT NULL,
  friend_id    uuid NOT NULL,
  -- Null: no guest has the code.
  referrer_id  uuid,
  code         text NOT NULL,
  refusal      text CHECK (refusal IN ('CODE_UNKNOWN', 'SELF')),
  -- A keyed hash of address and browser of a guest who registered alone.
  device_index bytea,
  created_at   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (network_id, id),
  UNIQUE (network_id, friend_id),
  FOREIGN KEY (network_id, friend_id) REFERENCES guests (network_id, id),
  FOREIGN KEY (network_id, referrer_id) REFERENCES guests (network_id, id),
  CHECK (referrer_id IS NOT NULL OR refusal = 'CODE_UNKNOWN')
);
CREATE INDEX referrals_referrer ON referrals (network_id, referrer_id, id);
ALTER TABLE referrals ENABLE ROW LEVEL SECURITY;
ALTER TABLE referrals FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON referrals TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON referrals FROM PUBLIC;
GRANT SELECT, INSERT ON referrals TO loyalty_app;

-- A first sale of a friend, and what came of it. After its refund another sale may be the first.
CREATE TABLE referral_rounds (
  network_id  uuid NOT NULL,
  id          uuid NOT NULL,
  referral_id uuid NOT NULL,
  sale_id     uuid NOT NULL,
  state       text NOT NULL CHECK (state IN ('QUALIFIED', 'IN_REVIEW', 'REFUSED', 'PAID', 'RETURNING', 'TAKEN_BACK')),
  -- Why it is reviewed or was refused.
  reasons     text[] NOT NULL DEFAULT '{}',
  -- The member of staff who took the sale.
  seller_id   uuid,
  decided_by  uuid,
  comment     text,
  created_at  timestamptz NOT NULL DEFAULT now(),
  changed_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (network_id, id),
  UNIQUE (network_id, referral_id, sale_id),
  FOREIGN KEY (network_id, referral_id) REFERENCES referrals (network_id, id)
);
CREATE INDEX referral_rounds_sale ON referral_rounds (network_id, sale_id);
CREATE INDEX referral_rounds_state ON referral_rounds (network_id, state, id);
ALTER TABLE referral_rounds ENABLE ROW LEVEL SECURITY;
ALTER TABLE referral_rounds FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON referral_rounds TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON referral_rounds FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE ON referral_rounds TO loyalty_app;

-- The award of one side, written in the transaction of the award; likewise what takes it back.
CREATE TABLE referral_payouts (
  network_id uuid NOT NULL,
  round_id   uuid NOT NULL,
  side       text NOT NULL CHECK (side IN ('REFERRER', 'FRIEND')),
  guest_id   uuid NOT NULL,
  -- Null: the award was refused, with this code.
  award_id   uuid,
  refused    text,
  revoke_id  uuid,
  points     bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (network_id, round_id, side),
  FOREIGN KEY (network_id, round_id) REFERENCES referral_rounds (network_id, id),
  CHECK ((award_id IS NULL) = (refused IS NOT NULL))
);
ALTER TABLE referral_payouts ENABLE ROW LEVEL SECURITY;
ALTER TABLE referral_payouts FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON referral_payouts TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON referral_payouts FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE ON referral_payouts TO loyalty_app;

-- The owner of the tables has no policy. Sales of today have no referral, so reading begins with those to come.
ALTER TABLE networks NO FORCE ROW LEVEL SECURITY;
ALTER TABLE event_cursors NO FORCE ROW LEVEL SECURITY;
INSERT INTO event_cursors (network_id, subscriber, epoch, xid, id)
SELECT n.id, 'referrals', n.epoch, pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1, 'ffffffff-ffff-ffff-ffff-ffffffffffff'
FROM networks n;
ALTER TABLE networks FORCE ROW LEVEL SECURITY;
ALTER TABLE event_cursors FORCE ROW LEVEL SECURITY;
