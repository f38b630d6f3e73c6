-- The wheel: epochs with committed odds, the stock of their prizes, and the draws of guests (decision 127).
CREATE TABLE wheel_epochs (
  network_id     uuid NOT NULL REFERENCES networks (id),
  id             uuid NOT NULL,
  -- SHA-256 of id, seed and odds, in hexadecimal.
  commitment     text NOT NULL CHECK (commitment ~ '^[0-9a-f]{64}$'),
  seed_encrypted bytea NOT NULL,
  -- The canonical text of the odds, as it was hashed.
  odds           text NOT NULL CHECK (odds <> ''),
  budget_points  bigint CHECK (budget_points > 0),
  -- Points that were given, of an epoch with a budget.
  spent_points   bigint NOT NULL DEFAULT 0 CHECK (spent_points BETWEEN 0 AND coalesce(budget_points, 0)),
  -- Sales and badges from this moment on give spins: the opening of the first of the epochs that followed one another.
  spins_since    timestamptz NOT NULL,
  opened_at      timestamptz NOT NULL,
  -- The user who opened it; null: a key.
  opened_by      uuid,
  ends_at        timestamptz,
  ended_at       timestamptz,
  PRIMARY KEY (network_id, id),
  CHECK (spins_since <= opened_at),
  CHECK (ends_at > opened_at),
  CHECK (ended_at >= opened_at)
);
CREATE UNIQUE INDEX wheel_epochs_running ON wheel_epochs (network_id) WHERE ended_at IS NULL;

-- Prizes that can be given so often and no more.
CREATE TABLE wheel_stocks (
  network_id uuid NOT NULL,
  epoch_id   uuid NOT NULL,
  -- The place of the prize in the odds.
  prize      integer NOT NULL CHECK (prize > 0),
  stock      integer NOT NULL CHECK (stock > 0),
  given      integer NOT NULL DEFAULT 0 CHECK (given BETWEEN 0 AND stock),
  PRIMARY KEY (network_id, epoch_id, prize),
  FOREIGN KEY (network_id, epoch_id) REFERENCES wheel_epochs (network_id, id)
);

CREATE TABLE wheel_draws (
  network_id            uuid NOT NULL,
  id                    uuid NOT NULL,
  epoch_id              uuid NOT NULL,
  guest_id              uuid NOT NULL,
  source_kind           text NOT NULL CHECK (source_kind IN ('SALE', 'BADGE')),
  -- A sale, or the campaign and the transaction of a badge.
  source_id             text NOT NULL CHECK (source_id <> ''),
  -- The transaction whose refund may take the source away.
  source_transaction_id uuid NOT NULL,
  -- The number that the guest chose; null: the guest was erased.
  number                text CHECK (number ~ '^[\x21-\x7e]{1,64}$'),
  counter               integer NOT NULL CHECK (counter >= 0),
  ticket                integer NOT NULL CHECK (ticket >= 0),
  -- Places of prizes in the odds.
  drawn                 integer NOT NULL CHECK (drawn > 0),
  given                 integer NOT NULL CHECK (given > 0),
  fallback_reason       text CHECK (fallback_reason IN ('STOCK', 'BUDGET', 'REWARD')),
  points                bigint NOT NULL CHECK (points >= 0),
  -- The transaction that gave the prize; null: nothing was given.
  act_id                uuid,
  drawn_at              timestamptz NOT NULL,
  -- The source was refunded, and the points are to be taken back.
  is_return_due         boolean NOT NULL DEFAULT false,
  -- Points that were taken back; null: none had to be.
  returned_points       bigint CHECK (returned_points BETWEEN 0 AND points),
  PRIMARY KEY (network_id, id),
  CONSTRAINT wheel_draws_source UNIQUE (network_id, source_kind, source_id),
  FOREIGN KEY (network_id, epoch_id) REFERENCES wheel_epochs (network_id, id),
  FOREIGN KEY (network_id, guest_id) REFERENCES guests (network_id, id),
  CHECK ((drawn <> given) = (fallback_reason IS NOT NULL)),
  CHECK (points = 0 OR act_id IS NOT NULL),
  CHECK (returned_points IS NULL OR NOT is_return_due)
);
CREATE INDEX wheel_draws_epoch ON wheel_draws (network_id, epoch_id);
CREATE INDEX wheel_draws_guest ON wheel_draws (network_id, guest_id, id);
CREATE INDEX wheel_draws_source_transaction ON wheel_draws (network_id, source_transaction_id);
CREATE INDEX wheel_draws_return_due ON wheel_draws (network_id, id) WHERE is_return_due;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['wheel_epochs', 'wheel_stocks', 'wheel_draws'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY network_only ON %I TO loyalty_app USING (network_id = (SELECT current_setting(''app.network_id'')::uuid)) '
      'WITH CHECK (network_id = (SELECT current_setting(''app.network_id'')::uuid))', t);
    EXECUTE format('REVOKE ALL ON %I FROM PUBLIC', t);
  END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE (seed_encrypted, spent_points, ended_at) ON wheel_epochs TO loyalty_app;
GRANT SELECT, INSERT, UPDATE (given) ON wheel_stocks TO loyalty_app;
GRANT SELECT, INSERT, UPDATE (number, is_return_due, returned_points) ON wheel_draws TO loyalty_app;
