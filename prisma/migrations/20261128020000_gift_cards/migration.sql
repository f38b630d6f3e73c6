-- Gift cards: money of a network's customers on cards, with a journal of its own (decision 113). No points stand here.
CREATE TABLE gift_batches (
  network_id uuid NOT NULL REFERENCES networks (id),
  id         uuid NOT NULL,
  name       text NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
  cards      integer NOT NULL CHECK (cards BETWEEN 1 AND 2000),
  created_by uuid,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (network_id, id)
);

CREATE TABLE gift_cards (
  network_id         uuid NOT NULL,
  id                 uuid NOT NULL,
  batch_id           uuid NOT NULL,
  -- The place of the card in its batch, from 1.
  number             integer NOT NULL CHECK (number > 0),
  -- The blind index of the code, by which the card is found.
  code_index         bytea NOT NULL,
  -- The code and the PIN as they are printed, encrypted.
  face_encrypted     bytea NOT NULL,
  last4              text NOT NULL CHECK (last4 ~ '^[0-9]{4}$'),
  -- ISSUED: not sold yet; ACTIVE: its money can be spent; BLOCKED; REPLACED: another card has its money.
  state              text NOT NULL DEFAULT 'ISSUED' CHECK (state IN ('ISSUED', 'ACTIVE', 'BLOCKED', 'REPLACED')),
  balance            bigint NOT NULL DEFAULT 0 CHECK (balance BETWEEN 0 AND 10000000),
  -- Acts of its journal.
  version            integer NOT NULL DEFAULT 0 CHECK (version >= 0),
  sold_at            timestamptz,
  sold_restaurant_id uuid,
  -- The guest whose cabinet shows it; null: none.
  guest_id           uuid,
  -- The card that has its money now.
  replaced_by        uuid,
  created_at         timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (network_id, id),
  CONSTRAINT gift_cards_code UNIQUE (network_id, code_index),
  CONSTRAINT gift_cards_number UNIQUE (network_id, batch_id, number),
  FOREIGN KEY (network_id, batch_id) REFERENCES gift_batches (network_id, id),
  FOREIGN KEY (network_id, guest_id) REFERENCES guests (network_id, id),
  CHECK (state <> 'ISSUED' OR sold_at IS NULL AND balance = 0),
  CHECK (state <> 'ACTIVE' OR sold_at IS NOT NULL),
  CHECK ((state = 'REPLACED') = (replaced_by IS NOT NULL)),
  CHECK (state <> 'REPLACED' OR balance = 0)
);
CREATE INDEX gift_cards_guest ON gift_cards (network_id, guest_id) WHERE guest_id IS NOT NULL;

-- The journal of a card: every act, also those that move no money.
CREATE TABLE gift_transactions (
  network_id       uuid NOT NULL,
  id               uuid NOT NULL,
  card_id          uuid NOT NULL,
  -- The acts of a card are numbered from 1.
  number           integer NOT NULL CHECK (number > 0),
  kind             text NOT NULL CHECK (kind IN ('SOLD', 'TOPPED_UP', 'SPENT', 'REFUNDED', 'CORRECTED', 'BLOCKED', 'UNBLOCKED',
                     'MOVED_OUT', 'MOVED_IN', 'CLAIMED')),
  amount           bigint NOT NULL CHECK (amount >= 0),
  -- Money on the card after it.
  balance          bigint NOT NULL CHECK (balance >= 0),
  -- The spending of a refund; the other card's act of a move.
  related_id       uuid,
  restaurant_id    uuid,
  point_of_sale_id uuid,
  actor_kind       text NOT NULL CHECK (actor_kind IN ('user', 'key', 'guest')),
  actor_id         uuid NOT NULL,
  receipt_number   text,
  reason           text,
  business_date    date NOT NULL,
  recorded_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (network_id, id),
  CONSTRAINT gift_transactions_number UNIQUE (network_id, card_id, number),
  CHECK ((kind IN ('BLOCKED', 'UNBLOCKED', 'CLAIMED')) = (amount = 0) OR kind IN ('MOVED_OUT', 'MOVED_IN')),
  CHECK (kind NOT IN ('SOLD', 'TOPPED_UP', 'SPENT', 'REFUNDED') OR restaurant_id IS NOT NULL),
  CHECK (kind <> 'REFUNDED' OR related_id IS NOT NULL)
);
CREATE INDEX gift_transactions_related ON gift_transactions (network_id, related_id) WHERE related_id IS NOT NULL;
CREATE INDEX gift_transactions_day ON gift_transactions (network_id, business_date);

-- Movements of the money: a debit account, a credit account and a positive amount.
CREATE TABLE gift_transfers (
  network_id     uuid NOT NULL,
  transaction_id uuid NOT NULL,
  debit_kind     text NOT NULL CHECK (debit_kind IN ('CARD', 'SOLD', 'REDEEMED', 'ADJUSTED')),
  -- A card, a restaurant (SOLD, REDEEMED) or the network (ADJUSTED).
  debit_owner    uuid NOT NULL,
  credit_kind    text NOT NULL CHECK (credit_kind IN ('CARD', 'SOLD', 'REDEEMED', 'ADJUSTED')),
  credit_owner   uuid NOT NULL,
  amount         bigint NOT NULL CHECK (amount > 0),
  PRIMARY KEY (network_id, transaction_id),
  CHECK (debit_kind = 'CARD' OR credit_kind = 'CARD'),
  CHECK ((debit_kind, debit_owner) <> (credit_kind, credit_owner))
);

CREATE FUNCTION move_gift_money() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE gift_cards SET balance = balance - NEW.amount
   WHERE network_id = NEW.network_id AND id = NEW.debit_owner AND NEW.debit_kind = 'CARD';
  UPDATE gift_cards SET balance = balance + NEW.amount
   WHERE network_id = NEW.network_id AND id = NEW.credit_owner AND NEW.credit_kind = 'CARD';
  RETURN NULL;
END $$;
CREATE FUNCTION refuse_gift_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the balance of a gift card changes by its transfers alone' USING ERRCODE = 'LP005';
END $$;
CREATE TRIGGER gift_transfers_move AFTER INSERT ON gift_transfers FOR EACH ROW EXECUTE FUNCTION move_gift_money();
CREATE TRIGGER gift_cards_balance BEFORE UPDATE ON gift_cards FOR EACH ROW
  WHEN (NEW.balance IS DISTINCT FROM OLD.balance AND pg_trigger_depth() = 0) EXECUTE FUNCTION refuse_gift_balance();
CREATE TRIGGER gift_cards_empty BEFORE INSERT ON gift_cards FOR EACH ROW
  WHEN (NEW.balance <> 0) EXECUTE FUNCTION refuse_gift_balance();

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['gift_transactions', 'gift_transfers'] LOOP
    EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', t || '_append_only', t);
    EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', t || '_no_truncate', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['gift_batches', 'gift_cards', 'gift_transactions', 'gift_transfers'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY network_only ON %I TO loyalty_app USING (network_id = (SELECT current_setting(''app.network_id'')::uuid)) '
      'WITH CHECK (network_id = (SELECT current_setting(''app.network_id'')::uuid))', t);
    EXECUTE format('REVOKE ALL ON %I FROM PUBLIC', t);
  END LOOP;
END $$;
GRANT SELECT, INSERT ON gift_batches, gift_transactions, gift_transfers TO loyalty_app;
GRANT SELECT, INSERT, UPDATE ON gift_cards TO loyalty_app;
