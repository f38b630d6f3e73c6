-- ANALYZE of the tables that the till and the followers of the event log read and write. A session that plans on an empty table that was
-- never analysed keeps a bad plan (ledger.md, rule 19), and the application's role may not analyse what it does not own. Only the
-- columns by which rows are sought are sampled: sorting samples of all the others took three times as long.
CREATE OR REPLACE FUNCTION analyze_till_tables() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  ANALYZE guests (network_id, id, external_id, card_number, phone_index, account_id),
    guest_states (network_id, guest_id, due_at),
    lots (network_id, guest_id, expires_at, lot_id),
    transactions (network_id, id, type, guest_id, guest_version, shift_id, related_id),
    transfers (network_id, transaction_id, n, code, lot_id),
    claims (network_id, digest),
    events (network_id, epoch, xid, id, type),
    stored_answers (network_id, id),
    guest_summaries (network_id, guest_id),
    guest_days (network_id, guest_id, business_date),
    guest_cohorts (network_id, guest_id, person_id, first_day),
    cohort_cells (network_id, joined, since),
    visit_gaps (network_id, business_date, gap),
    liability_guests (network_id, guest_id),
    liability_sums (network_id, part, key),
    liability_movements (network_id, cohort, expires, month),
    daily_figures (network_id, business_date, restaurant_id),
    hourly_figures (network_id, business_date, restaurant_id, hour),
    cashier_figures (network_id, business_date, restaurant_id, user_id),
    item_figures (network_id, business_date, restaurant_id, kind, category, item),
    item_sums (network_id, span, business_date, kind, category, item),
    tier_figures (network_id, business_date, from_tier, to_tier, cause),
    campaign_figures (network_id, business_date, restaurant_id, campaign);
END $$;
REVOKE ALL ON FUNCTION analyze_till_tables FROM PUBLIC;
GRANT EXECUTE ON FUNCTION analyze_till_tables TO loyalty_app;
