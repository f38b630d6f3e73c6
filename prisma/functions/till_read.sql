-- Reads what the decisions about these guests need, in the order given. A null guest (an anonymous receipt) gives a
-- row with the time alone. Lots come only where asked for, or where something of the guest is due. Where only their next ends
-- are asked for, and no points wait, lots that end at one instant come as one without id. Where look-ups are asked for, what is known of them comes as
-- JSON, in no order, and of a live face whether the guest has bought since; where a spend is asked for, the points that it counts
-- with. Where codes are named, one more row behind a network's guests has what each of them is, in the order given, as JSON and nothing else.
-- What is asked of one network in a row is read by one query, because starting one takes longer than reading a guest.
CREATE OR REPLACE FUNCTION till_read(p_asked till_asked[])
RETURNS SETOF till_row
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = public, pg_temp
  -- Tables that were never analysed look empty, and a plan made then would read all lots for each guest.
  SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
DECLARE
  asked till_asked;
  together till_asked[] := '{}';
  of_codes till_row;
  -- `date_part` gives a double at once, where `extract` computes in numeric: twice a guest that is felt.
  at_ms double precision := floor(date_part('epoch', ledger_now()) * 1000);
BEGIN
  FOR i IN 1 .. cardinality(p_asked) LOOP
    asked := p_asked[i];
    together := together || asked;
    CONTINUE WHEN cardinality(asked.codes) = 0 AND p_asked[i + 1].network = asked.network;
    PERFORM set_config('app.network_id', asked.network::text, true);
    RETURN QUERY
    SELECT g.ordinality::integer, at_ms,
      s.version, s.blocked, counted_birthday(s.birthday, s.birthday_from), s.joined_day, s.tier, s.grace_until,
      s.available, s.pending, s.held, s.in_review, s.receivable, s.overdraft,
      s.spend, s.visits, s.points_earned, s.sales, s.days, s.counters::text,
      CASE WHEN s.due_at < 'infinity' THEN round(date_part('epoch', s.due_at) * 1000) END,
      CASE
        WHEN g.need_lots OR s.due_at <= ledger_now() OR g.ends IS NOT NULL AND (s.pending > 0 OR s.counters IS NOT NULL
          AND (json_array_length(s.counters -> 'terms') > 0 OR s.counters ->> 'inactivity' IS NOT NULL)) THEN (
          -- Text that is put together: json_build_array looks its types up for each row, which takes twice as long.
          SELECT '[' || coalesce(string_agg('["' || l.lot_id::text || '",'
              || CASE WHEN l.expires_at < 'infinity' THEN round(date_part('epoch', l.expires_at) * 1000)::text ELSE 'null' END
              || ',' || l.amount::text || ',' || l.remaining::text || ',' || l.held::text || ','
              -- What waits for a payment has no instant; this number stands for none in the decision.
              || CASE WHEN l.activates_at IS NULL THEN 'null'
                WHEN l.activates_at < 'infinity' THEN round(date_part('epoch', l.activates_at) * 1000)::text
                ELSE '8640000000000000' END
              || coalesce(',"' || l.restaurant_id::text || '"]', ',null]'),
            ',' ORDER BY l.expires_at, l.lot_id), '') || ']'
          FROM lots l WHERE l.network_id = asked.network AND l.guest_id = g.guest)
        WHEN g.ends IS NOT NULL THEN (
          SELECT '[' || coalesce(string_agg('["",' || e.end_ms::text || ',' || e.amount::text || ',' || e.remaining::text || ','
            || e.held::text || ',null,null]', ',' ORDER BY e.end_ms), '') || ']'
          FROM (
            SELECT round(date_part('epoch', l.expires_at) * 1000) AS end_ms, sum(l.amount) AS amount, sum(l.remaining) AS remaining, sum(l.held) AS held
            FROM lots l WHERE l.network_id = asked.network AND l.guest_id = g.guest AND l.expires_at < 'infinity'
            GROUP BY l.network_id, l.guest_id, l.expires_at ORDER BY l.expires_at LIMIT g.ends) e)
      END,
      -- Null means an erased guest. The row got no new member for that, because servers of an earlier version read the same row type.
      CASE WHEN s.erased THEN NULL ELSE s.family_id IS NOT NULL END, nullif(s.segments, '{}'), NULL::text,
      CASE WHEN cardinality(g.look_ups) > 0 THEN (
        SELECT '[' || string_agg('["' || i.actor_id::text || '","' || i.guest_id::text || '","' || i.way || '",'
            || CASE WHEN i.way IN ('QR', 'CODE') AND cardinality(g.spendings) > 0
                 THEN bought_since(asked.network, i.guest_id, i.noted_at) ELSE false END || ']', ',') || ']'
        FROM unnest(g.look_ups) u
        JOIN LATERAL (SELECT * FROM identifications n WHERE n.network_id = asked.network AND n.actor_id = u.actor AND n.guest_id = u.guest
            AND n.noted_at >= clock_timestamp() - interval '30 minutes' OFFSET 0) i ON true)
      END,
      CASE WHEN cardinality(g.spendings) > 0 THEN (
        SELECT ARRAY[p.today, p.on_receipt] FROM unnest(g.spendings) u
        CROSS JOIN LATERAL points_unconfirmed(asked.network, g.guest, u.since, u.first_id, u.receipt, u.external_order, u.till) p)
      END
    FROM unnest(together) WITH ORDINALITY a
    CROSS JOIN LATERAL unnest(a.guests) WITH ORDINALITY g
    LEFT JOIN LATERAL (SELECT * FROM guest_states s WHERE s.network_id = asked.network AND s.guest_id = g.guest OFFSET 0) s ON true
    ORDER BY a.ordinality, g.ordinality;
    together := '{}';

    -- After the guests: what a guest has used by now is what its row says, or the write finds another version of it.
    IF cardinality(asked.codes) > 0 THEN
      of_codes.codes := (
        SELECT json_agg(CASE WHEN c.digest IS NOT NULL THEN json_build_array(
            c.batch_id, b.reward_id, c.uses_left,
            CASE WHEN b.status <> 'READY' THEN b.status
              WHEN b.valid_from > ledger_now() THEN 'NOT_YET'
              WHEN b.valid_until <= ledger_now() AND coalesce(c.restored_until <= ledger_now(), true) THEN 'OVER'
              ELSE 'GOOD' END,
            b.per_guest,
            CASE WHEN b.per_guest IS NOT NULL THEN (
              SELECT count(*) FROM redemptions d
              WHERE d.network_id = asked.network AND d.guest_id = x.guest AND d.batch_id = c.batch_id
                AND d.status IN ('PENDING', 'READY', 'FULFILLED'))
            END,
            cardinality(b.segments) > 0 AND NOT EXISTS (
              SELECT FROM guest_states s WHERE s.network_id = asked.network AND s.guest_id = x.guest AND s.segments && b.segments),
            b.kind = 'SINGLE',
            coalesce((SELECT k.created_by FROM api_keys k WHERE k.network_id = asked.network AND k.id = b.created_by), b.created_by))
          END ORDER BY x.ordinality)::text
        FROM unnest(asked.codes) WITH ORDINALITY x
        LEFT JOIN LATERAL (SELECT * FROM coupons c WHERE c.network_id = asked.network AND c.digest = x.digest OFFSET 0) c ON true
        LEFT JOIN LATERAL (SELECT * FROM coupon_batches b WHERE b.network_id = asked.network AND b.id = c.batch_id OFFSET 0) b ON true);
      RETURN NEXT of_codes;
    END IF;
  END LOOP;
END $$;
REVOKE ALL ON FUNCTION till_read FROM PUBLIC;
GRANT EXECUTE ON FUNCTION till_read TO loyalty_app;
