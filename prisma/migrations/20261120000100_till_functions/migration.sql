-- The till's two statements. Each is one call and one transaction. What they are given is parted by network: before
-- anything of a network is read or written `app.network_id` is set to it, so row-level security parts the networks in here too.
-- Several networks share a statement because what it costs to begin, to commit and to answer one is more than one sale.
--
-- What they are given are arrays of rows, one a table, in PostgreSQL's binary form: forty arrays of a column each cost
-- more to read and to unnest than the rows cost to write. A row bears its table's own types, so nothing is cast.
--
-- They probe row by row by the full key (ledger.md, rule 19). A join with `unnest` that is planned while a table is
-- empty reads a network's whole part of it for every batch, by the prefix `network_id` alone,
-- until the table is analysed: with 3,000 guests a sale read 78 rows. `OFFSET 0` keeps a lateral probe from being made
-- a join; rows are written by an insert that meets them, or in a loop, since an UPDATE with FROM is always a join.
--
-- Plans are generic: with an array shorter than the ten elements that such a plan assumes, PostgreSQL takes a plan of its
-- own for cheaper and makes one anew in every call, which was half of a read of one guest and a tenth of its write.

-- The time by which the ledger decides and dates (ledger.md, rule 33): when the database began the transaction. Only the
-- owner of the schema can put another function in its place, as tests do.
CREATE FUNCTION ledger_now() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE
RETURN pg_catalog.now();

-- A guest to be read; null: an act of nobody.
CREATE TYPE till_reading AS (guest uuid, need_lots boolean);

-- A code of a coupon that is named for a guest, by its digest.
CREATE TYPE till_code AS (guest uuid, digest uuid);

-- What is asked of one network.
CREATE TYPE till_asked AS (network uuid, guests till_reading[], codes till_code[]);

-- A group of the batch: a guest as its acts leave it, or one act of nobody. The other rows name their group by its
-- place, counted from 1.
CREATE TYPE till_group AS (
  guest uuid, expected bigint, version bigint, tier text, grace_until integer,
  available bigint, pending bigint, held bigint, in_review bigint, receivable bigint, overdraft boolean,
  spend bigint, visits bigint, points_earned bigint, sales bigint, days bigint[], counters json, due_at timestamptz);

-- A claim that must be new, or, where `expected` is set, must be held by that row and passes on to `holder`.
CREATE TYPE till_claim AS (grp integer, digest uuid, kind "char", holder uuid, expected uuid);

-- A row of the journal. It gets its columns from the table, at the end of this file.
CREATE TYPE till_transaction AS (grp integer);

CREATE TYPE till_comment AS (grp integer, transaction_id uuid, comment text);

CREATE TYPE till_transfer AS (
  grp integer, transaction_id uuid, n smallint, code transfer_code, debit_kind account_kind, debit_owner uuid,
  credit_kind account_kind, credit_owner uuid, amount bigint, lot_id uuid, expires_at timestamptz, activates_at timestamptz,
  unit uuid);

-- A lot as the batch leaves it; it goes when nothing remains.
CREATE TYPE till_lot AS (
  grp integer, guest_id uuid, expires_at timestamptz, lot_id uuid, amount bigint, remaining bigint, held bigint,
  activates_at timestamptz, restaurant_id uuid);

-- A use of a code that has several, to be taken from what is left of it.
CREATE TYPE till_take AS (grp integer, digest uuid, batch uuid);

-- A use of a code by a sale, as the redemption that says so. `claimed`: the code has one use, which is a claim of the same batch.
CREATE TYPE till_use AS (
  grp integer, digest uuid, batch uuid, redemption uuid, guest uuid, reward uuid, reward_version integer, terms json,
  sale uuid, restaurant uuid, claimed boolean);

CREATE TYPE till_answer AS (grp integer, id uuid, request_hash bytea, status smallint, code text, data json);

-- A batch of one network. `lock_timeout`: how long to wait for a guest that somebody else is at; null: not at all, it is left out.
CREATE TYPE till_batch AS (
  network uuid, rules_version bigint, lock_timeout text,
  groups till_group[], claims till_claim[], transactions till_transaction[], comments till_comment[],
  transfers till_transfer[], new_lots till_lot[], lots till_lot[], spent_lots till_lot[], answers till_answer[],
  takes till_take[], uses till_use[]);

-- Reads what the decisions about these guests need, in the order given. A null guest (a receipt of nobody) gives a
-- row with the time alone. Lots come only where asked for, or where something of the guest is due. Where codes are named,
-- one more row behind a network's guests has what each of them is, in the order given, as JSON and nothing else.
CREATE FUNCTION till_read(p_asked till_asked[])
RETURNS TABLE (
  ordinal integer, now_ms double precision, version bigint, blocked boolean, birthday smallint, joined_day integer, tier text, grace_until integer,
  available bigint, pending bigint, held bigint, in_review bigint, receivable bigint, overdraft boolean,
  spend bigint, visits bigint, points_earned bigint, sales bigint, days bigint[], counters text, due_ms double precision, lots text, in_family boolean, segments text[], codes text)
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = public, pg_temp
  SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  asked till_asked;
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
      CASE WHEN g.need_lots OR s.due_at <= ledger_now() THEN (
        SELECT coalesce(json_agg(json_build_array(
            l.lot_id, CASE WHEN l.expires_at < 'infinity' THEN round(date_part('epoch', l.expires_at) * 1000) END,
            l.amount, l.remaining, l.held,
            -- What waits for a payment has no instant; this number stands for none in the decision.
            CASE WHEN l.activates_at < 'infinity' THEN round(date_part('epoch', l.activates_at) * 1000)
              WHEN l.activates_at IS NOT NULL THEN 8640000000000000 END, l.restaurant_id)
          ORDER BY l.expires_at, l.lot_id), '[]')::text
        FROM lots l WHERE l.network_id = asked.network AND l.guest_id = g.guest)
      END,
      s.family_id IS NOT NULL, nullif(s.segments, '{}'), NULL::text
    FROM unnest(asked.guests) WITH ORDINALITY g
    LEFT JOIN LATERAL (SELECT * FROM guest_states s WHERE s.network_id = asked.network AND s.guest_id = g.guest OFFSET 0) s ON true
    ORDER BY g.ordinality;

    -- After the guests: what a guest has used by now is what its row says, or the write finds another version of it.
    IF cardinality(asked.codes) > 0 THEN
      codes := (
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
      RETURN NEXT;
    END IF;
  END LOOP;
END $$;

-- Writes batches, one a network: for each group (a guest with its acts, or one act of nobody) everything or nothing.
-- Answers one row for each group that was left out, with the place of its batch, the reason, and for a lost claim what
-- holds it; no rows: all is written. Locks in the order of ledger.md, rule 2: network by network (given sorted by id), in each
-- its guests (given sorted by id), then the codes of several uses that its sales use, then its claims, a code of one use among
-- them (both sorted by digest). Whoever locks in several networks must take them so.
CREATE FUNCTION till_write(p_batches till_batch[])
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
      overdraft, spend, visits, points_earned, sales, days, counters, due_at)
    SELECT given.network, g.guest, g.version, g.tier, g.grace_until, g.available, g.pending, g.held, g.in_review, g.receivable,
      g.overdraft, g.spend, g.visits, g.points_earned, g.sales, g.days, g.counters, g.due_at
    FROM unnest(given.groups) WITH ORDINALITY g
    WHERE keep[g.ordinality] AND g.version > g.expected
    ON CONFLICT (network_id, guest_id) DO UPDATE SET
      version = excluded.version, tier = excluded.tier, grace_until = excluded.grace_until, available = excluded.available,
      pending = excluded.pending, held = excluded.held, in_review = excluded.in_review, receivable = excluded.receivable,
      overdraft = excluded.overdraft, spend = excluded.spend, visits = excluded.visits, points_earned = excluded.points_earned,
      sales = excluded.sales, days = excluded.days, counters = excluded.counters, due_at = excluded.due_at;

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

REVOKE ALL ON FUNCTION ledger_now FROM PUBLIC;
-- Gives `till_transaction` the columns that `transactions` has and it lacks, in the order of the table, and makes
-- `till_write_transactions`, which inserts them. A migration that adds a column to the journal calls it, and has nothing
-- else to write for the till. The network is the batch's, `xid` the database's own.
CREATE FUNCTION follow_journal_columns() RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = public, pg_temp AS $$
DECLARE
  added record;
  names text;
BEGIN
  FOR added IN
    SELECT a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type FROM pg_attribute a
    WHERE a.attrelid = 'transactions'::regclass AND a.attnum > 0 AND NOT a.attisdropped
      AND a.attname NOT IN ('network_id', 'xid')
      AND NOT EXISTS (SELECT FROM pg_attribute w WHERE w.attrelid = 'till_transaction'::regclass AND w.attname = a.attname)
    ORDER BY a.attnum
  LOOP
    EXECUTE format('ALTER TYPE till_transaction ADD ATTRIBUTE %I %s', added.name, added.type);
  END LOOP;

  SELECT string_agg(quote_ident(w.attname), ', ' ORDER BY w.attnum) INTO names FROM pg_attribute w
  WHERE w.attrelid = 'till_transaction'::regclass AND w.attnum > 0 AND NOT w.attisdropped AND w.attname <> 'grp';
  EXECUTE format($f$
    CREATE OR REPLACE FUNCTION till_write_transactions(p_network uuid, p_transactions till_transaction[], p_keep boolean[])
    RETURNS void LANGUAGE plpgsql VOLATILE SECURITY INVOKER AS $b$
    BEGIN
      INSERT INTO transactions (network_id, %s)
      SELECT p_network, %s FROM unnest(p_transactions) t WHERE p_keep[t.grp];
    END $b$ $f$, names, 't.' || replace(names, ', ', ', t.'));
END $$;

SELECT follow_journal_columns();

REVOKE ALL ON FUNCTION follow_journal_columns FROM PUBLIC;
REVOKE ALL ON FUNCTION till_write_transactions FROM PUBLIC;
REVOKE ALL ON FUNCTION till_read FROM PUBLIC;
REVOKE ALL ON FUNCTION till_write FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger_now TO loyalty_app, loyalty_platform;
GRANT EXECUTE ON FUNCTION till_read, till_write, till_write_transactions TO loyalty_app;
