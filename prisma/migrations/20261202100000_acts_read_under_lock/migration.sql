-- Points that one person, or the keys of one integration, moved by hand in a business day. No row of the day has an id below `first_id`, and none recorded
-- today has one below `first_of_today`.
CREATE TYPE till_manual_day AS (holder uuid, first_id uuid, business_date date, first_of_today uuid);

-- Refunds of one person from an id on.
CREATE TYPE till_refund_day AS (actor uuid, first_id uuid);

-- An act that is decided alone. `claims`: names that other rows may hold. `related`: rows that it refers to. `returns`: the transaction whose rewards it
-- gives back; null: none. `sums_gifts`: it may give points by one person's decision.
CREATE TYPE till_act AS (
  network uuid, lock_timeout text, key uuid, guests till_reading[], spends boolean, claims uuid[], related uuid[], returns uuid, sums_gifts boolean,
  manual_days till_manual_day[], refund_days till_refund_day[]);
