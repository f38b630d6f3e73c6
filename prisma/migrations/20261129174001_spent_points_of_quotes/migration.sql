-- A quote asked once more what its guest had spent without a word. The till's read of the guest brings it.

CREATE INDEX transactions_partner ON transactions (network_id, guest_id, guest_version) WHERE type = 'MANUAL' AND facts->'partner' IS NOT NULL;

-- Points that a guest spent since an instant and did not confirm, in all and on one receipt: those redeemed, and those
-- that open holds set aside. An undone act spent nothing. `p_first_id`: no act of that time has an id below it.
CREATE FUNCTION points_unconfirmed(p_network uuid, p_guest uuid, p_since timestamptz, p_first_id uuid, p_receipt text, p_order text, p_till uuid)
RETURNS TABLE (today bigint, on_receipt bigint)
LANGUAGE sql STABLE SECURITY INVOKER AS $$
  SELECT coalesce(sum(s.points), 0)::bigint,
    coalesce(sum(s.points) FILTER (WHERE t.external_order_id = p_order OR (t.receipt_number = p_receipt AND t.point_of_sale_id = p_till)), 0)::bigint
  FROM (
    -- Two probes of partial indexes: a guest with a long history costs no more.
    SELECT t.id, t.external_order_id, t.receipt_number, t.point_of_sale_id, t.type, t.points_redeemed, t.facts, t.details, t.identified_by, t.actor_kind
    FROM transactions t
    WHERE t.network_id = p_network AND t.guest_id = p_guest AND t.points_redeemed > 0 AND t.id >= p_first_id AND t.recorded_at >= p_since
      AND t.type IN ('SALE', 'REDEMPTION', 'HOLD')
    UNION ALL
    SELECT t.id, t.external_order_id, t.receipt_number, t.point_of_sale_id, t.type, t.points_redeemed, t.facts, t.details, t.identified_by, t.actor_kind
    FROM transactions t
    WHERE t.network_id = p_network AND t.guest_id = p_guest AND t.type = 'MANUAL' AND t.facts->'partner' IS NOT NULL
      AND t.id >= p_first_id AND t.recorded_at >= p_since) t
  CROSS JOIN LATERAL (
    SELECT CASE WHEN t.type = 'HOLD' THEN t.points_redeemed ELSE (
      SELECT coalesce(sum(x.amount), 0)::bigint FROM transfers x
      WHERE x.network_id = p_network AND x.transaction_id = t.id AND x.code = 'REDEMPTION' AND x.unit IS NULL) END AS points) s
  -- Points of a transfer are not spent at a till.
  WHERE (t.type <> 'HOLD' OR t.details->>'reserved' IS NULL)
    AND t.actor_kind <> 'guest'
    AND t.identified_by IS DISTINCT FROM 'QR' AND t.identified_by IS DISTINCT FROM 'CODE'
    AND (t.facts IS NULL OR (t.facts->>'confirmedBy' IS NULL
      -- What a hold set aside was counted as it was held.
      AND (t.type = 'HOLD' OR t.facts->>'captureGraceMs' IS NULL)))
    AND NOT EXISTS (
      SELECT FROM transactions r WHERE r.network_id = p_network AND r.related_id = t.id
        AND (r.type = 'RELEASE' OR (r.type = 'REFUND' AND r.reason_code = 'UNDO')))
$$;
REVOKE ALL ON FUNCTION points_unconfirmed FROM PUBLIC;
GRANT EXECUTE ON FUNCTION points_unconfirmed TO loyalty_app;

-- Whether a sale or redemption of the guest was recorded at or after this instant: the last one says, because versions follow time.
CREATE FUNCTION bought_since(p_network uuid, p_guest uuid, p_since timestamptz) RETURNS boolean
LANGUAGE sql STABLE SECURITY INVOKER AS $$
  SELECT coalesce((
    SELECT t.recorded_at >= p_since FROM transactions t WHERE t.network_id = p_network AND t.guest_id = p_guest
      AND (t.type IN ('SALE', 'REDEMPTION') OR t.type = 'MANUAL' AND t.direction = 'DEBIT' AND t.facts->'partner' IS NOT NULL)
    ORDER BY t.guest_version DESC LIMIT 1), false)
$$;
REVOKE ALL ON FUNCTION bought_since FROM PUBLIC;
GRANT EXECUTE ON FUNCTION bought_since TO loyalty_app;

-- A spend by its receipt, with the instant since when spent points count.
CREATE TYPE till_spending AS (since timestamptz, first_id uuid, receipt text, external_order text, till uuid);
ALTER TYPE till_reading ADD ATTRIBUTE spendings till_spending[];

CREATE TYPE till_row AS (
  ordinal integer, now_ms double precision, version bigint, blocked boolean, birthday smallint, joined_day integer, tier text, grace_until integer,
  available bigint, pending bigint, held bigint, in_review bigint, receivable bigint, overdraft boolean,
  spend bigint, visits bigint, points_earned bigint, sales bigint, days bigint[], counters text, due_ms double precision, lots text, in_family boolean,
  segments text[], codes text, identified text, spent bigint[]);

DROP FUNCTION till_read(till_asked[]);

-- Reads what the decisions about these guests need, in the order given. A null guest (a receipt of nobody) gives a
-- row with the time alone. Lots come only where asked for, or where something of the guest is due. Where only their next ends
-- are asked for, lots that end at one instant come as one without id. Where look-ups are asked for, what is known of them comes as
-- JSON, in no order, and of a live face whether the guest has bought since; where a spend is asked for, the points that it counts
-- with. Where codes are named, one more row behind a network's guests has what each of them is, in the order given, as JSON and nothing else.
CREATE FUNCTION till_read(p_asked till_asked[])
RETURNS SETOF till_row
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = public, pg_temp
  SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  asked till_asked;
  of_codes till_row;
  -- `date_part` gives a double at once, where `extract` computes in numeric: twice a guest that is felt.
  at_ms double precision := floor(date_part('epoch', ledger_now()) * 1000);
BEGIN
  FOREACH asked IN ARRAY p_asked LOOP
    PERFORM set_config('app.network_id', asked.network::text, true);
    RETURN QUERY
    SELECT g.ordinality::integer, at_ms,
      s.version, s.blocked, s.birthday, s.joined_day, s.tier, s.grace_until,
      s.available, s.pending, s.held, s.in_review, s.receivable, s.overdraft,
      s.spend, s.visits, s.points_earned, s.sales, s.days, s.counters::text,
      CASE WHEN s.due_at < 'infinity' THEN round(date_part('epoch', s.due_at) * 1000) END,
      CASE
        WHEN g.need_lots OR s.due_at <= ledger_now() OR g.ends IS NOT NULL AND s.counters IS NOT NULL
          AND (json_array_length(s.counters -> 'terms') > 0 OR s.counters ->> 'inactivity' IS NOT NULL) THEN (
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
      s.family_id IS NOT NULL, nullif(s.segments, '{}'), NULL::text,
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
    FROM unnest(asked.guests) WITH ORDINALITY g
    LEFT JOIN LATERAL (SELECT * FROM guest_states s WHERE s.network_id = asked.network AND s.guest_id = g.guest OFFSET 0) s ON true
    ORDER BY g.ordinality;

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
            b.kind = 'SINGLE')
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
