-- The till's write. Like its read (till_read) it is one call and one transaction. The rows given are parted by network: before
-- anything of a network is read or written `app.network_id` is set to it, so row-level security parts the networks in here too.
-- Several networks share a statement because what it costs to begin, to commit and to answer one is more than one sale.
--
-- The rows come as arrays, one a table, in PostgreSQL's binary form: forty arrays of a column each cost more to read and to
-- unnest than the rows cost to write. A row bears its table's own types, so nothing is cast.
--
-- Rows are probed one by one by the full key (ledger.md, rule 19). A join with `unnest` that is planned while a table is empty
-- reads a network's whole part of it for every batch, by the prefix `network_id` alone, until the table is analysed: with 3,000
-- guests a sale read 78 rows. `OFFSET 0` keeps a lateral probe from being made a join; rows are written by an insert that meets
-- them, or in a loop, since an UPDATE with FROM is always a join.
--
-- Plans are generic: with an array shorter than the ten elements that such a plan assumes, PostgreSQL takes a plan of its own
-- for cheaper and makes one anew in every call, which was half of a read of one guest and a tenth of its write.
--
-- For each group (a guest with its acts, or one anonymous act) everything or nothing is written. The answer has one row for each
-- group that was left out, with the place of its batch, the reason, and for a lost claim what holds it; no rows: all is written.
-- Locks in the order of ledger.md, rule 2: network by network (given sorted by id), in each its guests (given sorted by id), then
-- the codes of several uses that its sales use (sorted by digest), then its leases and budgets (sorted by id), then its claims, a
-- code of one use among them (sorted by digest). Another caller that locks in several networks must take them so.
CREATE OR REPLACE FUNCTION till_write(p_batches till_entries[])
RETURNS TABLE (batch integer, lost_group integer, reason text, digest uuid, holder uuid)
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = public, pg_temp
  SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
  given till_entries;
  place integer := 0;
  keep boolean[];
  taken uuid[];
  emptied integer[];
  used uuid[];
  overdrawn integer[];
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
    taken := NULL; emptied := NULL; used := NULL; overdrawn := NULL; claimed := NULL; wanted := NULL; lost := NULL;
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

    -- Held to the commit: a change of the rules waits for it before it names its instant (rules_count_from).
    PERFORM pg_advisory_xact_lock_shared(hashtextextended('loyalty.rules.' || given.network, 0));
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

    -- Leases are of one process, so nobody waits here but for the sweeper; each is taken from once for all uses of this batch.
    IF cardinality(given.budget_uses) > 0 THEN
      PERFORM 1 FROM budget_leases l WHERE l.network_id = given.network
        AND l.id IN (SELECT b.lease FROM unnest(given.budget_uses) b WHERE keep[b.grp]) ORDER BY l.id FOR UPDATE;
      WITH took AS (
        UPDATE budget_leases l SET used = l.used + a.amount
        FROM (SELECT b.lease, sum(b.amount)::bigint AS amount FROM unnest(given.budget_uses) b WHERE keep[b.grp] GROUP BY b.lease) a
        WHERE l.network_id = given.network AND l.id = a.lease AND l.is_open AND l.expires_at > clock_timestamp()
          AND l.used + a.amount <= l.granted
        RETURNING l.id)
      SELECT array_agg(t.id) INTO used FROM took t;
      SELECT array_agg(DISTINCT b.grp) INTO overdrawn FROM unnest(given.budget_uses) b
      WHERE keep[b.grp] AND (used IS NULL OR b.lease <> ALL (used));
      IF overdrawn IS NOT NULL THEN
        RETURN QUERY SELECT place, o, 'budget', NULL::uuid, NULL::uuid FROM unnest(overdrawn) o;
        -- What these groups took of other leases is there again.
        FOR wish IN SELECT b.lease, sum(b.amount)::bigint AS amount FROM unnest(given.budget_uses) b
          WHERE keep[b.grp] AND b.grp = ANY (overdrawn) AND b.lease = ANY (used) GROUP BY b.lease
        LOOP
          UPDATE budget_leases l SET used = l.used - wish.amount WHERE l.network_id = given.network AND l.id = wish.lease;
        END LOOP;
        SELECT array_agg(kept AND o <> ALL (overdrawn) ORDER BY o) INTO keep FROM unnest(keep) WITH ORDINALITY k(kept, o);
      END IF;
    END IF;

    IF cardinality(given.budget_returns) > 0 THEN
      PERFORM 1 FROM budgets g WHERE g.network_id = given.network AND g.id IN (
        SELECT u.budget_id FROM unnest(given.budget_returns) r
        JOIN budget_uses u ON u.network_id = given.network AND u.transaction_id = r.transaction_id
        WHERE keep[r.grp]) ORDER BY g.id FOR UPDATE;
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
            UPDATE claims k SET digest = gen_random_uuid(), kind = 'F' WHERE k.network_id = given.network AND k.digest = wish.digest;
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
    IF lost IS NOT NULL AND used IS NOT NULL THEN
      FOR wish IN SELECT b.lease, sum(b.amount)::bigint AS amount FROM unnest(given.budget_uses) b
        WHERE b.grp = ANY (lost) AND b.lease = ANY (used) GROUP BY b.lease
      LOOP
        UPDATE budget_leases l SET used = l.used - wish.amount WHERE l.network_id = given.network AND l.id = wish.lease;
      END LOOP;
    END IF;
    lost := lost || emptied || overdrawn;
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

    IF cardinality(given.budget_uses) > 0 THEN
      INSERT INTO budget_uses (network_id, budget_id, transaction_id, lease_id, amount)
      SELECT given.network, b.budget, b.transaction_id, b.lease, b.amount FROM unnest(given.budget_uses) b WHERE keep[b.grp];
    END IF;

    -- The guest whose sale is refunded is locked, and so are the budgets: what a use gave back changes nowhere else.
    IF cardinality(given.budget_returns) > 0 THEN
      FOR wish IN SELECT u.budget_id, u.transaction_id,
          least(u.amount - u.given_back, CASE g.unit WHEN 'POINTS' THEN r.points WHEN 'MONEY' THEN r.money ELSE r.uses END) AS amount
        FROM unnest(given.budget_returns) r
        JOIN budget_uses u ON u.network_id = given.network AND u.transaction_id = r.transaction_id
        JOIN budgets g ON g.network_id = u.network_id AND g.id = u.budget_id AND g.campaign = r.campaign
        WHERE keep[r.grp] ORDER BY u.budget_id, u.transaction_id
      LOOP
        CONTINUE WHEN wish.amount = 0;
        UPDATE budget_uses u SET given_back = u.given_back + wish.amount
        WHERE u.network_id = given.network AND u.budget_id = wish.budget_id AND u.transaction_id = wish.transaction_id;
        UPDATE budgets g SET returned = g.returned + wish.amount WHERE g.network_id = given.network AND g.id = wish.budget_id;
      END LOOP;
    END IF;

    IF cardinality(given.answers) > 0 THEN
      INSERT INTO stored_answers (network_id, id, request_hash, status, code, data)
      SELECT given.network, a.id, a.request_hash, a.status, a.code, a.data FROM unnest(given.answers) a WHERE keep[a.grp];
    END IF;
  END LOOP;
END $$;
REVOKE ALL ON FUNCTION till_write(till_entries[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION till_write(till_entries[]) TO loyalty_app;

-- Servers of 0.3.0, which sell while this version takes their place, write by the types that they know.
CREATE OR REPLACE FUNCTION till_write(p_batches till_batch[])
RETURNS TABLE (batch integer, lost_group integer, reason text, digest uuid, holder uuid)
LANGUAGE sql VOLATILE SECURITY INVOKER SET search_path = public, pg_temp AS $$
  SELECT * FROM till_write(ARRAY(
    SELECT ROW(b.network, b.rules_version, b.lock_timeout, b.groups, b.claims, till_journal_rows(b.transactions), b.comments,
      b.transfers, b.new_lots, b.lots, b.spent_lots, b.answers, b.takes, b.uses, b.budget_uses, b.budget_returns)::till_entries
    FROM unnest(p_batches) WITH ORDINALITY b ORDER BY b.ordinality))
$$;
REVOKE ALL ON FUNCTION till_write(till_batch[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION till_write(till_batch[]) TO loyalty_app;
