-- The till writes whether a guest is blocked with the rest of the guest.
ALTER TYPE till_group ADD ATTRIBUTE blocked boolean;

-- As before, with `blocked` in the guest's row.
CREATE OR REPLACE FUNCTION till_write(p_batches till_batch[])
RETURNS TABLE (batch integer, lost_group integer, reason text, digest uuid, holder uuid)
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = public, pg_temp
  SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
  given till_batch;
  place integer := 0;
  keep boolean[];
  taken uuid[];
  emptied integer[];
  claimed uuid[];
  inserted integer;
  wanted integer;
  lost integer[];
  current_rules bigint;
  current_epoch integer;
  current_system text;
  wish record;
BEGIN
  FOREACH given IN ARRAY p_batches LOOP
    place := place + 1;
    taken := NULL; emptied := NULL; claimed := NULL; wanted := NULL; lost := NULL;
    PERFORM set_config('app.network_id', given.network::text, true), set_config('lock_timeout', coalesce(given.lock_timeout, '1s'), true);

    -- The lock and the version are of one row, so the row that is seen after a wait is the newest (rule 4 speaks of joins).
    IF given.lock_timeout IS NULL THEN
      SELECT array_agg(g.guest IS NULL OR s.version IS NOT DISTINCT FROM g.expected ORDER BY g.ordinality) INTO keep
      FROM unnest(given.groups) WITH ORDINALITY g
      LEFT JOIN LATERAL (
        SELECT s.version FROM guest_states s WHERE s.network_id = given.network AND s.guest_id = g.guest FOR UPDATE SKIP LOCKED) s ON true;
    ELSE
      SELECT array_agg(g.guest IS NULL OR s.version IS NOT DISTINCT FROM g.expected ORDER BY g.ordinality) INTO keep
      FROM unnest(given.groups) WITH ORDINALITY g
      LEFT JOIN LATERAL (
        SELECT s.version FROM guest_states s WHERE s.network_id = given.network AND s.guest_id = g.guest FOR UPDATE) s ON true;
    END IF;

    SELECT n.rules_version, n.epoch, n.system_identifier INTO current_rules, current_epoch, current_system
    FROM networks n WHERE n.id = given.network;
    IF current_rules IS DISTINCT FROM given.rules_version THEN
      RETURN QUERY SELECT place, o::integer, 'rules', NULL::uuid, NULL::uuid FROM unnest(keep) WITH ORDINALITY k(kept, o);
      CONTINUE;
    END IF;
    -- What `epoch_of` does, without another look at the row.
    IF current_system IS DISTINCT FROM this_system() THEN current_epoch := raise_epoch(given.network); END IF;

    IF false = ANY (keep) THEN
      RETURN QUERY SELECT place, o::integer, 'version', NULL::uuid, NULL::uuid
        FROM unnest(keep) WITH ORDINALITY k(kept, o) WHERE NOT kept;
    END IF;

    -- Each of these codes was read, and none ever goes: so an insert that meets it finds it by the whole key, waits for it, and
    -- takes from what is left by then, once for all uses in this batch.
    IF cardinality(given.takes) > 0 THEN
      WITH took AS (
        INSERT INTO coupons AS c (network_id, digest, batch_id, number, uses_left)
        SELECT given.network, u.digest, u.batch, 0, count(*)::integer FROM unnest(given.takes) u WHERE keep[u.grp]
        GROUP BY u.digest, u.batch ORDER BY u.digest
        ON CONFLICT (network_id, digest) DO UPDATE SET uses_left = c.uses_left - excluded.uses_left
          WHERE c.uses_left >= excluded.uses_left
        RETURNING c.digest)
      SELECT array_agg(t.digest) INTO taken FROM took t;
      -- Else each was a code of its own, and was taken.
      IF cardinality(taken) IS DISTINCT FROM cardinality(given.takes) THEN
        SELECT array_agg(DISTINCT u.grp) INTO emptied FROM unnest(given.takes) u
        WHERE keep[u.grp] AND (taken IS NULL OR u.digest <> ALL (taken));
        IF emptied IS NOT NULL THEN
          RETURN QUERY SELECT place, e, 'coupon', NULL::uuid, NULL::uuid FROM unnest(emptied) e;
          SELECT array_agg(kept AND o <> ALL (emptied) ORDER BY o) INTO keep FROM unnest(keep) WITH ORDINALITY k(kept, o);
        END IF;
      END IF;
    END IF;

    IF cardinality(given.claims) > 0 THEN
      INSERT INTO claims (network_id, digest, kind, holder_id)
      SELECT given.network, c.digest, c.kind, c.holder FROM unnest(given.claims) c
      WHERE keep[c.grp] AND c.expected IS NULL
      ORDER BY c.digest
      ON CONFLICT DO NOTHING;
      GET DIAGNOSTICS inserted = ROW_COUNT;
      -- Else each was new, and there is nothing to look at.
      IF inserted < cardinality(given.claims) THEN
        -- A holder is a row of this write, so a claim that it holds was made above.
        claimed := ARRAY (
          SELECT c.digest FROM unnest(given.claims) c
          CROSS JOIN LATERAL (
            SELECT k.holder_id FROM claims k WHERE k.network_id = given.network AND k.digest = c.digest OFFSET 0) k
          WHERE keep[c.grp] AND c.expected IS NULL AND k.holder_id = c.holder);
        -- A claim that changes hands (a redemption's receipt becomes the sale's) or only has to stand still.
        FOR wish IN SELECT c.digest, c.holder, c.expected FROM unnest(given.claims) c
          WHERE keep[c.grp] AND c.expected IS NOT NULL ORDER BY c.digest
        LOOP
          UPDATE claims k SET holder_id = wish.holder
          WHERE k.network_id = given.network AND k.digest = wish.digest AND k.holder_id = wish.expected;
          IF FOUND THEN claimed := claimed || wish.digest; END IF;
        END LOOP;
        SELECT count(*) INTO wanted FROM unnest(given.claims) c WHERE keep[c.grp];
      END IF;
      IF cardinality(claimed) < wanted THEN
        -- Two acts of one batch with the same claim count once in `claimed`, so both of their groups are left out.
        SELECT array_agg(DISTINCT c.grp) INTO lost FROM unnest(given.claims) c
        WHERE keep[c.grp] AND (c.digest <> ALL (claimed)
          OR (SELECT count(*) FROM unnest(given.claims) d WHERE d.digest = c.digest AND keep[d.grp]) > 1);
        RETURN QUERY
          SELECT place, c.grp, 'claim', c.digest, k.holder_id
          FROM unnest(given.claims) c
          LEFT JOIN LATERAL (
            SELECT k.holder_id FROM claims k WHERE k.network_id = given.network AND k.digest = c.digest OFFSET 0) k ON c.digest <> ALL (claimed)
          WHERE c.grp = ANY (lost);
        FOR wish IN SELECT c.digest, c.expected FROM unnest(given.claims) c
          WHERE c.grp = ANY (lost) AND c.digest = ANY (claimed)
        LOOP
          IF wish.expected IS NULL THEN
            DELETE FROM claims k WHERE k.network_id = given.network AND k.digest = wish.digest;
          ELSE
            UPDATE claims k SET holder_id = wish.expected WHERE k.network_id = given.network AND k.digest = wish.digest;
          END IF;
        END LOOP;
      END IF;
    END IF;

    IF lost IS NOT NULL THEN
      SELECT array_agg(kept AND o <> ALL (lost) ORDER BY o) INTO keep FROM unnest(keep) WITH ORDINALITY k(kept, o);
    END IF;
    -- What was taken for a group that lost something else is there again for the next.
    lost := lost || emptied;
    IF lost IS NOT NULL AND taken IS NOT NULL THEN
      FOR wish IN SELECT u.digest, count(*)::integer AS uses FROM unnest(given.takes) u
        WHERE u.grp = ANY (lost) AND u.digest = ANY (taken) GROUP BY u.digest
      LOOP
        UPDATE coupons c SET uses_left = c.uses_left + wish.uses WHERE c.network_id = given.network AND c.digest = wish.digest;
      END LOOP;
    END IF;

    -- Each row is there: its version was compared above. An insert that meets it finds it by the whole key.
    INSERT INTO guest_states AS s (network_id, guest_id, version, tier, grace_until, available, pending, held, in_review, receivable,
      overdraft, spend, visits, points_earned, sales, days, counters, due_at, blocked)
    SELECT given.network, g.guest, g.version, g.tier, g.grace_until, g.available, g.pending, g.held, g.in_review, g.receivable,
      g.overdraft, g.spend, g.visits, g.points_earned, g.sales, g.days, g.counters, g.due_at, g.blocked
    FROM unnest(given.groups) WITH ORDINALITY g
    WHERE keep[g.ordinality] AND g.version > g.expected
    ON CONFLICT (network_id, guest_id) DO UPDATE SET
      version = excluded.version, tier = excluded.tier, grace_until = excluded.grace_until, available = excluded.available,
      pending = excluded.pending, held = excluded.held, in_review = excluded.in_review, receivable = excluded.receivable,
      overdraft = excluded.overdraft, spend = excluded.spend, visits = excluded.visits, points_earned = excluded.points_earned,
      sales = excluded.sales, days = excluded.days, counters = excluded.counters, due_at = excluded.due_at,
      blocked = excluded.blocked;

    IF cardinality(given.transactions) > 0 THEN
      PERFORM till_write_transactions(given.network, given.transactions, keep);

      INSERT INTO events (network_id, epoch, id, type, subject_id, guest_id, guest_version)
      SELECT given.network, current_epoch, t.id, 'transaction.' || lower(t.type::text), t.id, t.guest_id, t.guest_version
      FROM unnest(given.transactions) t WHERE keep[t.grp];
    END IF;

    IF cardinality(given.comments) > 0 THEN
      INSERT INTO transaction_comments (network_id, transaction_id, comment)
      SELECT given.network, m.transaction_id, m.comment FROM unnest(given.comments) m WHERE keep[m.grp];
    END IF;

    IF cardinality(given.transfers) > 0 THEN
      INSERT INTO transfers (network_id, transaction_id, n, code, debit_kind, debit_owner, credit_kind, credit_owner, amount,
        lot_id, expires_at, activates_at, unit)
      SELECT given.network, x.transaction_id, x.n, x.code, x.debit_kind, x.debit_owner, x.credit_kind, x.credit_owner, x.amount,
        x.lot_id, x.expires_at, x.activates_at, x.unit
      FROM unnest(given.transfers) x WHERE keep[x.grp];
    END IF;

    -- A new lot bears the id of a transaction of this write, so it meets no row: half the cost of an insert that might.
    IF cardinality(given.new_lots) > 0 THEN
      INSERT INTO lots (network_id, guest_id, expires_at, lot_id, amount, remaining, held, activates_at, restaurant_id)
      SELECT given.network, l.guest_id, l.expires_at, l.lot_id, l.amount, l.remaining, l.held, l.activates_at, l.restaurant_id
      FROM unnest(given.new_lots) l WHERE keep[l.grp];
    END IF;

    IF cardinality(given.lots) > 0 THEN
      INSERT INTO lots (network_id, guest_id, expires_at, lot_id, amount, remaining, held, activates_at, restaurant_id)
      SELECT given.network, l.guest_id, l.expires_at, l.lot_id, l.amount, l.remaining, l.held, l.activates_at, l.restaurant_id
      FROM unnest(given.lots) l WHERE keep[l.grp]
      ON CONFLICT (network_id, guest_id, expires_at, lot_id) DO UPDATE
        SET amount = excluded.amount, remaining = excluded.remaining, held = excluded.held, activates_at = excluded.activates_at;
    END IF;

    -- By where the rows stand, each found by its whole key, and nobody moves them while their guests are locked: one
    -- statement, where one a lot would also have the guard of the table run for each.
    IF cardinality(given.spent_lots) > 0 THEN
      DELETE FROM lots d WHERE d.ctid = ANY (ARRAY(
        SELECT o.place FROM unnest(given.spent_lots) l
        CROSS JOIN LATERAL (
          SELECT o.ctid AS place FROM lots o
          WHERE o.network_id = given.network AND o.guest_id = l.guest_id AND o.expires_at = l.expires_at AND o.lot_id = l.lot_id OFFSET 0) o
        WHERE keep[l.grp]));
    END IF;

    IF cardinality(given.uses) > 0 THEN
      INSERT INTO redemptions (network_id, id, guest_id, reward_id, reward_version, terms, quantity, points, status,
        transaction_id, coupon, claimed, batch_id, sale_id, restaurant_id, ready_at, ended_at)
      SELECT given.network, u.redemption, u.guest, u.reward, u.reward_version, u.terms, 1, 0, 'FULFILLED',
        u.sale, u.digest, u.claimed, u.batch, u.sale, u.restaurant, ledger_now(), ledger_now()
      FROM unnest(given.uses) u WHERE keep[u.grp];
    END IF;

    IF cardinality(given.answers) > 0 THEN
      INSERT INTO stored_answers (network_id, id, request_hash, status, code, data)
      SELECT given.network, a.id, a.request_hash, a.status, a.code, a.data FROM unnest(given.answers) a WHERE keep[a.grp];
    END IF;
  END LOOP;
END $$;
