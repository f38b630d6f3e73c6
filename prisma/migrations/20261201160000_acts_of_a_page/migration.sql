-- One act of a page of the event log, with what its followers count: `page_acts` reads a page once for all of them.
-- `day` and `hour` are those of the network. `related_…`: the row that a sale or a refund names. `cause`: why the tier changed.
CREATE TYPE page_act AS (
  place integer, event text, id uuid, type transaction_type, guest_id uuid, guest_version bigint, day date, hour smallint,
  occurred_at timestamptz, restaurant_id uuid, actor_kind text, actor_id uuid, direction text, amount bigint, discount bigint,
  points_value bigint, payable bigint, points_earned bigint, points_redeemed bigint, points_given bigint, is_whole boolean,
  items json, back json, tier_before text, tier text, cause text, related_id uuid, related_type transaction_type, related_guest_id uuid,
  related_day date, related_occurred_at timestamptz, related_discount bigint, related_points_value bigint, related_payable bigint,
  related_points_redeemed bigint, related_actor_kind text, related_actor_id uuid, related_items json
);

DROP FUNCTION IF EXISTS figures_take(uuid, uuid[], text[], uuid[], boolean);
DROP FUNCTION IF EXISTS breakdowns_take(uuid, uuid[], text[], integer);
DROP FUNCTION IF EXISTS guest_summaries_take(uuid, uuid[], text[], uuid[]);
DROP FUNCTION IF EXISTS cohorts_take(uuid, uuid[], text[], uuid[]);
