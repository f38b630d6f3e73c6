-- Rows as servers of 0.3.0 write them, with the columns that came since. It goes with those servers in the version after this one.
CREATE OR REPLACE FUNCTION till_journal_rows(p_rows till_transaction[]) RETURNS till_journal_row[]
LANGUAGE sql STABLE SECURITY INVOKER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(ROW(
    t.grp, t.id, t.type, t.guest_id, t.guest_version, t.restaurant_id, t.point_of_sale_id, t.shift_id, t.actor_kind,
    t.actor_id, t.channel, t.related_id, t.receipt_number, t.external_order_id, t.business_date, t.occurred_at,
    t.recorded_at, t.amount, t.discount, t.points_redeemed, t.points_value, t.payable, t.points_earned, t.points_not_taken,
    t.available, t.pending, t.held, t.in_review, t.receivable, t.tier_before, t.tier, t.tier_progress, t.program_version,
    t.items, t.facts, t.details, t.trace, t.payment_method, t.direction, t.reason_code, t.comment_hash, t.request_hash,
    t.request_id, t.guest_count, t.identified_by, t.session_id, t.points_given, NULL, NULL)::till_journal_row ORDER BY t.ordinality), '{}')
  FROM unnest(p_rows) WITH ORDINALITY t
$$;
REVOKE ALL ON FUNCTION till_journal_rows FROM PUBLIC;
GRANT EXECUTE ON FUNCTION till_journal_rows TO loyalty_app;
