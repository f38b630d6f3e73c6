-- A shadow stands beside a network as its sandbox does: receipts of the earlier system are decided there by our programme without effect.
ALTER TABLE networks ADD COLUMN is_shadow boolean NOT NULL DEFAULT false;
-- An installation has few networks.
-- squawk-ignore constraint-missing-not-valid
ALTER TABLE networks ADD CONSTRAINT networks_shadow_of CHECK (NOT is_shadow OR sandbox_of IS NOT NULL);
-- An installation has few networks.
-- squawk-ignore require-concurrent-index-creation
CREATE UNIQUE INDEX networks_open_beside ON networks (sandbox_of, is_shadow) WHERE sandbox_of IS NOT NULL AND closed_at IS NULL;
-- An installation has few networks.
-- squawk-ignore require-concurrent-index-deletion
DROP INDEX networks_open_sandbox;
GRANT INSERT (is_shadow) ON networks TO loyalty_app;

-- Since when the receipts of a restaurant go to the shadow of the network; null: its tills sell.
ALTER TABLE restaurants ADD COLUMN shadow_since timestamptz;
-- When the restaurant left the shadow last: sales of before were decided by the earlier system, however late they come.
ALTER TABLE restaurants ADD COLUMN shadow_until timestamptz;

-- Receipts that differ from the earlier system for one reason. Rows stand in the shadow.
CREATE TABLE shadow_groups (
  network_id uuid NOT NULL REFERENCES networks (id),
  id         uuid NOT NULL,
  reason     text NOT NULL CHECK (reason IN ('NO_FIGURES', 'NOT_RECORDED', 'GUEST_UNKNOWN', 'SPENDING', 'RULE', 'RATE', 'ROUNDING', 'EARNING', 'BALANCE')),
  -- What tells groups of one reason apart: a code of a refusal or a rule, or the rate of the earlier system. Empty: nothing.
  detail     text NOT NULL,
  created_at timestamptz NOT NULL,
  -- Null: nobody has accepted the difference.
  accepted_at timestamptz,
  accepted_by uuid,
  note       text CHECK (note <> ''),
  PRIMARY KEY (network_id, id),
  CONSTRAINT shadow_groups_reason UNIQUE (network_id, reason, detail),
  CHECK (accepted_at IS NOT NULL OR (accepted_by IS NULL AND note IS NULL))
);

-- A receipt in the shadow beside what the earlier system gave for it.
CREATE TABLE shadow_receipts (
  network_id       uuid NOT NULL,
  id               uuid NOT NULL,
  receipt_number   text NOT NULL CHECK (receipt_number <> ''),
  point_of_sale_id uuid NOT NULL,
  restaurant_id    uuid NOT NULL,
  business_date    date NOT NULL,
  occurred_at      timestamptz NOT NULL,
  -- Null: an anonymous receipt.
  guest_id         uuid,
  -- Null: our programme did not record it.
  transaction_id   uuid,
  -- Null: it was recorded as the earlier system had it.
  refusal          text CHECK (refusal <> ''),
  amount           bigint NOT NULL,
  -- Money that was left to pay.
  discount         bigint NOT NULL,
  payable          bigint NOT NULL,
  earned           bigint NOT NULL,
  spent            bigint NOT NULL,
  -- Null: it did not record the receipt.
  balance          bigint,
  -- What the earlier system gave; null: it has not said.
  old_earned       bigint,
  old_spent        bigint,
  old_balance      bigint,
  -- Points that the guest has with us beyond those of the earlier system after this receipt.
  gap              bigint NOT NULL,
  -- Receipt that first parted the two balances; null: they are equal.
  parted_id        uuid,
  -- Minor units that this receipt gives the guest beyond the earlier system.
  money            bigint NOT NULL,
  -- Null: equal.
  group_id         uuid,
  PRIMARY KEY (network_id, id),
  CONSTRAINT shadow_receipts_number UNIQUE (network_id, point_of_sale_id, business_date, receipt_number),
  FOREIGN KEY (network_id, group_id) REFERENCES shadow_groups (network_id, id),
  CHECK ((old_earned IS NULL) = (old_spent IS NULL)),
  CHECK (old_balance IS NULL OR old_earned IS NOT NULL),
  CHECK ((gap = 0) = (parted_id IS NULL))
);
CREATE INDEX shadow_receipts_guest ON shadow_receipts (network_id, guest_id, id) WHERE guest_id IS NOT NULL;
CREATE INDEX shadow_receipts_day ON shadow_receipts (network_id, business_date);
CREATE INDEX shadow_receipts_group ON shadow_receipts (network_id, group_id, id) WHERE group_id IS NOT NULL;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['shadow_groups', 'shadow_receipts'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY network_only ON %I TO loyalty_app USING (network_id = (SELECT current_setting(''app.network_id'')::uuid)) '
      'WITH CHECK (network_id = (SELECT current_setting(''app.network_id'')::uuid))', t);
    EXECUTE format('REVOKE ALL ON %I FROM PUBLIC', t);
  END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE (accepted_at, accepted_by, note) ON shadow_groups TO loyalty_app;
GRANT SELECT, INSERT, UPDATE (group_id), DELETE ON shadow_receipts TO loyalty_app;
