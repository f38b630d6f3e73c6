-- Begins an act that is decided alone, in its transaction: sets the network and how long to wait for a lock, locks the guest (where the act spends points,
-- with the guest's family, in the order of their ids), and reads what the decision needs. Each part is a statement of its own behind the locks, so that it
-- sees what others committed meanwhile (ledger.md, rule 4). If the key was used before, only its holder is returned and nothing is locked.
CREATE OR REPLACE FUNCTION till_lock(p_act till_act)
RETURNS TABLE (key_holder uuid, locked uuid[], holders uuid[], read till_row, named transactions[], others transactions[], moved transfers[],
  expired bigint[], has_rewards boolean, given_alone bigint, moved_by_hand bigint, refunded_of_sale bigint, refunded_of_day bigint)
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = public, pg_temp
  -- As for `till_read`.
  SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
DECLARE
  reading till_reading := p_act.guests[1];
  manual till_manual_day := p_act.manual_days[1];
  refunds till_refund_day := p_act.refund_days[1];
  family uuid;
  ids uuid[];
BEGIN
  PERFORM set_config('app.network_id', p_act.network::text, true), set_config('lock_timeout', p_act.lock_timeout, true);
  IF p_act.key IS NOT NULL THEN
    SELECT c.holder_id INTO key_holder FROM claims c WHERE c.network_id = p_act.network AND c.digest = p_act.key;
    IF key_holder IS NOT NULL THEN
      RETURN NEXT;
      RETURN;
    END IF;
  END IF;

  IF reading.guest IS NOT NULL THEN
    -- A guest who joins the family between this look and the lock is missing in `locked`, and the act is decided again.
    IF p_act.spends THEN
      SELECT s.family_id INTO family FROM guest_states s WHERE s.network_id = p_act.network AND s.guest_id = reading.guest;
    END IF;
    locked := ARRAY[reading.guest];
    IF family IS NULL THEN
      PERFORM FROM guest_states s WHERE s.network_id = p_act.network AND s.guest_id = reading.guest FOR UPDATE;
    ELSE
      locked := locked || ARRAY (
        SELECT m.guest_id FROM family_members m WHERE m.network_id = p_act.network AND m.family_id = family AND m.guest_id <> reading.guest);
      PERFORM FROM guest_states s WHERE s.network_id = p_act.network AND s.guest_id = ANY (locked) ORDER BY s.guest_id FOR UPDATE;
    END IF;
  END IF;

  -- Sums of a day cover many guests, whose locks do not guard them: one act of the person counts at a time.
  IF manual.holder IS NOT NULL THEN
    PERFORM pg_advisory_xact_lock(hashtextextended('manual ' || p_act.network || ' ' || manual.holder, 0));
    SELECT greatest(coalesce(sum(p.points) FILTER (WHERE p.of_date), 0), coalesce(sum(p.points) FILTER (WHERE p.of_today), 0)) INTO moved_by_hand FROM (
      SELECT t.points_earned AS points, t.business_date = manual.business_date AS of_date, t.id >= manual.first_of_today AS of_today
      FROM (
        SELECT manual.holder AS id UNION ALL
        SELECT k.id FROM api_keys k WHERE k.network_id = p_act.network AND k.integration_id = manual.holder AND k.id <> manual.holder) a
      CROSS JOIN LATERAL (
        SELECT * FROM transactions t
        WHERE t.network_id = p_act.network AND t.actor_id = a.id AND t.id >= manual.first_id AND t.type = 'MANUAL' OFFSET 0) t
      UNION ALL
      SELECT w.points, true, true FROM approvals w
      WHERE w.network_id = p_act.network AND w.status = 'AWAITING_APPROVAL' AND w.type = 'MANUAL' AND w.requested_by = manual.holder
        AND w.id >= manual.first_id) p;
  END IF;
  IF refunds.actor IS NOT NULL THEN
    PERFORM pg_advisory_xact_lock(hashtextextended('refunds ' || p_act.network || ' ' || refunds.actor, 0));
    SELECT r.of_sale, r.of_day INTO refunded_of_sale, refunded_of_day
    FROM refunded_alone(p_act.network, p_act.related[1], refunds.actor, refunds.first_id) r;
  END IF;

  IF cardinality(p_act.claims) > 0 THEN
    holders := ARRAY (
      SELECT (SELECT c.holder_id FROM claims c WHERE c.network_id = p_act.network AND c.digest = d.digest)
      FROM unnest(p_act.claims) WITH ORDINALITY d(digest, place) ORDER BY d.place);
  END IF;
  ids := ARRAY (SELECT DISTINCT i FROM unnest(p_act.related || holders) i WHERE i IS NOT NULL);
  IF cardinality(ids) > 0 THEN
    SELECT r.named, r.others, r.moved, r.expired INTO named, others, moved, expired FROM related_rows(p_act.network, ids, reading.guest) r;
  END IF;
  IF p_act.returns IS NOT NULL THEN
    has_rewards := EXISTS (SELECT FROM redemptions d WHERE d.network_id = p_act.network AND d.id = p_act.returns)
      OR EXISTS (SELECT FROM redemptions d WHERE d.network_id = p_act.network AND d.sale_id = p_act.returns AND d.status = 'FULFILLED');
  END IF;
  IF p_act.sums_gifts THEN
    given_alone := coalesce((SELECT g.points FROM points_given_alone(p_act.network, ARRAY[reading.guest]) g), 0);
  END IF;
  SELECT r.* INTO read FROM till_read(ARRAY[ROW(p_act.network, p_act.guests, '{}')::till_asked]) r;
  RETURN NEXT;
END $$;
REVOKE ALL ON FUNCTION till_lock FROM PUBLIC;
GRANT EXECUTE ON FUNCTION till_lock TO loyalty_app;
