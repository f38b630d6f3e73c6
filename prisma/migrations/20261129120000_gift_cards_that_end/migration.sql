-- A gift card may end where the law of the network's country lets it; its money goes to the income account ENDED.
ALTER TABLE gift_cards
  -- Months from the last payment into the card to its end; null: the card never ends.
  ADD COLUMN term_months integer,
  -- The last local day on which the card can be spent.
  ADD COLUMN ends_on date,
  -- The next day on which the job has something to do: to tell the guest, or to end the card.
  ADD COLUMN due_on date,
  ADD CONSTRAINT gift_cards_term CHECK (
    (term_months IS NULL) = (ends_on IS NULL) AND (ends_on IS NULL) = (due_on IS NULL) AND term_months > 0) NOT VALID,
  DROP CONSTRAINT gift_cards_state_check,
  ADD CONSTRAINT gift_cards_state CHECK (state IN ('ISSUED', 'ACTIVE', 'BLOCKED', 'REPLACED', 'ENDED')) NOT VALID,
  ADD CONSTRAINT gift_cards_ended CHECK (state <> 'ENDED' OR ends_on IS NOT NULL) NOT VALID;
ALTER TABLE gift_transactions
  DROP CONSTRAINT gift_transactions_kind,
  DROP CONSTRAINT gift_transactions_amount,
  DROP CONSTRAINT gift_transactions_actor_kind_check,
  ADD CONSTRAINT gift_transactions_kind CHECK (kind IN ('SOLD', 'TOPPED_UP', 'SPENT', 'REFUNDED', 'CORRECTED', 'BLOCKED', 'UNBLOCKED',
    'MOVED_OUT', 'MOVED_IN', 'CLAIMED', 'RECODED', 'ENDED')) NOT VALID,
  ADD CONSTRAINT gift_transactions_amount CHECK (
    (kind IN ('BLOCKED', 'UNBLOCKED', 'CLAIMED', 'RECODED')) = (amount = 0) OR kind IN ('MOVED_OUT', 'MOVED_IN', 'ENDED')) NOT VALID,
  -- system: the platform itself ended the card; the actor is the network.
  ADD CONSTRAINT gift_transactions_actor CHECK (actor_kind IN ('user', 'key', 'guest', 'system')) NOT VALID;
ALTER TABLE gift_transfers
  DROP CONSTRAINT gift_transfers_credit_kind_check,
  ADD CONSTRAINT gift_transfers_credit_kind CHECK (credit_kind IN ('CARD', 'SOLD', 'REDEEMED', 'ADJUSTED', 'ENDED')) NOT VALID;
-- The warning that a gift card ends soon.
ALTER TABLE messages DROP CONSTRAINT messages_source_check;
ALTER TABLE messages ADD CONSTRAINT messages_source_check
  CHECK (source IN ('CAMPAIGN', 'EXPIRY_WARNING', 'AUTOMATION', 'FEEDBACK', 'STAFF', 'TEST', 'GIFT_CARD')) NOT VALID;
