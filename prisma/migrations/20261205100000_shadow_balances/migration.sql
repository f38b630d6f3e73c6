-- Balances of guests in the earlier system at the end of a day, from its own file, beside those of the shadow. Rows stand in the shadow.
CREATE TABLE shadow_balances (
  network_id  uuid NOT NULL REFERENCES networks (id),
  -- The digest by which the shadow knows the guest.
  external_id text NOT NULL CHECK (external_id <> ''),
  day         date NOT NULL,
  -- The end of this business date: both balances are of this moment.
  ends_at     timestamptz NOT NULL,
  old_balance bigint NOT NULL,
  -- Null: no receipt of the guest has come, so the shadow has no balance to compare.
  guest_id    uuid,
  balance     bigint,
  -- Points that the guest has with us beyond the earlier system.
  gap         bigint,
  -- Minor units that were given beyond the earlier system since the balance before, and that no receipt says.
  money       bigint NOT NULL DEFAULT 0,
  -- Null: the gap is the one of the balance before, or receipts say why it is another one.
  group_id    uuid,
  PRIMARY KEY (network_id, external_id, day),
  FOREIGN KEY (network_id, group_id) REFERENCES shadow_groups (network_id, id),
  CHECK ((guest_id IS NULL) = (balance IS NULL)),
  CHECK ((balance IS NULL) = (gap IS NULL)),
  CHECK (group_id IS NULL OR guest_id IS NOT NULL)
);
CREATE INDEX shadow_balances_guest ON shadow_balances (network_id, guest_id, day) WHERE guest_id IS NOT NULL;
CREATE INDEX shadow_balances_day ON shadow_balances (network_id, day);
CREATE INDEX shadow_balances_group ON shadow_balances (network_id, group_id) WHERE group_id IS NOT NULL;

ALTER TABLE shadow_balances ENABLE ROW LEVEL SECURITY;
ALTER TABLE shadow_balances FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON shadow_balances TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON shadow_balances FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE (old_balance, ends_at, guest_id, balance, gap, money, group_id) ON shadow_balances TO loyalty_app;

-- A credit note: what is taken back stands in it below zero.
ALTER TABLE shadow_receipts ADD COLUMN is_return boolean NOT NULL DEFAULT false;
ALTER TABLE shadow_groups DROP CONSTRAINT shadow_groups_reason_check;
-- A shadow has few groups.
-- squawk-ignore constraint-missing-not-valid
ALTER TABLE shadow_groups ADD CONSTRAINT shadow_groups_reason_check CHECK (reason IN ('NO_FIGURES', 'NOT_RECORDED', 'GUEST_UNKNOWN', 'SPENDING',
  'RULE', 'RATE', 'ROUNDING', 'RETURN', 'EARNING', 'BALANCE'));

-- A file is of guests, or of receipts or balances of the earlier system for the shadow run.
ALTER TABLE guest_files ADD COLUMN kind text NOT NULL DEFAULT 'GUESTS';
-- squawk-ignore constraint-missing-not-valid
ALTER TABLE guest_files ADD CONSTRAINT guest_files_kind CHECK (kind IN ('GUESTS', 'SHADOW_RECEIPTS', 'SHADOW_BALANCES'));
