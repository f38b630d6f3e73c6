-- The till's two statements. Each is one call, one transaction, one network: the first act of each function sets
-- `app.network_id` for the transaction, so row-level security parts the networks in here too.
--
-- They probe row by row by the full key (ledger.md, rule 19). A join with `unnest` that is planned while a table is
-- empty reads a network's whole part of it for every batch, by the prefix `network_id` alone,
-- until the table is analysed: with 3,000 guests a sale read 78 rows. `OFFSET 0` keeps a lateral probe from being made
-- a join; rows are written by an insert that meets them, or in a loop, since an UPDATE with FROM is always a join.
--
-- Plans are generic: with an array shorter than the ten elements that such a plan assumes, PostgreSQL takes a plan of its
-- own for cheaper and makes one anew in every call, which was half of a read of one guest and a tenth of its write.

-- Reads what the decisions about these guests need, in the order given. A null guest (a receipt of nobody) gives a
-- row with the time alone. Lots come only where asked for, or where something of the guest is due.
CREATE FUNCTION till_read(p_network uuid, p_guests uuid[], p_need_lots boolean[])
RETURNS TABLE (
  ordinal integer, now_ms double precision, version bigint, blocked boolean, birthday smallint, tier text, grace_until integer,
  available bigint, pending bigint, held bigint, in_review bigint, receivable bigint, overdraft boolean,
  spend bigint, visits bigint, points_earned bigint, sales bigint, days bigint[], counters text, due_ms double precision, lots text)
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = public, pg_temp
  SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  -- `date_part` gives a double at once, where `extract` computes in numeric: twice a guest that is felt.
  at_ms double precision := floor(date_part('epoch', now()) * 1000);
BEGIN
  PERFORM set_config('app.network_id', p_network::text, true);
  RETURN QUERY
  SELECT g.o::integer, at_ms,
    s.version, s.blocked, s.birthday, s.tier, s.grace_until,
    s.available, s.pending, s.held, s.in_review, s.receivable, s.overdraft,
    s.spend, s.visits, s.points_earned, s.sales, s.days, s.counters::text,
    CASE WHEN s.due_at < 'infinity' THEN round(date_part('epoch', s.due_at) * 1000) END,
    CASE WHEN g.need OR s.due_at <= now() THEN (
      SELECT coalesce(json_agg(json_build_array(
          l.lot_id, CASE WHEN l.expires_at < 'infinity' THEN round(extract(epoch FROM l.expires_at) * 1000) END,
          l.amount, l.remaining, l.held, round(extract(epoch FROM l.activates_at) * 1000), l.restaurant_id)
        ORDER BY l.expires_at, l.lot_id), '[]')::text
      FROM lots l WHERE l.network_id = p_network AND l.guest_id = g.id)
    END
  FROM unnest(p_guests, p_need_lots) WITH ORDINALITY g(id, need, o)
  LEFT JOIN LATERAL (SELECT * FROM guest_states s WHERE s.network_id = p_network AND s.guest_id = g.id OFFSET 0) s ON true
  ORDER BY g.o;
END $$;

-- Writes a batch: for each group (a guest with its acts, or one act of nobody) everything or nothing. Answers one row
-- for each group that was left out, with the reason, and for a lost claim what holds it; no rows: all is written.
-- Locks in the order of ledger.md, rule 2: guests (given sorted by id), then claims (sorted by digest).
CREATE FUNCTION till_write(
  p_network uuid, p_rules_version bigint, p_lock_timeout text,
  g_guest uuid[], g_expected bigint[], g_version bigint[], g_tier text[], g_grace integer[],
  g_available bigint[], g_pending bigint[], g_held bigint[], g_in_review bigint[], g_receivable bigint[], g_overdraft boolean[],
  g_spend bigint[], g_visits bigint[], g_points bigint[], g_sales bigint[], g_days text[], g_counters text[], g_due double precision[],
  c_group integer[], c_digest uuid[], c_kind text[], c_holder uuid[], c_expected uuid[],
  t_group integer[], t_id uuid[], t_type text[], t_guest_version bigint[], t_restaurant uuid[], t_point_of_sale uuid[], t_shift uuid[],
  t_actor_kind text[], t_actor_id uuid[], t_channel text[], t_related uuid[], t_receipt text[], t_external text[],
  t_business_date date[], t_occurred double precision[], t_recorded double precision[],
  t_amount bigint[], t_discount bigint[], t_redeemed bigint[], t_value bigint[], t_payable bigint[], t_earned bigint[], t_not_taken bigint[],
  t_available bigint[], t_pending bigint[], t_held bigint[], t_in_review bigint[], t_receivable bigint[],
  t_tier_before text[], t_tier text[], t_progress text[], t_program integer[],
  t_items text[], t_facts text[], t_details text[], t_trace text[], t_payment text[], t_direction text[], t_reason text[],
  t_comment text[], t_request_hash text[], t_request_id text[],
  x_group integer[], x_transaction uuid[], x_n integer[], x_code text[], x_debit_kind text[], x_debit_owner uuid[],
  x_credit_kind text[], x_credit_owner uuid[], x_amount bigint[], x_lot uuid[], x_expires double precision[], x_activates double precision[],
  l_group integer[], l_expires double precision[], l_lot uuid[], l_amount bigint[], l_remaining bigint[], l_held bigint[],
  l_activates double precision[], l_restaurant uuid[],
  a_group integer[], a_id uuid[], a_hash text[], a_status integer[], a_code text[], a_data text[])
RETURNS TABLE (lost_group integer, reason text, digest uuid, holder uuid)
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = public, pg_temp
  SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
  keep boolean[];
  claimed uuid[];
  wanted integer;
  lost integer[];
  current_rules bigint;
  current_epoch integer;
  wish record;
BEGIN
  PERFORM set_config('app.network_id', p_network::text, true), set_config('lock_timeout', p_lock_timeout, true);

  -- The lock and the version are of one row, so the row that is seen after a wait is the newest (rule 4 speaks of joins).
  SELECT array_agg(g.guest IS NULL OR s.version IS NOT DISTINCT FROM g.expected ORDER BY g.o) INTO keep
  FROM unnest(g_guest, g_expected) WITH ORDINALITY g(guest, expected, o)
  LEFT JOIN LATERAL (
    SELECT s.version FROM guest_states s WHERE s.network_id = p_network AND s.guest_id = g.guest FOR UPDATE) s ON true;

  SELECT n.rules_version INTO current_rules FROM networks n WHERE n.id = p_network;
  IF current_rules IS DISTINCT FROM p_rules_version THEN
    RETURN QUERY SELECT o::integer, 'rules', NULL::uuid, NULL::uuid FROM unnest(keep) WITH ORDINALITY k(kept, o);
    RETURN;
  END IF;

  IF cardinality(c_digest) > 0 THEN
    WITH inserted AS (
      INSERT INTO claims (network_id, digest, kind, holder_id)
      SELECT p_network, c.digest, c.kind::"char", c.holder
      FROM unnest(c_group, c_digest, c_kind, c_holder, c_expected) c(grp, digest, kind, holder, expected)
      WHERE keep[c.grp] AND c.expected IS NULL
      ORDER BY c.digest
      ON CONFLICT DO NOTHING RETURNING claims.digest)
    SELECT coalesce(array_agg(i.digest), '{}') INTO claimed FROM inserted i;
    -- A claim that changes hands (a redemption's receipt becomes the sale's) or only has to stand still.
    FOR wish IN SELECT c.digest, c.holder, c.expected
      FROM unnest(c_group, c_digest, c_holder, c_expected) c(grp, digest, holder, expected)
      WHERE keep[c.grp] AND c.expected IS NOT NULL ORDER BY c.digest
    LOOP
      UPDATE claims k SET holder_id = wish.holder
      WHERE k.network_id = p_network AND k.digest = wish.digest AND k.holder_id = wish.expected;
      IF FOUND THEN claimed := claimed || wish.digest; END IF;
    END LOOP;
    SELECT count(*) INTO wanted FROM unnest(c_group) c(grp) WHERE keep[c.grp];
    IF cardinality(claimed) < wanted THEN
      -- Two acts of one batch with the same claim count once in `claimed`, so both of their groups are left out.
      SELECT array_agg(DISTINCT c.grp) INTO lost
      FROM unnest(c_group, c_digest) c(grp, digest)
      WHERE keep[c.grp] AND (c.digest <> ALL (claimed)
        OR (SELECT count(*) FROM unnest(c_digest, c_group) d(digest, grp) WHERE d.digest = c.digest AND keep[d.grp]) > 1);
      RETURN QUERY
        SELECT c.grp, 'claim', c.digest, k.holder_id
        FROM unnest(c_group, c_digest) c(grp, digest)
        LEFT JOIN LATERAL (
          SELECT k.holder_id FROM claims k WHERE k.network_id = p_network AND k.digest = c.digest OFFSET 0) k ON c.digest <> ALL (claimed)
        WHERE c.grp = ANY (lost);
      FOR wish IN SELECT c.digest, c.expected FROM unnest(c_group, c_digest, c_expected) c(grp, digest, expected)
        WHERE c.grp = ANY (lost) AND c.digest = ANY (claimed)
      LOOP
        IF wish.expected IS NULL THEN
          DELETE FROM claims k WHERE k.network_id = p_network AND k.digest = wish.digest;
        ELSE
          UPDATE claims k SET holder_id = wish.expected WHERE k.network_id = p_network AND k.digest = wish.digest;
        END IF;
      END LOOP;
    END IF;
  END IF;

  RETURN QUERY SELECT o::integer, 'version', NULL::uuid, NULL::uuid
    FROM unnest(keep) WITH ORDINALITY k(kept, o) WHERE NOT kept;
  IF lost IS NOT NULL THEN
    SELECT array_agg(kept AND o <> ALL (lost) ORDER BY o) INTO keep FROM unnest(keep) WITH ORDINALITY k(kept, o);
  END IF;

  -- Each row is there: its version was compared above. An insert that meets it finds it by the whole key.
  INSERT INTO guest_states AS s (network_id, guest_id, version, tier, grace_until, available, pending, held, in_review, receivable,
    overdraft, spend, visits, points_earned, sales, days, counters, due_at)
  SELECT p_network, g.guest, g.version, g.tier, g.grace, g.available, g.pending, g.held, g.in_review, g.receivable,
    g.overdraft, g.spend, g.visits, g.points, g.sales, g.days::bigint[], g.counters::json, coalesce(to_timestamp(g.due / 1000), 'infinity')
  FROM unnest(g_guest, g_expected, g_version, g_tier, g_grace, g_available, g_pending, g_held, g_in_review, g_receivable, g_overdraft,
      g_spend, g_visits, g_points, g_sales, g_days, g_counters, g_due) WITH ORDINALITY
    g(guest, expected, version, tier, grace, available, pending, held, in_review, receivable, overdraft,
      spend, visits, points, sales, days, counters, due, o)
  WHERE keep[g.o] AND g.version > g.expected
  ON CONFLICT (network_id, guest_id) DO UPDATE SET
    version = excluded.version, tier = excluded.tier, grace_until = excluded.grace_until, available = excluded.available,
    pending = excluded.pending, held = excluded.held, in_review = excluded.in_review, receivable = excluded.receivable,
    overdraft = excluded.overdraft, spend = excluded.spend, visits = excluded.visits, points_earned = excluded.points_earned,
    sales = excluded.sales, days = excluded.days, counters = excluded.counters, due_at = excluded.due_at;

  IF cardinality(t_id) > 0 THEN
    INSERT INTO transactions (network_id, id, type, guest_id, guest_version, restaurant_id, point_of_sale_id, shift_id,
      actor_kind, actor_id, channel, related_id, receipt_number, external_order_id, business_date, occurred_at, recorded_at,
      amount, discount, points_redeemed, points_value, payable, points_earned, points_not_taken,
      available, pending, held, in_review, receivable, tier_before, tier, tier_progress, program_version,
      items, facts, details, trace, payment_method, direction, reason_code, comment_hash, request_hash, request_id)
    SELECT p_network, t.id, t.type::transaction_type, g_guest[t.grp], t.guest_version, t.restaurant, t.point_of_sale, t.shift,
      t.actor_kind, t.actor_id, t.channel, t.related, t.receipt, t.external, t.business_date,
      to_timestamp(t.occurred / 1000), to_timestamp(t.recorded / 1000),
      t.amount, t.discount, t.redeemed, t.value, t.payable, t.earned, t.not_taken,
      t.available, t.pending, t.held, t.in_review, t.receivable, t.tier_before, t.tier, t.progress::json, t.program,
      t.items::json, t.facts::json, t.details::json, t.trace::json, t.payment, t.direction, t.reason,
      sha256(convert_to(t.comment, 'UTF8')), decode(t.request_hash, 'hex'), t.request_id
    FROM unnest(t_group, t_id, t_type, t_guest_version, t_restaurant, t_point_of_sale, t_shift, t_actor_kind, t_actor_id, t_channel,
        t_related, t_receipt, t_external, t_business_date, t_occurred, t_recorded, t_amount, t_discount, t_redeemed, t_value,
        t_payable, t_earned, t_not_taken, t_available, t_pending, t_held, t_in_review, t_receivable, t_tier_before, t_tier,
        t_progress, t_program, t_items, t_facts, t_details, t_trace, t_payment, t_direction, t_reason, t_comment, t_request_hash, t_request_id)
      t(grp, id, type, guest_version, restaurant, point_of_sale, shift, actor_kind, actor_id, channel, related, receipt, external,
        business_date, occurred, recorded, amount, discount, redeemed, value, payable, earned, not_taken, available, pending, held,
        in_review, receivable, tier_before, tier, progress, program, items, facts, details, trace, payment, direction, reason,
        comment, request_hash, request_id)
    WHERE keep[t.grp];

    SELECT epoch INTO current_epoch FROM ledger_epoch;
    INSERT INTO events (network_id, epoch, id, type, subject_id, guest_id, guest_version)
    SELECT p_network, current_epoch, t.id, 'transaction.' || lower(t.type), t.id, g_guest[t.grp], t.guest_version
    FROM unnest(t_group, t_id, t_type, t_guest_version) t(grp, id, type, guest_version)
    WHERE keep[t.grp];

    INSERT INTO transaction_comments (network_id, transaction_id, comment)
    SELECT p_network, t.id, t.comment FROM unnest(t_group, t_id, t_comment) t(grp, id, comment)
    WHERE t.comment IS NOT NULL AND keep[t.grp];
  END IF;

  IF cardinality(x_transaction) > 0 THEN
    INSERT INTO transfers (network_id, transaction_id, n, code, debit_kind, debit_owner, credit_kind, credit_owner, amount,
      lot_id, expires_at, activates_at)
    SELECT p_network, x.transaction, x.n::smallint, x.code::transfer_code, x.debit_kind::account_kind, x.debit_owner,
      x.credit_kind::account_kind, x.credit_owner, x.amount, x.lot,
      to_timestamp(x.expires / 1000), to_timestamp(x.activates / 1000)
    FROM unnest(x_group, x_transaction, x_n, x_code, x_debit_kind, x_debit_owner, x_credit_kind, x_credit_owner, x_amount,
        x_lot, x_expires, x_activates)
      x(grp, transaction, n, code, debit_kind, debit_owner, credit_kind, credit_owner, amount, lot, expires, activates)
    WHERE keep[x.grp];
  END IF;

  IF cardinality(l_lot) > 0 THEN
    INSERT INTO lots (network_id, guest_id, expires_at, lot_id, amount, remaining, held, activates_at, restaurant_id)
    SELECT p_network, g_guest[l.grp], coalesce(to_timestamp(l.expires / 1000), 'infinity'), l.lot, l.amount, l.remaining, l.held,
      to_timestamp(l.activates / 1000), l.restaurant
    FROM unnest(l_group, l_expires, l_lot, l_amount, l_remaining, l_held, l_activates, l_restaurant)
      l(grp, expires, lot, amount, remaining, held, activates, restaurant)
    WHERE keep[l.grp] AND l.remaining > 0
    ON CONFLICT (network_id, guest_id, expires_at, lot_id) DO UPDATE
      SET amount = excluded.amount, remaining = excluded.remaining, held = excluded.held, activates_at = excluded.activates_at;
    IF 0 = ANY (l_remaining) THEN
      FOR wish IN SELECT l.grp, coalesce(to_timestamp(l.expires / 1000), 'infinity') AS expires, l.lot
        FROM unnest(l_group, l_expires, l_lot, l_remaining) l(grp, expires, lot, remaining)
        WHERE keep[l.grp] AND l.remaining = 0
      LOOP
        DELETE FROM lots d WHERE d.network_id = p_network AND d.guest_id = g_guest[wish.grp]
          AND d.expires_at = wish.expires AND d.lot_id = wish.lot;
      END LOOP;
    END IF;
  END IF;

  IF cardinality(a_id) > 0 THEN
    INSERT INTO stored_answers (network_id, id, request_hash, status, code, data)
    SELECT p_network, a.id, decode(a.hash, 'hex'), a.status::smallint, a.code, a.data::json
    FROM unnest(a_group, a_id, a_hash, a_status, a_code, a_data) a(grp, id, hash, status, code, data)
    WHERE keep[a.grp];
  END IF;
END $$;

REVOKE ALL ON FUNCTION till_read FROM PUBLIC;
REVOKE ALL ON FUNCTION till_write FROM PUBLIC;
GRANT EXECUTE ON FUNCTION till_read, till_write TO loyalty_app;
