-- What the followers of the event log share of a page beside its acts: the guests of the acts as they are (`page_guests`), and the transfers of the
-- acts (`page_moves`). `visited`, `refunded`: the newest sale of the guest in the page, and the newest sale that a refund of the page names.
CREATE TYPE page_guest AS (
  guest_id uuid, version bigint, tier text, available bigint, pending bigint, held bigint, in_review bigint, receivable bigint,
  inactivity_ends_at timestamptz, has_terms boolean, due_at timestamptz, moves_lots boolean, visited timestamptz, refunded timestamptz
);
CREATE TYPE page_move AS (
  id uuid, guest_id uuid, guest_version bigint, occurred_at timestamptz, code transfer_code, debit_kind account_kind, debit_owner uuid,
  credit_kind account_kind, credit_owner uuid, amount bigint, lot_id uuid, expires_at timestamptz, unit uuid
);

DROP FUNCTION IF EXISTS guest_summaries_take(uuid, page_act[]);
