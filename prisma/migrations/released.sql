-- The schema of 0.3.0, after the migration 20261125023500_version_0_3_0 7e495a5fb6a2e41e569804cdf03a8c5702888f38e54a77725a04d95f13f5e1a1.
DO $$ BEGIN
  IF to_regrole('loyalty_app') IS NULL THEN CREATE ROLE loyalty_app NOLOGIN NOBYPASSRLS; END IF;
  IF to_regrole('loyalty_backup') IS NULL THEN CREATE ROLE loyalty_backup NOLOGIN NOBYPASSRLS; END IF;
  IF to_regrole('loyalty_platform') IS NULL THEN CREATE ROLE loyalty_platform NOLOGIN NOBYPASSRLS; END IF;
  IF to_regrole('loyalty_queue') IS NULL THEN CREATE ROLE loyalty_queue NOLOGIN NOBYPASSRLS; END IF;
END $$;

CREATE TYPE public.account_kind AS ENUM (
    'GUEST_AVAILABLE',
    'GUEST_PENDING',
    'GUEST_HELD',
    'GUEST_IN_REVIEW',
    'GUEST_RECEIVABLE',
    'RESTAURANT_ISSUED',
    'RESTAURANT_REDEEMED',
    'RESTAURANT_OFFLINE_LOSS',
    'NETWORK_ISSUED',
    'NETWORK_REDEEMED',
    'NETWORK_EXPIRY',
    'NETWORK_BREAKAGE',
    'NETWORK_ADJUSTMENT',
    'PARTNER',
    'NETWORK_OPENING'
);

CREATE TYPE public.till_answer AS (
	grp integer,
	id uuid,
	request_hash bytea,
	status smallint,
	code text,
	data json
);

CREATE TYPE public.till_code AS (
	guest uuid,
	digest uuid
);

CREATE TYPE public.till_look_up AS (
	actor uuid,
	guest uuid
);

CREATE TYPE public.till_spending AS (
	since timestamp with time zone,
	first_id uuid,
	receipt text,
	external_order text,
	till uuid
);

CREATE TYPE public.till_reading AS (
	guest uuid,
	need_lots boolean,
	ends integer,
	look_ups public.till_look_up[],
	spendings public.till_spending[]
);

CREATE TYPE public.till_asked AS (
	network uuid,
	guests public.till_reading[],
	codes public.till_code[]
);

CREATE TYPE public.till_budget_return AS (
	grp integer,
	campaign text,
	transaction_id uuid,
	points bigint,
	money bigint,
	uses bigint
);

CREATE TYPE public.till_budget_use AS (
	grp integer,
	lease uuid,
	budget uuid,
	transaction_id uuid,
	amount bigint
);

CREATE TYPE public.till_claim AS (
	grp integer,
	digest uuid,
	kind "char",
	holder uuid,
	expected uuid
);

CREATE TYPE public.till_comment AS (
	grp integer,
	transaction_id uuid,
	comment text
);

CREATE TYPE public.till_group AS (
	guest uuid,
	expected bigint,
	version bigint,
	tier text,
	grace_until integer,
	available bigint,
	pending bigint,
	held bigint,
	in_review bigint,
	receivable bigint,
	overdraft boolean,
	spend bigint,
	visits bigint,
	points_earned bigint,
	sales bigint,
	days bigint[],
	counters json,
	due_at timestamp with time zone,
	blocked boolean
);

CREATE TYPE public.till_lot AS (
	grp integer,
	guest_id uuid,
	expires_at timestamp with time zone,
	lot_id uuid,
	amount bigint,
	remaining bigint,
	held bigint,
	activates_at timestamp with time zone,
	restaurant_id uuid
);

CREATE TYPE public.till_take AS (
	grp integer,
	digest uuid,
	batch uuid
);

CREATE TYPE public.transaction_type AS ENUM (
    'SALE',
    'REDEMPTION',
    'MANUAL',
    'REFUND',
    'AWARD',
    'EXPIRY',
    'TRANSFER',
    'HOLD',
    'RELEASE',
    'ACTIVATION',
    'TIER',
    'COUNT',
    'WARNING',
    'EXTENSION',
    'BLOCK',
    'JOIN',
    'OPENING'
);

CREATE TYPE public.till_transaction AS (
	grp integer,
	id uuid,
	type public.transaction_type,
	guest_id uuid,
	guest_version bigint,
	restaurant_id uuid,
	point_of_sale_id uuid,
	shift_id uuid,
	actor_kind text,
	actor_id uuid,
	channel text,
	related_id uuid,
	receipt_number text,
	external_order_id text,
	business_date date,
	occurred_at timestamp with time zone,
	recorded_at timestamp with time zone,
	amount bigint,
	discount bigint,
	points_redeemed bigint,
	points_value bigint,
	payable bigint,
	points_earned bigint,
	points_not_taken bigint,
	available bigint,
	pending bigint,
	held bigint,
	in_review bigint,
	receivable bigint,
	tier_before text,
	tier text,
	tier_progress json,
	program_version integer,
	items json,
	facts json,
	details json,
	trace json,
	payment_method text,
	direction text,
	reason_code text,
	comment_hash bytea,
	request_hash bytea,
	request_id text,
	guest_count integer,
	identified_by text,
	session_id uuid,
	points_given bigint
);

CREATE TYPE public.transfer_code AS ENUM (
    'ACCRUAL',
    'REDEMPTION',
    'EXPIRY',
    'HOLD',
    'RELEASE',
    'ACTIVATION',
    'TAKE_BACK',
    'DEBT',
    'SETTLEMENT',
    'GIVE_BACK',
    'RESTORE',
    'ADJUSTMENT',
    'OFFLINE_LOSS',
    'TRANSFER',
    'OPENING'
);

CREATE TYPE public.till_transfer AS (
	grp integer,
	transaction_id uuid,
	n smallint,
	code public.transfer_code,
	debit_kind public.account_kind,
	debit_owner uuid,
	credit_kind public.account_kind,
	credit_owner uuid,
	amount bigint,
	lot_id uuid,
	expires_at timestamp with time zone,
	activates_at timestamp with time zone,
	unit uuid
);

CREATE TYPE public.till_use AS (
	grp integer,
	digest uuid,
	batch uuid,
	redemption uuid,
	guest uuid,
	reward uuid,
	reward_version integer,
	terms json,
	sale uuid,
	restaurant uuid,
	claimed boolean
);

CREATE TYPE public.till_batch AS (
	network uuid,
	rules_version bigint,
	lock_timeout text,
	groups public.till_group[],
	claims public.till_claim[],
	transactions public.till_transaction[],
	comments public.till_comment[],
	transfers public.till_transfer[],
	new_lots public.till_lot[],
	lots public.till_lot[],
	spent_lots public.till_lot[],
	answers public.till_answer[],
	takes public.till_take[],
	uses public.till_use[],
	budget_uses public.till_budget_use[],
	budget_returns public.till_budget_return[]
);

CREATE TYPE public.till_key AS (
	network uuid,
	card text,
	phone bytea,
	need_lots boolean,
	ends integer
);

CREATE TYPE public.till_row AS (
	ordinal integer,
	now_ms double precision,
	version bigint,
	blocked boolean,
	birthday smallint,
	joined_day integer,
	tier text,
	grace_until integer,
	available bigint,
	pending bigint,
	held bigint,
	in_review bigint,
	receivable bigint,
	overdraft boolean,
	spend bigint,
	visits bigint,
	points_earned bigint,
	sales bigint,
	days bigint[],
	counters text,
	due_ms double precision,
	lots text,
	in_family boolean,
	segments text[],
	codes text,
	identified text,
	spent bigint[]
);

CREATE TYPE public.user_role AS ENUM (
    'owner',
    'manager',
    'analyst',
    'cashier'
);

CREATE FUNCTION public.analyze_till_tables() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
  ANALYZE guests (network_id, id, external_id, card_number, phone_index, account_id),
    guest_states (network_id, guest_id, due_at),
    lots (network_id, guest_id, expires_at, lot_id),
    transactions (network_id, id, type, guest_id, guest_version, shift_id, related_id),
    transfers (network_id, transaction_id, n, code, lot_id),
    claims (network_id, digest),
    events (network_id, epoch, xid, id, type),
    stored_answers (network_id, id);
END $$;

CREATE FUNCTION public.epoch_of(p_network uuid) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
  current_epoch integer;
  system text;
BEGIN
  SELECT n.epoch, n.system_identifier INTO current_epoch, system FROM networks n WHERE n.id = p_network;
  IF system IS DISTINCT FROM this_system() THEN RETURN raise_epoch(p_network); END IF;
  RETURN current_epoch;
END $$;

CREATE FUNCTION public.first_id_of(p_at timestamp with time zone) RETURNS uuid
    LANGUAGE sql IMMUTABLE STRICT
    SET search_path TO 'public', 'pg_temp'
    AS $$
  SELECT (lpad(to_hex((extract(epoch FROM p_at) * 1000)::bigint), 12, '0') || '00000000000000000000')::uuid
$$;

CREATE FUNCTION public.follow_journal_columns() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $_$
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
END $_$;

CREATE FUNCTION public.is_epoch_due(p_network uuid, p_epoch integer, p_system text) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_bitmapscan TO 'off'
    AS $$
BEGIN
  RETURN p_system IS DISTINCT FROM this_system() OR coalesce(
    greatest(
      (SELECT e.xid FROM events e WHERE e.network_id = p_network AND e.epoch = p_epoch ORDER BY e.xid DESC LIMIT 1),
      (SELECT max(c.xid) FROM event_cursors c WHERE c.network_id = p_network AND c.epoch = p_epoch))
    -- This transaction's own rows are visible to it, and its id may be above what its snapshot knows of.
    >= greatest(pg_snapshot_xmax(pg_current_snapshot())::text::bigint, pg_current_xact_id_if_assigned()::text::bigint + 1), false);
END $$;

CREATE FUNCTION public.keep_words_of_guest() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION 'the functions of the database are not applied yet'; END $$;

CREATE FUNCTION public.keep_words_of_new_guests() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION 'the functions of the database are not applied yet'; END $$;

CREATE FUNCTION public.ledger_now() RETURNS timestamp with time zone
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN now();

CREATE FUNCTION public.list_due_epochs(p_networks uuid[]) RETURNS SETOF uuid
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
  network uuid;
BEGIN
  FOREACH network IN ARRAY p_networks LOOP
    PERFORM set_config('app.network_id', network::text, true);
    RETURN QUERY SELECT n.id FROM networks n WHERE n.id = network AND is_epoch_due(n.id, n.epoch, n.system_identifier);
  END LOOP;
END $$;

CREATE FUNCTION public.make_event_partitions(p_months_ahead integer) RETURNS SETOF text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    SET lock_timeout TO '2s'
    AS $$
DECLARE
  month timestamptz;
  partition text;
BEGIN
  IF p_months_ahead IS NULL OR p_months_ahead NOT BETWEEN 0 AND 24 THEN
    RAISE EXCEPTION 'months ahead must be from 0 to 24' USING ERRCODE = '22023';
  END IF;
  -- Two workers at once: the second finds everything made.
  PERFORM pg_advisory_xact_lock(hashtextextended('loyalty.event_partitions', 0));
  FOR ahead IN 0..p_months_ahead LOOP
    month := (date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => ahead)) AT TIME ZONE 'UTC';
    partition := 'events_' || to_char(month AT TIME ZONE 'UTC', 'YYYY_MM');
    CONTINUE WHEN to_regclass('public.' || partition) IS NOT NULL;
    BEGIN
      EXECUTE format('CREATE TABLE %I PARTITION OF events FOR VALUES FROM (%L) TO (%L)
          WITH (autovacuum_vacuum_insert_threshold = 1000000, autovacuum_analyze_threshold = 100000)', partition,
        first_id_of(month), first_id_of(((month AT TIME ZONE 'UTC') + interval '1 month') AT TIME ZONE 'UTC'));
      -- Rows are reached through `events` and its policies. Read by its own name, a partition obeys its own: the same.
      EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', partition);
      EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', partition);
      EXECUTE format('CREATE POLICY network_only ON %I TO loyalty_app
        USING (network_id = (SELECT current_setting(''app.network_id'')::uuid))
        WITH CHECK (network_id = (SELECT current_setting(''app.network_id'')::uuid))', partition);
      EXECUTE format('REVOKE ALL ON %I FROM PUBLIC, loyalty_app, loyalty_platform', partition);
      RETURN NEXT partition;
    EXCEPTION WHEN check_violation THEN
      RAISE NOTICE 'events of % already stand in the default partition', partition;
    END;
  END LOOP;
END $$;

CREATE FUNCTION public.name_key(p_name text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
  SELECT coalesce(nullif(btrim(translate(lower(normalize(p_name, NFKC) COLLATE "und-x-icu"), 'ё', 'е')), ''), U&'\+10FFFF')
$$;

CREATE FUNCTION public.name_words(p_name text) RETURNS SETOF text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$
  SELECT DISTINCT word FROM regexp_split_to_table(
    translate(lower(normalize(p_name, NFKC) COLLATE "und-x-icu"), 'ё', 'е'), '[^[:alnum:]]+') word
  WHERE word <> ''
$$;

CREATE FUNCTION public.new_referral_code() RETURNS text
    LANGUAGE sql
    SET search_path TO 'public', 'pg_temp'
    AS $$
  SELECT string_agg(substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', (get_byte(r.bytes, b.n) & 31) + 1, 1), '' ORDER BY b.n)
  -- The bytes 6 and 8 of a random UUID hold its version.
  FROM (SELECT uuid_send(gen_random_uuid()) AS bytes) r CROSS JOIN unnest(ARRAY[0, 1, 2, 3, 4, 5, 9, 10, 11, 12]) b(n)
$$;

CREATE FUNCTION public.raise_epoch(p_network uuid) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
  current_epoch integer;
  system text;
BEGIN
  SELECT n.epoch, n.system_identifier INTO current_epoch, system FROM networks n WHERE n.id = p_network FOR UPDATE;
  IF is_epoch_due(p_network, current_epoch, system) THEN
    current_epoch := current_epoch + 1;
    UPDATE networks n SET epoch = current_epoch, system_identifier = this_system() WHERE n.id = p_network;
  END IF;
  RETURN current_epoch;
END $$;

CREATE FUNCTION public.refuse_audit_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION 'the functions of the database are not applied yet'; END $$;

CREATE FUNCTION public.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'LP001';
END $$;

CREATE FUNCTION public.refuse_currency_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  IF (NEW.currency <> OLD.currency OR NEW.currency_digits <> OLD.currency_digits)
     AND EXISTS (SELECT 1 FROM transactions WHERE network_id = OLD.id) THEN
    RAISE EXCEPTION 'the currency of a network with transactions never changes' USING ERRCODE = 'LP004';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION public.refuse_published_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  IF OLD.status <> 'DRAFT' AND (TG_OP = 'DELETE' OR NEW.document::text <> OLD.document::text
      OR NEW.effective_from IS DISTINCT FROM OLD.effective_from OR NEW.version <> OLD.version OR NEW.status = 'DRAFT') THEN
    RAISE EXCEPTION 'a published programme version never changes' USING ERRCODE = 'LP003';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE FUNCTION public.require_guest_written() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE me bigint := pg_current_xact_id()::text::bigint & 4294967295;
BEGIN
  IF EXISTS (
    SELECT 1 FROM changed c
    LEFT JOIN LATERAL (
      SELECT s.xmin::text::bigint AS writer FROM guest_states s
      WHERE s.network_id = c.network_id AND s.guest_id = c.guest_id OFFSET 0) s ON true
    WHERE s.writer IS NULL OR ((s.writer - me) & 4294967295) >= 2147483648
  ) THEN
    RAISE EXCEPTION 'a lot changed without its guest' USING ERRCODE = 'LP002';
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION public.require_version_raise() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  RAISE EXCEPTION 'guest_states.version must rise with every change' USING ERRCODE = 'LP002';
END $$;

CREATE FUNCTION public.summarize_guest() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION 'the functions of the database are not applied yet'; END $$;

CREATE FUNCTION public.summarize_new_guests() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION 'the functions of the database are not applied yet'; END $$;

CREATE FUNCTION public.tell_of_new_guests() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
  INSERT INTO events (network_id, epoch, id, type, subject_id, guest_id)
  -- The epoch once for each network and not for each guest.
  SELECT m.network_id, e.epoch, m.id, 'guest.registered', m.id, m.id
  FROM (SELECT d.network_id, epoch_of(d.network_id) AS epoch FROM (SELECT DISTINCT network_id FROM made) d OFFSET 0) e
  JOIN made m ON m.network_id = e.network_id;
  RETURN NULL;
END $$;

CREATE FUNCTION public.this_system() RETURNS text
    LANGUAGE plpgsql
    AS $$
DECLARE
  known text := current_setting('app.this_system', true);
BEGIN
  IF coalesce(known, '') = '' THEN
    BEGIN
      SELECT system_identifier::text INTO known FROM pg_control_system();
    EXCEPTION WHEN insufficient_privilege OR undefined_function OR feature_not_supported THEN
      known := 'withheld';
    END;
    PERFORM set_config('app.this_system', known, false);
  END IF;
  RETURN nullif(known, 'withheld');
END $$;

CREATE FUNCTION public.till_write(p_batches public.till_batch[]) RETURNS TABLE(batch integer, lost_group integer, reason text, digest uuid, holder uuid)
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$
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

CREATE FUNCTION public.till_write_transactions(p_network uuid, p_transactions public.till_transaction[], p_keep boolean[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
    BEGIN
      INSERT INTO transactions (network_id, id, type, guest_id, guest_version, restaurant_id, point_of_sale_id, shift_id, actor_kind, actor_id, channel, related_id, receipt_number, external_order_id, business_date, occurred_at, recorded_at, amount, discount, points_redeemed, points_value, payable, points_earned, points_not_taken, available, pending, held, in_review, receivable, tier_before, tier, tier_progress, program_version, items, facts, details, trace, payment_method, direction, reason_code, comment_hash, request_hash, request_id, guest_count, identified_by, session_id, points_given)
      SELECT p_network, t.id, t.type, t.guest_id, t.guest_version, t.restaurant_id, t.point_of_sale_id, t.shift_id, t.actor_kind, t.actor_id, t.channel, t.related_id, t.receipt_number, t.external_order_id, t.business_date, t.occurred_at, t.recorded_at, t.amount, t.discount, t.points_redeemed, t.points_value, t.payable, t.points_earned, t.points_not_taken, t.available, t.pending, t.held, t.in_review, t.receivable, t.tier_before, t.tier, t.tier_progress, t.program_version, t.items, t.facts, t.details, t.trace, t.payment_method, t.direction, t.reason_code, t.comment_hash, t.request_hash, t.request_id, t.guest_count, t.identified_by, t.session_id, t.points_given FROM unnest(p_transactions) t WHERE p_keep[t.grp];
    END $$;

CREATE TABLE public.account_openings (
    network_id uuid NOT NULL,
    opened_by uuid NOT NULL,
    user_id uuid NOT NULL,
    way text NOT NULL,
    opened_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT account_openings_way_check CHECK ((way = ANY (ARRAY['ACCOUNT'::text, 'LINK'::text, 'SECOND_FACTOR'::text])))
);

ALTER TABLE ONLY public.account_openings FORCE ROW LEVEL SECURITY;

CREATE TABLE public.acting_periods (
    network_id uuid NOT NULL,
    id uuid NOT NULL,
    owner_id uuid NOT NULL,
    session_id uuid NOT NULL,
    reason text NOT NULL,
    begun_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    CONSTRAINT acting_periods_reason_check CHECK (((length(reason) >= 1) AND (length(reason) <= 500)))
);

ALTER TABLE ONLY public.acting_periods FORCE ROW LEVEL SECURITY;

CREATE TABLE public.api_keys (
    network_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    key_hash bytea NOT NULL,
    scopes text[] NOT NULL,
    created_by uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    last_used_at timestamp with time zone,
    revoked_at timestamp with time zone,
    identifies text DEFAULT 'TILL_SYSTEM'::text NOT NULL,
    integration_id uuid NOT NULL,
    expires_at timestamp with time zone,
    secret_for uuid
);

ALTER TABLE ONLY public.api_keys FORCE ROW LEVEL SECURITY;

CREATE TABLE public.approvals (
    network_id uuid NOT NULL,
    id uuid NOT NULL,
    type public.transaction_type NOT NULL,
    guest_id uuid,
    request jsonb NOT NULL,
    points bigint DEFAULT 0 NOT NULL,
    shift_id uuid,
    status text NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    requested_by uuid NOT NULL,
    requested_at timestamp with time zone DEFAULT now() NOT NULL,
    decided_by uuid,
    decided_at timestamp with time zone,
    reason text,
    first_approved_by uuid,
    first_approved_at timestamp with time zone,
    CONSTRAINT approvals_reason_check CHECK (((length(reason) >= 1) AND (length(reason) <= 1000))),
    CONSTRAINT approvals_status_check CHECK ((status = ANY (ARRAY['AWAITING_APPROVAL'::text, 'POSTED'::text, 'REJECTED'::text, 'WITHDRAWN'::text])))
);

ALTER TABLE ONLY public.approvals FORCE ROW LEVEL SECURITY;

CREATE TABLE public.audit_log (
    network_id uuid NOT NULL,
    id uuid NOT NULL,
    recorded_at timestamp with time zone DEFAULT now() NOT NULL,
    actor_kind text NOT NULL,
    actor_id uuid,
    on_behalf boolean DEFAULT false NOT NULL,
    action text NOT NULL,
    subject_kind text,
    subject_id text,
    before jsonb,
    after jsonb,
    address text,
    request_id text,
    session_id uuid,
    CONSTRAINT audit_log_actor_kind_check CHECK ((actor_kind = ANY (ARRAY['user'::text, 'guest'::text, 'key'::text, 'system'::text])))
);

ALTER TABLE ONLY public.audit_log FORCE ROW LEVEL SECURITY;

CREATE TABLE public.backtests (
    network_id uuid NOT NULL,
    id uuid NOT NULL,
    mode text NOT NULL,
    program_version integer,
    document json,
    document_hash text,
    from_at timestamp with time zone,
    until_at timestamp with time zone NOT NULL,
    status text DEFAULT 'WAITING'::text NOT NULL,
    run_id uuid,
    runs smallint DEFAULT 0 NOT NULL,
    beat_at timestamp with time zone,
    guests integer DEFAULT 0 NOT NULL,
    guests_done integer DEFAULT 0 NOT NULL,
    report json,
    failure text,
    created_by uuid,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    started_at timestamp with time zone,
    ended_at timestamp with time zone,
    CONSTRAINT backtests_check CHECK (((mode = 'REPRODUCE'::text) = (document IS NULL))),
    CONSTRAINT backtests_check1 CHECK (((status = 'DONE'::text) = (report IS NOT NULL))),
    CONSTRAINT backtests_mode_check CHECK ((mode = ANY (ARRAY['DRAFT'::text, 'REPRODUCE'::text, 'IMPACT'::text, 'CAMPAIGN'::text]))),
    CONSTRAINT backtests_status_check CHECK ((status = ANY (ARRAY['WAITING'::text, 'RUNNING'::text, 'DONE'::text, 'FAILED'::text, 'CANCELLED'::text])))
);

ALTER TABLE ONLY public.backtests FORCE ROW LEVEL SECURITY;

CREATE TABLE public.bank_entries (
    id uuid NOT NULL,
    account text NOT NULL,
    fingerprint bytea NOT NULL,
    booked_on date NOT NULL,
    amount bigint NOT NULL,
    currency text NOT NULL,
    payer_name text NOT NULL,
    payer_account text NOT NULL,
    purpose text NOT NULL,
    status text NOT NULL,
    reason text,
    invoice_id uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    import_id uuid,
    CONSTRAINT bank_entries_amount_check CHECK ((amount > 0)),
    CONSTRAINT bank_entries_check CHECK (((status = 'MATCHED'::text) = (invoice_id IS NOT NULL))),
    CONSTRAINT bank_entries_check1 CHECK (((status <> 'DOUBTFUL'::text) OR (reason IS NOT NULL))),
    CONSTRAINT bank_entries_fingerprint_check CHECK ((octet_length(fingerprint) = 32)),
    CONSTRAINT bank_entries_reason_check CHECK ((reason = ANY (ARRAY['NO_NUMBER'::text, 'SEVERAL_NUMBERS'::text, 'UNKNOWN_NUMBER'::text, 'AMOUNT'::text, 'CURRENCY'::text, 'CLOSED'::text, 'REVERSAL'::text]))),
    CONSTRAINT bank_entries_status_check CHECK ((status = ANY (ARRAY['MATCHED'::text, 'DOUBTFUL'::text, 'DISMISSED'::text])))
);

ALTER TABLE ONLY public.bank_entries FORCE ROW LEVEL SECURITY;

CREATE TABLE public.budget_leases (
    network_id uuid NOT NULL,
    id uuid NOT NULL,
    budget_id uuid NOT NULL,
    granted bigint NOT NULL,
    used bigint DEFAULT 0 NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    is_open boolean DEFAULT true NOT NULL,
    CONSTRAINT budget_leases_granted_check CHECK ((granted > 0)),
    CONSTRAINT budget_leases_used_check CHECK ((used >= 0)),
    CONSTRAINT budget_leases_within CHECK ((used <= granted))
);

ALTER TABLE ONLY public.budget_leases FORCE ROW LEVEL SECURITY;

CREATE TABLE public.budget_uses (
    network_id uuid NOT NULL,
    budget_id uuid NOT NULL,
    transaction_id uuid NOT NULL,
    lease_id uuid NOT NULL,
    amount bigint NOT NULL,
    given_back bigint DEFAULT 0 NOT NULL,
    CONSTRAINT budget_uses_amount_check CHECK ((amount > 0)),
    CONSTRAINT budget_uses_check CHECK (((given_back >= 0) AND (given_back <= amount)))
);

ALTER TABLE ONLY public.budget_uses FORCE ROW LEVEL SECURITY;

CREATE TABLE public.budgets (
    network_id uuid NOT NULL,
    id uuid NOT NULL,
    campaign text NOT NULL,
    unit text NOT NULL,
    restaurant_id uuid,
    version integer NOT NULL,
    most bigint NOT NULL,
    leased bigint DEFAULT 0 NOT NULL,
    spent bigint DEFAULT 0 NOT NULL,
    returned bigint DEFAULT 0 NOT NULL,
    CONSTRAINT budgets_leased_check CHECK ((leased >= 0)),
    CONSTRAINT budgets_most_check CHECK ((most >= 0)),
    CONSTRAINT budgets_returned_check CHECK ((returned >= 0)),
    CONSTRAINT budgets_spent_check CHECK ((spent >= 0)),
    CONSTRAINT budgets_unit_check CHECK ((unit = ANY (ARRAY['POINTS'::text, 'MONEY'::text, 'USES'::text]))),
    CONSTRAINT budgets_within CHECK ((((leased + spent) - returned) <= most))
);

ALTER TABLE ONLY public.budgets FORCE ROW LEVEL SECURITY;

CREATE TABLE public.campaign_guests (
    network_id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    guest_id uuid NOT NULL,
    arm text NOT NULL,
    met_at timestamp with time zone DEFAULT now() NOT NULL,
    message_id uuid,
    variant text,
    unsent text,
    told_at timestamp with time zone,
    CONSTRAINT campaign_guests_arm_check CHECK ((arm = ANY (ARRAY['TREATED'::text, 'CONTROL'::text, 'HELD_OUT'::text]))),
    CONSTRAINT campaign_guests_check CHECK (((message_id IS NULL) OR (arm = 'TREATED'::text))),
    CONSTRAINT campaign_guests_check1 CHECK (((unsent IS NULL) OR ((message_id IS NULL) AND (arm = 'TREATED'::text)))),
    CONSTRAINT campaign_guests_unsent_check CHECK ((unsent = ANY (ARRAY['WAITS'::text, 'CAPPED'::text])))
);

ALTER TABLE ONLY public.campaign_guests FORCE ROW LEVEL SECURITY;

CREATE TABLE public.campaign_passes (
    network_id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    after_guest uuid DEFAULT '00000000-0000-0000-0000-000000000000'::uuid NOT NULL,
    is_done boolean DEFAULT false NOT NULL,
    announces boolean NOT NULL,
    begun_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.campaign_passes FORCE ROW LEVEL SECURITY;

CREATE TABLE public.campaign_states (
    network_id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    number integer NOT NULL,
    state text NOT NULL,
    version integer NOT NULL,
    reason text,
    changed_by uuid,
    changed_at timestamp with time zone DEFAULT now() NOT NULL,
    effective_from timestamp with time zone NOT NULL,
    CONSTRAINT campaign_states_check CHECK ((effective_from >= changed_at)),
    CONSTRAINT campaign_states_number_check CHECK ((number > 0)),
    CONSTRAINT campaign_states_state_check CHECK ((state = ANY (ARRAY['RUNNING'::text, 'PAUSED'::text, 'ENDED'::text])))
);

ALTER TABLE ONLY public.campaign_states FORCE ROW LEVEL SECURITY;

CREATE TABLE public.campaign_versions (
    network_id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    version integer NOT NULL,
    document json NOT NULL,
    created_by uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT campaign_versions_version_check CHECK ((version > 0))
);

ALTER TABLE ONLY public.campaign_versions FORCE ROW LEVEL SECURITY;

CREATE TABLE public.campaigns (
    network_id uuid NOT NULL,
    id uuid NOT NULL,
    code text NOT NULL,
    created_by uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    archived_at timestamp with time zone,
    CONSTRAINT campaigns_code_check CHECK ((code ~ '^[A-Z][A-Z0-9_]{0,49}$'::text))
);

ALTER TABLE ONLY public.campaigns FORCE ROW LEVEL SECURITY;

CREATE TABLE public.card_codes (
    network_id uuid NOT NULL,
    code text NOT NULL,
    guest_id uuid NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    CONSTRAINT card_codes_code_check CHECK ((code ~ '^[0-9]{6}$'::text))
);

ALTER TABLE ONLY public.card_codes FORCE ROW LEVEL SECURITY;

CREATE TABLE public.change_requests (
    network_id uuid NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL,
    subject_id uuid NOT NULL,
    change jsonb DEFAULT '{}'::jsonb NOT NULL,
    status text DEFAULT 'WAITING'::text NOT NULL,
    requested_by uuid NOT NULL,
    requested_at timestamp with time zone DEFAULT now() NOT NULL,
    decided_by uuid,
    decided_at timestamp with time zone,
    reason text,
    CONSTRAINT change_requests_kind_check CHECK ((kind = ANY (ARRAY['MANAGER_RIGHTS'::text, 'PASSWORD_LINK'::text, 'SECOND_FACTOR'::text, 'SETTINGS'::text, 'API_KEY'::text, 'API_KEY_ROTATION'::text, 'CAMPAIGN'::text, 'SIGN_IN_PROVIDER'::text, 'OWN_ROLE'::text]))),
    CONSTRAINT change_requests_reason_check CHECK (((length(reason) >= 1) AND (length(reason) <= 1000))),
    CONSTRAINT change_requests_status_check CHECK ((status = ANY (ARRAY['WAITING'::text, 'APPROVED'::text, 'REJECTED'::text, 'WITHDRAWN'::text])))
);

ALTER TABLE ONLY public.change_requests FORCE ROW LEVEL SECURITY;

CREATE TABLE public.children (
    network_id uuid NOT NULL,
    id uuid NOT NULL,
    guest_id uuid NOT NULL,
    name_encrypted bytea,
    birth_date date NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    came_from uuid[] DEFAULT '{}'::uuid[] NOT NULL
);

ALTER TABLE ONLY public.children FORCE ROW LEVEL SECURITY;

CREATE TABLE public.claims (
    network_id uuid NOT NULL,
    digest uuid NOT NULL,
    kind "char" NOT NULL,
    holder_id uuid NOT NULL
)
WITH (autovacuum_vacuum_insert_threshold='1000000', autovacuum_analyze_threshold='100000');

ALTER TABLE ONLY public.claims FORCE ROW LEVEL SECURITY;

CREATE TABLE public.confirmations (
    network_id uuid NOT NULL,
    id uuid NOT NULL,
    guest_id uuid NOT NULL,
    actor_id uuid NOT NULL,
    points bigint NOT NULL,
    verification_id uuid,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    confirmed_by text,
    refused_at timestamp with time zone,
    used_at timestamp with time zone,
    CONSTRAINT confirmations_confirmed_by_check CHECK ((confirmed_by = ANY (ARRAY['ONE_TIME_CODE'::text, 'TAP'::text]))),
    CONSTRAINT confirmations_points_check CHECK ((points > 0))
);

ALTER TABLE ONLY public.confirmations FORCE ROW LEVEL SECURITY;

CREATE TABLE public.consent_texts (
    network_id uuid NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL,
    version text NOT NULL,
    text json NOT NULL,
    until timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.consent_texts FORCE ROW LEVEL SECURITY;

CREATE TABLE public.consents (
    network_id uuid NOT NULL,
    guest_id uuid NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL,
    text_version text NOT NULL,
    given boolean NOT NULL,
    source text NOT NULL,
    recorded_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.consents FORCE ROW LEVEL SECURITY;

CREATE TABLE public.coupon_batches (
    network_id uuid NOT NULL,
    id uuid NOT NULL,
    reward_id uuid NOT NULL,
    kind text NOT NULL,
    codes integer NOT NULL,
    uses integer NOT NULL,
    per_guest integer,
    valid_from timestamp with time zone,
    valid_until timestamp with time zone,
    status text NOT NULL,
    made integer DEFAULT 0 NOT NULL,
    created_by uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    finished_at timestamp with time zone,
    segments text[] DEFAULT '{}'::text[] NOT NULL,
    name text,
    CONSTRAINT coupon_batches_check CHECK (((made >= 0) AND (made <= codes))),
    CONSTRAINT coupon_batches_codes_check CHECK ((codes > 0)),
    CONSTRAINT coupon_batches_kind_check CHECK ((kind = ANY (ARRAY['SINGLE'::text, 'SHARED'::text]))),
    CONSTRAINT coupon_batches_name_check CHECK (((char_length(name) >= 1) AND (char_length(name) <= 80))),
    CONSTRAINT coupon_batches_per_guest_check CHECK ((per_guest > 0)),
    CONSTRAINT coupon_batches_status_check CHECK ((status = ANY (ARRAY['MAKING'::text, 'READY'::text, 'STOPPED'::text]))),
    CONSTRAINT coupon_batches_uses_check CHECK ((uses > 0))
);

ALTER TABLE ONLY public.coupon_batches FORCE ROW LEVEL SECURITY;

CREATE TABLE public.coupons (
    network_id uuid NOT NULL,
    digest uuid NOT NULL,
    batch_id uuid NOT NULL,
    number integer NOT NULL,
    uses_left integer NOT NULL,
    restored_until timestamp with time zone,
    CONSTRAINT coupons_uses_left_check CHECK ((uses_left >= 0))
)
WITH (fillfactor='90');

ALTER TABLE ONLY public.coupons FORCE ROW LEVEL SECURITY;

CREATE TABLE public.daily_figures (
    network_id uuid NOT NULL,
    business_date date NOT NULL,
    restaurant_id uuid NOT NULL,
    sales bigint DEFAULT 0 NOT NULL,
    guest_sales bigint DEFAULT 0 NOT NULL,
    amount bigint DEFAULT 0 NOT NULL,
    guest_amount bigint DEFAULT 0 NOT NULL,
    discount bigint DEFAULT 0 NOT NULL,
    payable bigint DEFAULT 0 NOT NULL,
    refunds bigint DEFAULT 0 NOT NULL,
    refunded bigint DEFAULT 0 NOT NULL,
    points_earned bigint DEFAULT 0 NOT NULL,
    points_redeemed bigint DEFAULT 0 NOT NULL,
    points_expired bigint DEFAULT 0 NOT NULL,
    new_guests bigint DEFAULT 0 NOT NULL,
    refunded_payable bigint DEFAULT 0 NOT NULL,
    guest_payable bigint DEFAULT 0 NOT NULL,
    guest_refunded_payable bigint DEFAULT 0 NOT NULL,
    points_given bigint DEFAULT 0 NOT NULL
);

ALTER TABLE ONLY public.daily_figures FORCE ROW LEVEL SECURITY;

CREATE TABLE public.dead_letters (
    network_id uuid NOT NULL,
    id uuid NOT NULL,
    topic text NOT NULL,
    integration_id uuid NOT NULL,
    key_id uuid NOT NULL,
    digest bytea NOT NULL,
    event_id text,
    body_encrypted bytea NOT NULL,
    body_bytes integer NOT NULL,
    received_at timestamp with time zone DEFAULT now() NOT NULL,
    status text DEFAULT 'WAITING'::text NOT NULL,
    reason text NOT NULL,
    faults json DEFAULT '[]'::json NOT NULL,
    attempts integer DEFAULT 1 NOT NULL,
    tried_at timestamp with time zone DEFAULT now() NOT NULL,
    transaction_id uuid,
    CONSTRAINT dead_letters_check CHECK (((status = 'RECORDED'::text) OR (transaction_id IS NULL))),
    CONSTRAINT dead_letters_digest_check CHECK ((octet_length(digest) = 32)),
    CONSTRAINT dead_letters_status_check CHECK ((status = ANY (ARRAY['WAITING'::text, 'RECORDED'::text])))
);

ALTER TABLE ONLY public.dead_letters FORCE ROW LEVEL SECURITY;

CREATE TABLE public.devices (
    network_id uuid NOT NULL,
    id text NOT NULL,
    last_counter bigint NOT NULL,
    gaps jsonb DEFAULT '[]'::jsonb NOT NULL,
    seen_at timestamp with time zone DEFAULT now() NOT NULL,
    latest_act_at timestamp with time zone,
    CONSTRAINT devices_id_check CHECK (((length(id) >= 1) AND (length(id) <= 100)))
);

ALTER TABLE ONLY public.devices FORCE ROW LEVEL SECURITY;

CREATE TABLE public.dunning_steps (
    network_id uuid NOT NULL,
    invoice_id uuid NOT NULL,
    step text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.dunning_steps FORCE ROW LEVEL SECURITY;

CREATE TABLE public.earlier_settings (
    network_id uuid NOT NULL,
    id uuid NOT NULL,
    until timestamp with time zone DEFAULT public.ledger_now() NOT NULL,
    time_zone text NOT NULL,
    day_start text NOT NULL,
    receipt_scope text NOT NULL,
    capture_grace_minutes integer NOT NULL,
    restore_grace_days integer NOT NULL,
    CONSTRAINT earlier_settings_capture_grace_minutes_check CHECK ((capture_grace_minutes >= 0)),
    CONSTRAINT earlier_settings_receipt_scope_check CHECK ((receipt_scope = ANY (ARRAY['BUSINESS_DAY'::text, 'YEAR'::text, 'FOREVER'::text]))),
    CONSTRAINT earlier_settings_restore_grace_days_check CHECK ((restore_grace_days >= 0))
);

ALTER TABLE ONLY public.earlier_settings FORCE ROW LEVEL SECURITY;

CREATE TABLE public.erasures (
    network_id uuid NOT NULL,
    id uuid NOT NULL,
    guest_id uuid NOT NULL,
    status text DEFAULT 'WAITING'::text NOT NULL,
    requested_by_kind text NOT NULL,
    requested_by uuid,
    requested_at timestamp with time zone DEFAULT now() NOT NULL,
    due_at timestamp with time zone NOT NULL,
    stage text,
    "position" uuid,
    sought_encrypted bytea,
    finished_at timestamp with time zone,
    CONSTRAINT erasures_check CHECK (((status = 'RUNNING'::text) = (stage IS NOT NULL))),
    CONSTRAINT erasures_check1 CHECK (((sought_encrypted IS NULL) OR (status = 'RUNNING'::text))),
    CONSTRAINT erasures_check2 CHECK (((status = ANY (ARRAY['DONE'::text, 'CALLED_BACK'::text])) = (finished_at IS NOT NULL))),
    CONSTRAINT erasures_requested_by_kind_check CHECK ((requested_by_kind = ANY (ARRAY['user'::text, 'guest'::text, 'key'::text, 'system'::text]))),
    CONSTRAINT erasures_status_check CHECK ((status = ANY (ARRAY['WAITING'::text, 'RUNNING'::text, 'DONE'::text, 'CALLED_BACK'::text])))
);

ALTER TABLE ONLY public.erasures FORCE ROW LEVEL SECURITY;

CREATE TABLE public.event_cursors (
    network_id uuid NOT NULL,
    subscriber text NOT NULL,
    epoch integer DEFAULT 0 NOT NULL,
    xid bigint DEFAULT 0 NOT NULL,
    id uuid DEFAULT '00000000-0000-0000-0000-000000000000'::uuid NOT NULL,
    moved_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.event_cursors FORCE ROW LEVEL SECURITY;

CREATE TABLE public.event_marks (
    network_id uuid NOT NULL,
    epoch integer NOT NULL,
    xid bigint NOT NULL,
    event_id uuid NOT NULL,
    kept_from timestamp with time zone NOT NULL
);

ALTER TABLE ONLY public.event_marks FORCE ROW LEVEL SECURITY;

CREATE TABLE public.events (
    network_id uuid NOT NULL,
    epoch integer NOT NULL,
    xid bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    id uuid NOT NULL,
    type text NOT NULL,
    subject_id uuid NOT NULL,
    guest_id uuid,
    guest_version bigint
)
PARTITION BY RANGE (id);

ALTER TABLE ONLY public.events FORCE ROW LEVEL SECURITY;

CREATE TABLE public.events_default (
    network_id uuid NOT NULL,
    epoch integer NOT NULL,
    xid bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    id uuid NOT NULL,
    type text NOT NULL,
    subject_id uuid NOT NULL,
    guest_id uuid,
    guest_version bigint
)
WITH (autovacuum_vacuum_insert_threshold='1000000', autovacuum_analyze_threshold='100000');

ALTER TABLE ONLY public.events_default FORCE ROW LEVEL SECURITY;

CREATE TABLE public.expiry_warning_passes (
    network_id uuid NOT NULL,
    local_day integer NOT NULL,
    after_guest uuid NOT NULL,
    is_done boolean NOT NULL,
    looked_at timestamp with time zone
);

ALTER TABLE ONLY public.expiry_warning_passes FORCE ROW LEVEL SECURITY;

CREATE TABLE public.expiry_warnings (
    network_id uuid NOT NULL,
    guest_id uuid NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    lot_id uuid NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    message_id uuid NOT NULL,
    told_way text,
    told_at timestamp with time zone,
    point_of_sale_id uuid,
    transaction_id uuid,
    CONSTRAINT expiry_warnings_told CHECK ((num_nulls(told_way, told_at, point_of_sale_id, transaction_id) = ANY (ARRAY[0, 4]))),
    CONSTRAINT expiry_warnings_told_way_check CHECK ((told_way = ANY (ARRAY['PRINTED'::text, 'SHOWN'::text])))
);

ALTER TABLE ONLY public.expiry_warnings FORCE ROW LEVEL SECURITY;

CREATE TABLE public.families (
    network_id uuid NOT NULL,
    id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    ended_at timestamp with time zone
);

ALTER TABLE ONLY public.families FORCE ROW LEVEL SECURITY;

CREATE TABLE public.family_invitations (
    network_id uuid NOT NULL,
    code_index bytea NOT NULL,
    family_id uuid NOT NULL,
    role text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT family_invitations_role_check CHECK ((role = ANY (ARRAY['ADULT'::text, 'CHILD'::text])))
);

ALTER TABLE ONLY public.family_invitations FORCE ROW LEVEL SECURITY;

CREATE TABLE public.family_members (
    network_id uuid NOT NULL,
    guest_id uuid NOT NULL,
    family_id uuid NOT NULL,
    role text NOT NULL,
    joined_at timestamp with time zone DEFAULT now() NOT NULL,
    allowance bigint,
    allowance_period text,
    allowance_since timestamp with time zone,
    allowance_giver uuid,
    came_from uuid,
    taken jsonb DEFAULT '[]'::jsonb NOT NULL,
    CONSTRAINT family_members_allowance_check CHECK ((allowance >= 0)),
    CONSTRAINT family_members_allowance_period_check CHECK ((allowance_period = ANY (ARRAY['MONTH'::text, 'ONCE'::text]))),
    CONSTRAINT family_members_check CHECK ((num_nonnulls(allowance, allowance_period, allowance_since, allowance_giver) =
CASE
    WHEN (allowance IS NULL) THEN 0
    ELSE 4
END)),
    CONSTRAINT family_members_check1 CHECK (((allowance IS NULL) OR (role = 'CHILD'::text))),
    CONSTRAINT family_members_role_check CHECK ((role = ANY (ARRAY['HEAD'::text, 'ADULT'::text, 'CHILD'::text])))
);

ALTER TABLE ONLY public.family_members FORCE ROW LEVEL SECURITY;

CREATE TABLE public.guest_accounts (
    id uuid NOT NULL,
    phone_encrypted bytea NOT NULL,
    phone_index bytea NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    telegram_encrypted bytea,
    telegram_index bytea,
    telegram_refused_at timestamp with time zone
);

ALTER TABLE ONLY public.guest_accounts FORCE ROW LEVEL SECURITY;

CREATE TABLE public.guest_cards (
    network_id uuid NOT NULL,
    number text NOT NULL,
    guest_id uuid NOT NULL,
    import_id uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT guest_cards_number_check CHECK (((length(number) >= 1) AND (length(number) <= 40)))
);

ALTER TABLE ONLY public.guest_cards FORCE ROW LEVEL SECURITY;

CREATE TABLE public.guest_case_notes (
    network_id uuid NOT NULL,
    id uuid NOT NULL,
    case_id uuid NOT NULL,
    author_id uuid,
    text text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.guest_case_notes FORCE ROW LEVEL SECURITY;

CREATE TABLE public.guest_cases (
    network_id uuid NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL,
    guest_id uuid NOT NULL,
    came_from uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    restaurant_id uuid,
    text text NOT NULL,
    tier text NOT NULL,
    status text DEFAULT 'OPEN'::text NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    assignee_id uuid,
    created_by_kind text NOT NULL,
    created_by_id uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    changed_at timestamp with time zone DEFAULT now() NOT NULL,
    done_at timestamp with time zone,
    CONSTRAINT guest_cases_check CHECK (((status = 'DONE'::text) = (done_at IS NOT NULL))),
    CONSTRAINT guest_cases_created_by_kind_check CHECK ((created_by_kind = ANY (ARRAY['user'::text, 'guest'::text, 'key'::text, 'system'::text]))),
    CONSTRAINT guest_cases_kind_check CHECK ((kind = ANY (ARRAY['PERSONAL_SHOPPER'::text, 'CONCIERGE'::text, 'PRIORITY_SUPPORT'::text]))),
    CONSTRAINT guest_cases_status_check CHECK ((status = ANY (ARRAY['OPEN'::text, 'IN_WORK'::text, 'DONE'::text])))
);

ALTER TABLE ONLY public.guest_cases FORCE ROW LEVEL SECURITY;

CREATE TABLE public.guest_import_lines (
    network_id uuid NOT NULL,
    import_id uuid NOT NULL,
    line integer NOT NULL,
    guest_id uuid NOT NULL,
    is_new boolean NOT NULL,
    opening_id uuid,
    filled text[] DEFAULT '{}'::text[] NOT NULL,
    CONSTRAINT guest_import_lines_line_check CHECK ((line > 0))
);

ALTER TABLE ONLY public.guest_import_lines FORCE ROW LEVEL SECURITY;

CREATE TABLE public.guest_states (
    network_id uuid NOT NULL,
    guest_id uuid NOT NULL,
    version bigint DEFAULT 0 NOT NULL,
    blocked boolean DEFAULT false NOT NULL,
    birthday smallint,
    joined_day integer DEFAULT (((now() AT TIME ZONE 'UTC'::text))::date - '1970-01-01'::date) NOT NULL,
    tier text,
    grace_until integer,
    available bigint DEFAULT 0 NOT NULL,
    pending bigint DEFAULT 0 NOT NULL,
    held bigint DEFAULT 0 NOT NULL,
    in_review bigint DEFAULT 0 NOT NULL,
    receivable bigint DEFAULT 0 NOT NULL,
    overdraft boolean DEFAULT false NOT NULL,
    spend bigint DEFAULT 0 NOT NULL,
    visits bigint DEFAULT 0 NOT NULL,
    points_earned bigint DEFAULT 0 NOT NULL,
    sales bigint DEFAULT 0 NOT NULL,
    days bigint[] DEFAULT '{}'::bigint[] NOT NULL,
    counters json,
    due_at timestamp with time zone DEFAULT 'infinity'::timestamp with time zone NOT NULL,
    family_id uuid,
    segments text[] DEFAULT '{}'::text[] NOT NULL,
    CONSTRAINT guest_balance_not_negative CHECK (((available >= 0) OR overdraft)),
    CONSTRAINT guest_states_held_check CHECK ((held >= 0)),
    CONSTRAINT guest_states_in_review_check CHECK ((in_review >= 0)),
    CONSTRAINT guest_states_pending_check CHECK ((pending >= 0)),
    CONSTRAINT guest_states_receivable_check CHECK ((receivable >= 0))
)
WITH (fillfactor='70');

ALTER TABLE ONLY public.guest_states FORCE ROW LEVEL SECURITY;

CREATE TABLE public.guest_summaries (
    network_id uuid NOT NULL,
    guest_id uuid NOT NULL,
    name_key text NOT NULL COLLATE pg_catalog."C",
    tier text DEFAULT ''::text NOT NULL COLLATE pg_catalog."C",
    available bigint DEFAULT 0 NOT NULL,
    last_visit_at timestamp with time zone DEFAULT '-infinity'::timestamp with time zone NOT NULL
)
WITH (fillfactor='80', autovacuum_vacuum_scale_factor='0.05', autovacuum_vacuum_insert_scale_factor='0.05');

ALTER TABLE ONLY public.guest_summaries FORCE ROW LEVEL SECURITY;

CREATE TABLE public.guest_words (
    network_id uuid NOT NULL,
    word text NOT NULL COLLATE pg_catalog."C",
    guest_id uuid NOT NULL
);

ALTER TABLE ONLY public.guest_words FORCE ROW LEVEL SECURITY;

CREATE TABLE public.guests (
    network_id uuid NOT NULL,
    id uuid NOT NULL,
    account_id uuid,
    external_id text,
    name text,
    phone_encrypted bytea,
    phone_index bytea,
    phone_last4_index bytea,
    email_encrypted bytea,
    email_index bytea,
    birth_date date,
    locale text,
    note text,
    card_number text NOT NULL,
    restaurant_id uuid,
    source text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid,
    erased_at timestamp with time zone,
    merged_into uuid,
    filled jsonb DEFAULT '{}'::jsonb NOT NULL,
    referral_code text DEFAULT public.new_referral_code() NOT NULL,
    unwanted_messages text[] DEFAULT '{}'::text[] NOT NULL,
    profile_times jsonb DEFAULT '{}'::jsonb NOT NULL,
    CONSTRAINT guests_external_id_check CHECK (((length(external_id) >= 1) AND (length(external_id) <= 200))),
    CONSTRAINT guests_locale_check CHECK ((locale = ANY (ARRAY['ru'::text, 'en'::text]))),
    CONSTRAINT guests_name_check CHECK ((length(name) <= 200)),
    CONSTRAINT guests_note_check CHECK ((length(note) <= 1000)),
    CONSTRAINT guests_source_check CHECK ((source = ANY (ARRAY['STAFF'::text, 'SELF'::text, 'IMPORT'::text, 'API'::text]))),
    CONSTRAINT guests_unwanted_messages_known CHECK ((unwanted_messages <@ ARRAY['CAMPAIGNS_INBOX'::text, 'ORDERS_SMS'::text]))
);

ALTER TABLE ONLY public.guests FORCE ROW LEVEL SECURITY;

CREATE TABLE public.identifications (
    network_id uuid NOT NULL,
    actor_id uuid NOT NULL,
    guest_id uuid NOT NULL,
    way text NOT NULL,
    noted_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

ALTER TABLE ONLY public.identifications FORCE ROW LEVEL SECURITY;

CREATE TABLE public.identity_provider_groups (
    network_id uuid NOT NULL,
    "position" integer NOT NULL,
    group_name text NOT NULL,
    role public.user_role NOT NULL,
    own_role_id uuid,
    restaurant_ids uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    CONSTRAINT identity_provider_groups_check CHECK (((own_role_id IS NULL) OR (role = 'cashier'::public.user_role))),
    CONSTRAINT identity_provider_groups_role_check CHECK ((role <> 'owner'::public.user_role))
);

ALTER TABLE ONLY public.identity_provider_groups FORCE ROW LEVEL SECURITY;

CREATE TABLE public.identity_providers (
    network_id uuid NOT NULL,
    enabled boolean DEFAULT false NOT NULL,
    issuer text NOT NULL,
    client_id text NOT NULL,
    secret_encrypted bytea,
    groups_claim text NOT NULL,
    domains text[] DEFAULT '{}'::text[] NOT NULL,
    only_provider boolean DEFAULT false NOT NULL,
    way_back_user_id uuid,
    domain_token text DEFAULT replace((gen_random_uuid())::text, '-'::text, ''::text) NOT NULL,
    proven_domains text[] DEFAULT '{}'::text[] NOT NULL,
    CONSTRAINT identity_providers_check CHECK (((NOT enabled) OR (secret_encrypted IS NOT NULL))),
    CONSTRAINT identity_providers_check1 CHECK (((NOT only_provider) OR (way_back_user_id IS NOT NULL)))
);

ALTER TABLE ONLY public.identity_providers FORCE ROW LEVEL SECURITY;

CREATE TABLE public.impact_guests (
    network_id uuid NOT NULL,
    impact_id uuid NOT NULL,
    guest_id uuid NOT NULL,
    tier_without text NOT NULL,
    tier_with text NOT NULL,
    discount bigint NOT NULL,
    earned bigint NOT NULL,
    expired bigint NOT NULL,
    value bigint NOT NULL
);

ALTER TABLE ONLY public.impact_guests FORCE ROW LEVEL SECURITY;

CREATE TABLE public.import_mappings (
    network_id uuid NOT NULL,
    name text NOT NULL,
    mapping json NOT NULL,
    saved_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.import_mappings FORCE ROW LEVEL SECURITY;

CREATE TABLE public.import_refusals (
    network_id uuid NOT NULL,
    import_id uuid NOT NULL,
    "position" bigint NOT NULL,
    code text NOT NULL,
    detail text
);

ALTER TABLE ONLY public.import_refusals FORCE ROW LEVEL SECURITY;

CREATE TABLE public.imports (
    network_id uuid NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL,
    file_hash text NOT NULL,
    mapping json NOT NULL,
    status text NOT NULL,
    "position" bigint DEFAULT 0 NOT NULL,
    accepted bigint DEFAULT 0 NOT NULL,
    rejected bigint DEFAULT 0 NOT NULL,
    started_at timestamp with time zone DEFAULT now() NOT NULL,
    finished_at timestamp with time zone,
    attempt integer DEFAULT 1 NOT NULL,
    recorded_lines json,
    CONSTRAINT imports_attempt_check CHECK ((attempt > 0)),
    CONSTRAINT imports_status_check CHECK ((status = ANY (ARRAY['RUNNING'::text, 'DONE'::text, 'FAILED'::text, 'UNDOING'::text, 'UNDONE'::text])))
);

ALTER TABLE ONLY public.imports FORCE ROW LEVEL SECURITY;

CREATE TABLE public.inbox_events (
    network_id uuid NOT NULL,
    id uuid NOT NULL,
    connection_id uuid NOT NULL,
    kind text NOT NULL,
    digest bytea NOT NULL,
    subject text,
    body_encrypted bytea NOT NULL,
    body_bytes integer NOT NULL,
    received_at timestamp with time zone DEFAULT now() NOT NULL,
    status text DEFAULT 'WAITING'::text NOT NULL,
    reason text,
    transaction_id uuid,
    answer_encrypted bytea,
    attempts integer DEFAULT 0 NOT NULL,
    due_at timestamp with time zone DEFAULT now() NOT NULL,
    finished_at timestamp with time zone,
    CONSTRAINT inbox_events_check CHECK (((status = 'WAITING'::text) = (finished_at IS NULL))),
    CONSTRAINT inbox_events_digest_check CHECK ((octet_length(digest) = 32)),
    CONSTRAINT inbox_events_status_check CHECK ((status = ANY (ARRAY['WAITING'::text, 'DONE'::text, 'IGNORED'::text, 'REFUSED'::text])))
);

ALTER TABLE ONLY public.inbox_events FORCE ROW LEVEL SECURITY;

CREATE TABLE public.invoice_lines (
    network_id uuid NOT NULL,
    invoice_id uuid NOT NULL,
    "position" integer NOT NULL,
    kind text NOT NULL,
    plan_code text NOT NULL,
    from_on date NOT NULL,
    to_on date NOT NULL,
    vat_rate_ppm integer NOT NULL,
    net bigint NOT NULL,
    vat bigint NOT NULL,
    total bigint NOT NULL,
    CONSTRAINT invoice_lines_check CHECK ((total = (net + vat))),
    CONSTRAINT invoice_lines_kind_check CHECK ((kind = ANY (ARRAY['PERIOD'::text, 'UNUSED'::text, 'UPGRADE'::text, 'CREDIT'::text]))),
    CONSTRAINT invoice_lines_vat_rate_ppm_check CHECK ((vat_rate_ppm >= 0))
);

ALTER TABLE ONLY public.invoice_lines FORCE ROW LEVEL SECURITY;

CREATE TABLE public.invoice_series (
    seller text NOT NULL,
    year integer NOT NULL,
    last_number integer NOT NULL,
    CONSTRAINT invoice_series_last_number_check CHECK ((last_number > 0))
);

ALTER TABLE ONLY public.invoice_series FORCE ROW LEVEL SECURITY;

CREATE TABLE public.invoices (
    network_id uuid NOT NULL,
    id uuid NOT NULL,
    seller text NOT NULL,
    year integer NOT NULL,
    number integer NOT NULL,
    kind text NOT NULL,
    corrects_id uuid,
    subscription_id uuid NOT NULL,
    bill text NOT NULL,
    issued_on date NOT NULL,
    due_on date NOT NULL,
    currency text NOT NULL,
    payer json NOT NULL,
    payee json NOT NULL,
    net bigint NOT NULL,
    vat bigint NOT NULL,
    total bigint NOT NULL,
    paid bigint DEFAULT 0 NOT NULL,
    credited bigint DEFAULT 0 NOT NULL,
    reason text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    overpaid bigint DEFAULT 0 NOT NULL,
    CONSTRAINT invoices_check CHECK (((total > 0) AND (total = (net + vat)))),
    CONSTRAINT invoices_check1 CHECK (((paid + credited) <= total)),
    CONSTRAINT invoices_check2 CHECK (((kind = 'CREDIT_NOTE'::text) = (corrects_id IS NOT NULL))),
    CONSTRAINT invoices_credited_check CHECK ((credited >= 0)),
    CONSTRAINT invoices_kind_check CHECK ((kind = ANY (ARRAY['INVOICE'::text, 'CREDIT_NOTE'::text]))),
    CONSTRAINT invoices_overpaid_check CHECK ((overpaid >= 0)),
    CONSTRAINT invoices_paid_check CHECK ((paid >= 0)),
    CONSTRAINT invoices_vat_check CHECK ((vat >= 0))
);

ALTER TABLE ONLY public.invoices FORCE ROW LEVEL SECURITY;

CREATE TABLE public.kafka_positions (
    network_id uuid NOT NULL,
    epoch integer NOT NULL,
    xid bigint NOT NULL,
    event_id uuid NOT NULL,
    holder uuid,
    held_until timestamp with time zone,
    CONSTRAINT kafka_positions_check CHECK (((holder IS NULL) = (held_until IS NULL)))
);

ALTER TABLE ONLY public.kafka_positions FORCE ROW LEVEL SECURITY;

CREATE TABLE public.ledger_periods (
    network_id uuid NOT NULL,
    month text NOT NULL,
    until timestamp with time zone NOT NULL,
    cut_epoch integer NOT NULL,
    cut_xid bigint NOT NULL,
    cut_id uuid NOT NULL,
    rest_epoch integer NOT NULL,
    rest_xid bigint NOT NULL,
    rest_id uuid NOT NULL,
    carried json NOT NULL,
    document text NOT NULL,
    closed_by uuid,
    closed_at timestamp with time zone DEFAULT now() NOT NULL,
    booking text DEFAULT 'RECORDED'::text NOT NULL,
    CONSTRAINT ledger_periods_booking_check CHECK ((booking = ANY (ARRAY['RECORDED'::text, 'BUSINESS'::text]))),
    CONSTRAINT ledger_periods_month_check CHECK ((month ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'::text))
);

ALTER TABLE ONLY public.ledger_periods FORCE ROW LEVEL SECURITY;

CREATE TABLE public.liability_countings (
    network_id uuid NOT NULL,
    counting integer NOT NULL,
    months text NOT NULL
);

ALTER TABLE ONLY public.liability_countings FORCE ROW LEVEL SECURITY;

CREATE TABLE public.liability_guests (
    network_id uuid NOT NULL,
    guest_id uuid NOT NULL,
    counting integer NOT NULL,
    parts text[] NOT NULL,
    keys text[] NOT NULL,
    points bigint[] NOT NULL,
    version bigint
)
WITH (fillfactor='80', autovacuum_vacuum_scale_factor='0.05');

ALTER TABLE ONLY public.liability_guests FORCE ROW LEVEL SECURITY;

CREATE TABLE public.liability_movements (
    network_id uuid NOT NULL,
    cohort integer NOT NULL,
    expires integer NOT NULL,
    month integer NOT NULL,
    issued bigint NOT NULL,
    redeemed bigint NOT NULL,
    expired bigint NOT NULL
)
WITH (fillfactor='50');

ALTER TABLE ONLY public.liability_movements FORCE ROW LEVEL SECURITY;

CREATE TABLE public.liability_sums (
    network_id uuid NOT NULL,
    part text NOT NULL COLLATE pg_catalog."C",
    key text NOT NULL COLLATE pg_catalog."C",
    points bigint NOT NULL
)
WITH (fillfactor='50');

ALTER TABLE ONLY public.liability_sums FORCE ROW LEVEL SECURITY;

CREATE TABLE public.lots (
    network_id uuid NOT NULL,
    guest_id uuid NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    lot_id uuid NOT NULL,
    amount bigint NOT NULL,
    remaining bigint NOT NULL,
    held bigint DEFAULT 0 NOT NULL,
    activates_at timestamp with time zone,
    restaurant_id uuid,
    CONSTRAINT lots_amount_check CHECK ((amount > 0)),
    CONSTRAINT lots_check CHECK (((remaining > 0) AND (remaining <= amount))),
    CONSTRAINT lots_check1 CHECK (((held >= 0) AND (held <= remaining)))
)
WITH (fillfactor='80', autovacuum_vacuum_insert_threshold='1000000', autovacuum_analyze_threshold='100000');

ALTER TABLE ONLY public.lots FORCE ROW LEVEL SECURITY;

CREATE TABLE public.loyaltea_items (
    network_id uuid NOT NULL,
    kind text NOT NULL,
    id uuid NOT NULL,
    number integer NOT NULL,
    body json NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT loyaltea_items_kind_check CHECK ((kind = ANY (ARRAY['REWARD'::text, 'FULFILLMENT'::text, 'CAMPAIGN'::text]))),
    CONSTRAINT loyaltea_items_number_check CHECK ((number > 0))
);

ALTER TABLE ONLY public.loyaltea_items FORCE ROW LEVEL SECURITY;

CREATE TABLE public.menu_category_costs (
    network_id uuid NOT NULL,
    category_key text NOT NULL,
    category text NOT NULL,
    cost_ppm integer NOT NULL,
    CONSTRAINT menu_category_costs_cost_ppm_check CHECK (((cost_ppm >= 0) AND (cost_ppm <= 1000000)))
);

ALTER TABLE ONLY public.menu_category_costs FORCE ROW LEVEL SECURITY;

CREATE TABLE public.menu_items (
    network_id uuid NOT NULL,
    id uuid NOT NULL,
    code text NOT NULL,
    name_ru text,
    name_en text,
    category text,
    type text,
    price bigint NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    archived_at timestamp with time zone,
    cost bigint,
    CONSTRAINT menu_items_check CHECK (((name_ru IS NOT NULL) OR (name_en IS NOT NULL))),
    CONSTRAINT menu_items_cost_check CHECK ((cost >= 0)),
    CONSTRAINT menu_items_price_check CHECK ((price >= 0)),
    CONSTRAINT menu_items_type_check CHECK ((type = ANY (ARRAY['ALCOHOL'::text, 'TOBACCO'::text, 'DELIVERY'::text, 'TIP'::text, 'SERVICE'::text, 'GIFT_CARD'::text, 'PROMO'::text])))
);

ALTER TABLE ONLY public.menu_items FORCE ROW LEVEL SECURITY;

CREATE TABLE public.messages (
    network_id uuid NOT NULL,
    id uuid NOT NULL,
    guest_id uuid,
    channel text NOT NULL,
    recipient_encrypted bytea NOT NULL,
    recipient_index bytea NOT NULL,
    body_encrypted bytea NOT NULL,
    status text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    came_from uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    subject text,
    secret boolean DEFAULT false NOT NULL,
    attempts smallint DEFAULT 0 NOT NULL,
    due_at timestamp with time zone,
    expires_at timestamp with time zone,
    provider text,
    provider_id text,
    failure text,
    CONSTRAINT messages_channel_check CHECK ((channel = ANY (ARRAY['SMS'::text, 'TELEGRAM'::text, 'EMAIL'::text, 'INBOX'::text]))),
    CONSTRAINT messages_status_check CHECK ((status = ANY (ARRAY['OUTBOX'::text, 'QUEUED'::text, 'SENDING'::text, 'SENT'::text, 'DELIVERED'::text, 'FAILED'::text])))
);

ALTER TABLE ONLY public.messages FORCE ROW LEVEL SECURITY;

CREATE TABLE public.mirrored_guests (
    network_id uuid NOT NULL,
    connection_id uuid NOT NULL,
    guest_id uuid NOT NULL,
    customer_id text,
    wallet_id text,
    told bigint,
    differs_by bigint DEFAULT 0 NOT NULL,
    step_id uuid,
    step_points bigint,
    hold_id uuid,
    hold_points bigint,
    hold_done boolean DEFAULT false NOT NULL,
    tier text,
    changes bigint DEFAULT 1 NOT NULL,
    due_at timestamp with time zone DEFAULT now() NOT NULL,
    leased_until timestamp with time zone DEFAULT '-infinity'::timestamp with time zone NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    failure text,
    CONSTRAINT mirrored_guests_check CHECK (((step_id IS NULL) = (step_points IS NULL))),
    CONSTRAINT mirrored_guests_check1 CHECK (((hold_id IS NULL) = (hold_points IS NULL)))
);

ALTER TABLE ONLY public.mirrored_guests FORCE ROW LEVEL SECURITY;

CREATE TABLE public.network_bot_chats (
    network_id uuid NOT NULL,
    id uuid NOT NULL,
    phone_encrypted bytea NOT NULL,
    phone_index bytea NOT NULL,
    chat_encrypted bytea NOT NULL,
    chat_index bytea NOT NULL,
    linked_at timestamp with time zone DEFAULT now() NOT NULL,
    refused_at timestamp with time zone
);

ALTER TABLE ONLY public.network_bot_chats FORCE ROW LEVEL SECURITY;

CREATE TABLE public.network_bots (
    network_id uuid NOT NULL,
    bot_id bigint NOT NULL,
    username text NOT NULL,
    token_encrypted bytea,
    connected_at timestamp with time zone DEFAULT now() NOT NULL,
    disconnected_at timestamp with time zone
);

ALTER TABLE ONLY public.network_bots FORCE ROW LEVEL SECURITY;

CREATE TABLE public.network_domains (
    network_id uuid NOT NULL,
    domain text,
    token text,
    verified_at timestamp with time zone,
    set_at timestamp with time zone DEFAULT now() NOT NULL,
    served_until timestamp with time zone,
    CONSTRAINT network_domains_check CHECK (((domain IS NULL) = (token IS NULL))),
    CONSTRAINT network_domains_check1 CHECK (((domain IS NOT NULL) OR (verified_at IS NULL)))
);

ALTER TABLE ONLY public.network_domains FORCE ROW LEVEL SECURITY;

CREATE TABLE public.network_look_images (
    network_id uuid NOT NULL,
    kind text NOT NULL,
    width integer NOT NULL,
    height integer NOT NULL,
    bytes bytea NOT NULL,
    hash text NOT NULL,
    CONSTRAINT network_look_images_bytes_check CHECK ((octet_length(bytes) <= 2097152)),
    CONSTRAINT network_look_images_height_check CHECK (((height >= 1) AND (height <= 512))),
    CONSTRAINT network_look_images_kind_check CHECK ((kind = ANY (ARRAY['LOGO'::text, 'ICON_192'::text, 'ICON_512'::text, 'MASKABLE_512'::text]))),
    CONSTRAINT network_look_images_width_check CHECK (((width >= 1) AND (width <= 512)))
);

ALTER TABLE ONLY public.network_look_images FORCE ROW LEVEL SECURITY;

CREATE TABLE public.network_looks (
    network_id uuid NOT NULL,
    document json NOT NULL,
    changed_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.network_looks FORCE ROW LEVEL SECURITY;

CREATE TABLE public.networks (
    id uuid NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    currency text NOT NULL,
    currency_digits smallint NOT NULL,
    time_zone text NOT NULL,
    locale text NOT NULL,
    country text NOT NULL,
    settings jsonb DEFAULT '{}'::jsonb NOT NULL,
    rules_version bigint DEFAULT 1 NOT NULL,
    epoch integer DEFAULT 1 NOT NULL,
    system_identifier text DEFAULT public.this_system(),
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    closed_at timestamp with time zone,
    suspended_at timestamp with time zone,
    signed_up_at timestamp with time zone,
    sandbox_of uuid,
    CONSTRAINT networks_check CHECK ((sandbox_of <> id)),
    CONSTRAINT networks_code_check CHECK ((code ~ '^[a-z0-9][a-z0-9-]{0,62}$'::text)),
    CONSTRAINT networks_country_check CHECK ((country ~ '^[A-Z]{2}$'::text)),
    CONSTRAINT networks_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT networks_currency_digits_check CHECK (((currency_digits >= 0) AND (currency_digits <= 4))),
    CONSTRAINT networks_epoch_check CHECK ((epoch > 0)),
    CONSTRAINT networks_locale_check CHECK ((locale = ANY (ARRAY['ru'::text, 'en'::text]))),
    CONSTRAINT networks_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200)))
);

ALTER TABLE ONLY public.networks FORCE ROW LEVEL SECURITY;

CREATE TABLE public.online_payments (
    network_id uuid NOT NULL,
    id uuid NOT NULL,
    invoice_id uuid NOT NULL,
    provider text NOT NULL,
    provider_id text,
    page_url text,
    amount bigint NOT NULL,
    currency text NOT NULL,
    status text NOT NULL,
    reason text,
    check_at timestamp with time zone NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT online_payments_amount_check CHECK ((amount > 0)),
    CONSTRAINT online_payments_check CHECK (((provider_id IS NULL) <= (status = ANY (ARRAY['NEW'::text, 'CANCELED'::text])))),
    CONSTRAINT online_payments_status_check CHECK ((status = ANY (ARRAY['NEW'::text, 'PENDING'::text, 'SUCCEEDED'::text, 'CANCELED'::text, 'DOUBTFUL'::text])))
);

ALTER TABLE ONLY public.online_payments FORCE ROW LEVEL SECURITY;

CREATE TABLE public.own_roles (
    network_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    permissions text[] NOT NULL,
    places text NOT NULL,
    manual_at_once integer,
    manual_per_day integer,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT own_roles_manual_at_once_check CHECK ((manual_at_once >= 0)),
    CONSTRAINT own_roles_manual_per_day_check CHECK ((manual_per_day >= 0)),
    CONSTRAINT own_roles_name_check CHECK (((char_length(name) >= 1) AND (char_length(name) <= 60))),
    CONSTRAINT own_roles_permissions_check CHECK ((cardinality(permissions) > 0)),
    CONSTRAINT own_roles_places_check CHECK ((places = ANY (ARRAY['CHOSEN'::text, 'ALL'::text])))
);

ALTER TABLE ONLY public.own_roles FORCE ROW LEVEL SECURITY;

CREATE TABLE public.partner_settlement_lines (
    network_id uuid NOT NULL,
    transaction_id uuid NOT NULL,
    settlement_id uuid NOT NULL,
    kind text NOT NULL,
    points bigint NOT NULL,
    CONSTRAINT partner_settlement_lines_kind_check CHECK ((kind = ANY (ARRAY['EARN'::text, 'EARN_RETURN'::text, 'BURN'::text, 'BURN_RETURN'::text]))),
    CONSTRAINT partner_settlement_lines_points_check CHECK ((points > 0))
);

ALTER TABLE ONLY public.partner_settlement_lines FORCE ROW LEVEL SECURITY;

CREATE TABLE public.partner_settlements (
    network_id uuid NOT NULL,
    id uuid NOT NULL,
    partner_id uuid NOT NULL,
    number integer NOT NULL,
    from_at timestamp with time zone,
    until_at timestamp with time zone NOT NULL,
    operations integer NOT NULL,
    opening bigint NOT NULL,
    earned bigint NOT NULL,
    earn_returned bigint NOT NULL,
    burned bigint NOT NULL,
    burn_returned bigint NOT NULL,
    closing bigint NOT NULL,
    closed_by uuid NOT NULL,
    closed_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT partner_settlements_check CHECK ((closing = ((((opening - earned) + earn_returned) + burned) - burn_returned)))
);

ALTER TABLE ONLY public.partner_settlements FORCE ROW LEVEL SECURITY;

CREATE TABLE public.partners (
    network_id uuid NOT NULL,
    id uuid NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    benefits json DEFAULT '{}'::json NOT NULL,
    earn_per_day bigint NOT NULL,
    burn_per_day bigint NOT NULL,
    closed_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT partners_burn_per_day_check CHECK ((burn_per_day >= 0)),
    CONSTRAINT partners_earn_per_day_check CHECK ((earn_per_day >= 0))
);

ALTER TABLE ONLY public.partners FORCE ROW LEVEL SECURITY;

CREATE TABLE public.password_links (
    token_hash bytea NOT NULL,
    user_id uuid NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone
);

ALTER TABLE ONLY public.password_links FORCE ROW LEVEL SECURITY;

CREATE TABLE public.payment_refunds (
    network_id uuid NOT NULL,
    id uuid NOT NULL,
    invoice_id uuid NOT NULL,
    payment_id uuid NOT NULL,
    amount bigint NOT NULL,
    excess bigint NOT NULL,
    currency text NOT NULL,
    method text NOT NULL,
    status text NOT NULL,
    provider_id text,
    failure text,
    reason text NOT NULL,
    reference text,
    refunded_on date,
    credit_note_id uuid,
    requested_by uuid,
    check_at timestamp with time zone NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT payment_refunds_amount_check CHECK ((amount > 0)),
    CONSTRAINT payment_refunds_check CHECK (((excess >= 0) AND (excess <= amount))),
    CONSTRAINT payment_refunds_check1 CHECK (((status = 'DONE'::text) = (refunded_on IS NOT NULL))),
    CONSTRAINT payment_refunds_check2 CHECK ((((status = 'DONE'::text) AND (excess < amount)) = (credit_note_id IS NOT NULL))),
    CONSTRAINT payment_refunds_method_check CHECK ((method = ANY (ARRAY['MANUAL'::text, 'PROVIDER'::text]))),
    CONSTRAINT payment_refunds_status_check CHECK ((status = ANY (ARRAY['PENDING'::text, 'DONE'::text, 'FAILED'::text])))
);

ALTER TABLE ONLY public.payment_refunds FORCE ROW LEVEL SECURITY;

CREATE TABLE public.payments (
    network_id uuid NOT NULL,
    id uuid NOT NULL,
    invoice_id uuid NOT NULL,
    amount bigint NOT NULL,
    currency text NOT NULL,
    paid_on date NOT NULL,
    method text NOT NULL,
    reference text,
    entry_id uuid,
    recorded_by uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    excess bigint DEFAULT 0 NOT NULL,
    online_payment_id uuid,
    CONSTRAINT payments_amount_check CHECK ((amount > 0)),
    CONSTRAINT payments_check CHECK (((method = 'BANK'::text) = (entry_id IS NOT NULL))),
    CONSTRAINT payments_excess_check CHECK (((excess >= 0) AND (excess <= amount))),
    CONSTRAINT payments_method_check CHECK ((method = ANY (ARRAY['MANUAL'::text, 'BANK'::text, 'ONLINE'::text]))),
    CONSTRAINT payments_online_check CHECK (((method = 'ONLINE'::text) = (online_payment_id IS NOT NULL)))
);

ALTER TABLE ONLY public.payments FORCE ROW LEVEL SECURITY;

CREATE TABLE public.plan_versions (
    code text NOT NULL,
    version integer NOT NULL,
    effective_from date NOT NULL,
    existing_from date,
    currency text NOT NULL,
    price bigint NOT NULL,
    restaurants integer,
    guests integer,
    features text[] NOT NULL,
    support text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT plan_versions_code_check CHECK ((code = ANY (ARRAY['FREE'::text, 'STANDARD'::text, 'PRO'::text, 'ULTIMA'::text, 'CUSTOM'::text]))),
    CONSTRAINT plan_versions_features_check CHECK ((features <@ ARRAY['BASIC'::text, 'POS_SYNC'::text, 'MARKETING'::text, 'API'::text])),
    CONSTRAINT plan_versions_guests_check CHECK ((guests >= 0)),
    CONSTRAINT plan_versions_price_check CHECK ((price >= 0)),
    CONSTRAINT plan_versions_restaurants_check CHECK ((restaurants >= 0)),
    CONSTRAINT plan_versions_support_check CHECK ((support = ANY (ARRAY['EMAIL'::text, 'STANDARD'::text, 'PRIORITY'::text]))),
    CONSTRAINT plan_versions_version_check CHECK ((version > 0))
);

ALTER TABLE ONLY public.plan_versions FORCE ROW LEVEL SECURITY;

CREATE TABLE public.platform_audit_log (
    id uuid NOT NULL,
    recorded_at timestamp with time zone DEFAULT now() NOT NULL,
    actor_kind text NOT NULL,
    actor_id uuid,
    action text NOT NULL,
    subject_kind text,
    subject_id text,
    before jsonb,
    after jsonb,
    address text,
    request_id text,
    session_id uuid,
    CONSTRAINT platform_audit_log_actor_kind_check CHECK ((actor_kind = ANY (ARRAY['user'::text, 'guest'::text, 'key'::text, 'system'::text])))
);

ALTER TABLE ONLY public.platform_audit_log FORCE ROW LEVEL SECURITY;

CREATE TABLE public.points_of_sale (
    network_id uuid NOT NULL,
    id uuid NOT NULL,
    restaurant_id uuid NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    closed_at timestamp with time zone,
    CONSTRAINT points_of_sale_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200)))
);

ALTER TABLE ONLY public.points_of_sale FORCE ROW LEVEL SECURITY;

CREATE TABLE public.program_publications (
    network_id uuid NOT NULL,
    id uuid NOT NULL,
    program_version integer NOT NULL,
    document_hash text NOT NULL,
    effective_from timestamp with time zone,
    status text NOT NULL,
    requested_by uuid,
    requested_at timestamp with time zone DEFAULT now() NOT NULL,
    decided_by uuid,
    decided_at timestamp with time zone,
    reason text,
    CONSTRAINT program_publications_reason_check CHECK (((length(reason) >= 1) AND (length(reason) <= 1000))),
    CONSTRAINT program_publications_status_check CHECK ((status = ANY (ARRAY['AWAITING_APPROVAL'::text, 'APPROVED'::text, 'REJECTED'::text, 'WITHDRAWN'::text])))
);

ALTER TABLE ONLY public.program_publications FORCE ROW LEVEL SECURITY;

CREATE TABLE public.program_versions (
    network_id uuid NOT NULL,
    version integer NOT NULL,
    status text NOT NULL,
    document json NOT NULL,
    document_hash text NOT NULL,
    created_by uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    published_by uuid,
    published_at timestamp with time zone,
    effective_from timestamp with time zone,
    preset json,
    changed_by uuid,
    form smallint DEFAULT 2 NOT NULL,
    CONSTRAINT program_versions_check CHECK (((status <> 'PUBLISHED'::text) OR (effective_from IS NOT NULL))),
    CONSTRAINT program_versions_form_check CHECK ((form = ANY (ARRAY[1, 2]))),
    CONSTRAINT program_versions_status_check CHECK ((status = ANY (ARRAY['DRAFT'::text, 'PUBLISHED'::text, 'ARCHIVED'::text, 'CANCELLED'::text]))),
    CONSTRAINT program_versions_version_check CHECK ((version > 0))
);

ALTER TABLE ONLY public.program_versions FORCE ROW LEVEL SECURITY;

CREATE TABLE public.provider_people (
    network_id uuid NOT NULL,
    issuer text NOT NULL,
    subject text NOT NULL,
    user_id uuid NOT NULL,
    lost_at timestamp with time zone
);

ALTER TABLE ONLY public.provider_people FORCE ROW LEVEL SECURITY;

CREATE TABLE public.provider_sessions (
    session_id uuid NOT NULL,
    issuer text NOT NULL,
    subject text NOT NULL,
    second_factor boolean NOT NULL,
    refresh_encrypted bytea,
    opened_at timestamp with time zone DEFAULT now() NOT NULL,
    checked_at timestamp with time zone DEFAULT now() NOT NULL,
    asking_until timestamp with time zone
);

ALTER TABLE ONLY public.provider_sessions FORCE ROW LEVEL SECURITY;

CREATE TABLE public.provider_sign_ins (
    state_hash bytea NOT NULL,
    provider_network_id uuid NOT NULL,
    browser_hash bytea NOT NULL,
    issuer text NOT NULL,
    nonce text NOT NULL,
    verifier text NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    user_id uuid,
    subject text,
    refresh_encrypted bytea
);

ALTER TABLE ONLY public.provider_sign_ins FORCE ROW LEVEL SECURITY;

CREATE UNLOGGED TABLE public.rate_counters (
    subject text NOT NULL,
    window_start timestamp with time zone NOT NULL,
    hits integer NOT NULL
);

ALTER TABLE ONLY public.rate_counters FORCE ROW LEVEL SECURITY;

CREATE TABLE public.redemption_moves (
    network_id uuid NOT NULL,
    transaction_id uuid NOT NULL,
    redemption_id uuid NOT NULL,
    open boolean NOT NULL
);

ALTER TABLE ONLY public.redemption_moves FORCE ROW LEVEL SECURITY;

CREATE TABLE public.redemptions (
    network_id uuid NOT NULL,
    id uuid NOT NULL,
    guest_id uuid NOT NULL,
    reward_id uuid NOT NULL,
    reward_version integer NOT NULL,
    terms json NOT NULL,
    quantity integer NOT NULL,
    counted boolean DEFAULT false NOT NULL,
    points bigint NOT NULL,
    status text NOT NULL,
    transaction_id uuid NOT NULL,
    coupon uuid,
    claimed boolean DEFAULT false NOT NULL,
    batch_id uuid,
    slot_id uuid,
    sale_id uuid,
    restaurant_id uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone DEFAULT 'infinity'::timestamp with time zone NOT NULL,
    ready_at timestamp with time zone,
    ended_at timestamp with time zone,
    CONSTRAINT redemptions_check CHECK (((ended_at IS NOT NULL) = (status = ANY (ARRAY['FULFILLED'::text, 'CANCELLED'::text, 'EXPIRED'::text])))),
    CONSTRAINT redemptions_check1 CHECK (((sale_id IS NULL) OR (status = ANY (ARRAY['FULFILLED'::text, 'CANCELLED'::text])))),
    CONSTRAINT redemptions_check2 CHECK (((coupon IS NULL) = (batch_id IS NULL))),
    CONSTRAINT redemptions_check3 CHECK (((NOT claimed) OR ((coupon IS NOT NULL) AND (status = ANY (ARRAY['PENDING'::text, 'READY'::text, 'FULFILLED'::text]))))),
    CONSTRAINT redemptions_points_check CHECK ((points >= 0)),
    CONSTRAINT redemptions_quantity_check CHECK ((quantity > 0)),
    CONSTRAINT redemptions_status_check CHECK ((status = ANY (ARRAY['PENDING'::text, 'READY'::text, 'FULFILLED'::text, 'CANCELLED'::text, 'EXPIRED'::text])))
);

ALTER TABLE ONLY public.redemptions FORCE ROW LEVEL SECURITY;

CREATE TABLE public.referral_payouts (
    network_id uuid NOT NULL,
    round_id uuid NOT NULL,
    side text NOT NULL,
    guest_id uuid NOT NULL,
    award_id uuid,
    refused text,
    revoke_id uuid,
    points bigint DEFAULT 0 NOT NULL,
    CONSTRAINT referral_payouts_check CHECK (((award_id IS NULL) = (refused IS NOT NULL))),
    CONSTRAINT referral_payouts_side_check CHECK ((side = ANY (ARRAY['REFERRER'::text, 'FRIEND'::text])))
);

ALTER TABLE ONLY public.referral_payouts FORCE ROW LEVEL SECURITY;

CREATE TABLE public.referral_rounds (
    network_id uuid NOT NULL,
    id uuid NOT NULL,
    referral_id uuid NOT NULL,
    sale_id uuid NOT NULL,
    state text NOT NULL,
    reasons text[] DEFAULT '{}'::text[] NOT NULL,
    seller_id uuid,
    decided_by uuid,
    comment text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    changed_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT referral_rounds_state_check CHECK ((state = ANY (ARRAY['QUALIFIED'::text, 'IN_REVIEW'::text, 'REFUSED'::text, 'PAID'::text, 'RETURNING'::text, 'TAKEN_BACK'::text])))
);

ALTER TABLE ONLY public.referral_rounds FORCE ROW LEVEL SECURITY;

CREATE TABLE public.referrals (
    network_id uuid NOT NULL,
    id uuid NOT NULL,
    friend_id uuid NOT NULL,
    referrer_id uuid,
    code text NOT NULL,
    refusal text,
    device_index bytea,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT referrals_check CHECK (((referrer_id IS NOT NULL) OR (refusal = 'CODE_UNKNOWN'::text))),
    CONSTRAINT referrals_refusal_check CHECK ((refusal = ANY (ARRAY['CODE_UNKNOWN'::text, 'SELF'::text])))
);

ALTER TABLE ONLY public.referrals FORCE ROW LEVEL SECURITY;

CREATE TABLE public.restaurant_group_members (
    network_id uuid NOT NULL,
    group_id uuid NOT NULL,
    restaurant_id uuid NOT NULL
);

ALTER TABLE ONLY public.restaurant_group_members FORCE ROW LEVEL SECURITY;

CREATE TABLE public.restaurant_groups (
    network_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.restaurant_groups FORCE ROW LEVEL SECURITY;

CREATE TABLE public.restaurants (
    network_id uuid NOT NULL,
    id uuid NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    address text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    closed_at timestamp with time zone,
    monthly_budget bigint,
    CONSTRAINT restaurants_monthly_budget_check CHECK (((monthly_budget >= 0) AND (monthly_budget <= 1000000000))),
    CONSTRAINT restaurants_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200)))
);

ALTER TABLE ONLY public.restaurants FORCE ROW LEVEL SECURITY;

CREATE TABLE public.reward_deliveries (
    network_id uuid NOT NULL,
    redemption_id uuid NOT NULL,
    address_encrypted bytea NOT NULL
);

ALTER TABLE ONLY public.reward_deliveries FORCE ROW LEVEL SECURITY;

CREATE TABLE public.reward_pictures (
    network_id uuid NOT NULL,
    reward_id uuid NOT NULL,
    media_type text NOT NULL,
    bytes bytea NOT NULL,
    hash text NOT NULL,
    CONSTRAINT reward_pictures_bytes_check CHECK ((octet_length(bytes) <= 262144)),
    CONSTRAINT reward_pictures_media_type_check CHECK ((media_type = ANY (ARRAY['image/png'::text, 'image/jpeg'::text, 'image/webp'::text])))
);

ALTER TABLE ONLY public.reward_pictures FORCE ROW LEVEL SECURITY;

CREATE TABLE public.reward_slots (
    network_id uuid NOT NULL,
    id uuid NOT NULL,
    reward_id uuid NOT NULL,
    restaurant_id uuid,
    starts_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    capacity integer NOT NULL,
    taken integer DEFAULT 0 NOT NULL,
    closed_at timestamp with time zone,
    CONSTRAINT reward_slots_capacity_check CHECK ((capacity > 0)),
    CONSTRAINT reward_slots_check CHECK ((ends_at > starts_at)),
    CONSTRAINT reward_slots_check1 CHECK (((taken >= 0) AND (taken <= capacity)))
);

ALTER TABLE ONLY public.reward_slots FORCE ROW LEVEL SECURITY;

CREATE TABLE public.reward_stocks (
    network_id uuid NOT NULL,
    reward_id uuid NOT NULL,
    supplied bigint NOT NULL,
    remaining bigint NOT NULL,
    CONSTRAINT reward_stocks_check CHECK (((remaining >= 0) AND (remaining <= supplied))),
    CONSTRAINT reward_stocks_supplied_check CHECK ((supplied >= 0))
);

ALTER TABLE ONLY public.reward_stocks FORCE ROW LEVEL SECURITY;

CREATE TABLE public.reward_versions (
    network_id uuid NOT NULL,
    reward_id uuid NOT NULL,
    version integer NOT NULL,
    document json NOT NULL,
    changed_by uuid,
    changed_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.reward_versions FORCE ROW LEVEL SECURITY;

CREATE TABLE public.rewards (
    network_id uuid NOT NULL,
    id uuid NOT NULL,
    code text NOT NULL,
    version integer NOT NULL,
    document json NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    changed_at timestamp with time zone DEFAULT now() NOT NULL,
    archived_at timestamp with time zone,
    CONSTRAINT rewards_code_check CHECK (((length(code) >= 1) AND (length(code) <= 50))),
    CONSTRAINT rewards_version_check CHECK ((version > 0))
);

ALTER TABLE ONLY public.rewards FORCE ROW LEVEL SECURITY;

CREATE TABLE public.rfm_boundaries (
    network_id uuid NOT NULL,
    day integer NOT NULL,
    guests bigint NOT NULL,
    recency bigint[] NOT NULL,
    frequency bigint[] NOT NULL,
    money bigint[] NOT NULL,
    made_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT rfm_boundaries_check CHECK (((cardinality(recency) = cardinality(frequency)) AND (cardinality(frequency) = cardinality(money)))),
    CONSTRAINT rfm_boundaries_check1 CHECK ((cardinality(recency) =
CASE
    WHEN (guests = 0) THEN 0
    ELSE 4
END)),
    CONSTRAINT rfm_boundaries_guests_check CHECK ((guests >= 0))
);

ALTER TABLE ONLY public.rfm_boundaries FORCE ROW LEVEL SECURITY;

CREATE TABLE public.seals (
    network_id uuid NOT NULL,
    number bigint NOT NULL,
    previous bytea NOT NULL,
    from_epoch integer NOT NULL,
    from_xid bigint NOT NULL,
    from_id uuid NOT NULL,
    to_epoch integer NOT NULL,
    to_xid bigint NOT NULL,
    to_id uuid NOT NULL,
    transactions integer NOT NULL,
    transfers integer NOT NULL,
    merkle_root bytea NOT NULL,
    totals json NOT NULL,
    hash bytea NOT NULL,
    signature bytea NOT NULL,
    key_id text NOT NULL,
    sealed_at timestamp with time zone DEFAULT now() NOT NULL,
    form smallint DEFAULT 1 NOT NULL,
    programs json,
    CONSTRAINT seals_number_check CHECK ((number > 0)),
    CONSTRAINT seals_transactions_check CHECK ((transactions > 0))
);

ALTER TABLE ONLY public.seals FORCE ROW LEVEL SECURITY;

CREATE TABLE public.second_factors (
    user_id uuid NOT NULL,
    secret_encrypted bytea NOT NULL,
    last_step bigint DEFAULT 0 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    confirmed_at timestamp with time zone
);

ALTER TABLE ONLY public.second_factors FORCE ROW LEVEL SECURITY;

CREATE TABLE public.segment_members (
    network_id uuid NOT NULL,
    segment_id uuid NOT NULL,
    guest_id uuid NOT NULL,
    since timestamp with time zone DEFAULT now() NOT NULL,
    is_own boolean DEFAULT true NOT NULL,
    brought jsonb DEFAULT '[]'::jsonb NOT NULL
);

ALTER TABLE ONLY public.segment_members FORCE ROW LEVEL SECURITY;

CREATE TABLE public.segment_passes (
    network_id uuid NOT NULL,
    day integer DEFAULT 0 NOT NULL,
    after_guest uuid DEFAULT '00000000-0000-0000-0000-000000000000'::uuid NOT NULL,
    is_done boolean DEFAULT true NOT NULL
);

ALTER TABLE ONLY public.segment_passes FORCE ROW LEVEL SECURITY;

CREATE TABLE public.segments (
    network_id uuid NOT NULL,
    id uuid NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    description text DEFAULT ''::text NOT NULL,
    rule jsonb,
    version integer DEFAULT 1 NOT NULL,
    guests bigint DEFAULT 0 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    changed_at timestamp with time zone DEFAULT now() NOT NULL,
    archived_at timestamp with time zone,
    CONSTRAINT segments_code_check CHECK ((code ~ '^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$'::text)),
    CONSTRAINT segments_guests_check CHECK ((guests >= 0))
);

ALTER TABLE ONLY public.segments FORCE ROW LEVEL SECURITY;

CREATE TABLE public.sellers (
    code text NOT NULL,
    name text NOT NULL,
    tax_id text NOT NULL,
    address text NOT NULL,
    account text NOT NULL,
    bank text NOT NULL,
    bic text NOT NULL,
    time_zone text NOT NULL,
    vat_rates json NOT NULL,
    changed_at timestamp with time zone DEFAULT now() NOT NULL,
    kpp text,
    correspondent_account text
);

ALTER TABLE ONLY public.sellers FORCE ROW LEVEL SECURITY;

CREATE TABLE public.sessions (
    id uuid NOT NULL,
    network_id uuid,
    user_id uuid,
    guest_id uuid,
    refresh_hash bytea NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    last_used_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    revoked_reason text,
    device text,
    address text,
    home_session_id uuid,
    factor_demanded boolean DEFAULT true NOT NULL,
    CONSTRAINT sessions_check CHECK (((user_id IS NULL) <> (guest_id IS NULL))),
    CONSTRAINT sessions_device_check CHECK ((length(device) <= 300))
);

ALTER TABLE ONLY public.sessions FORCE ROW LEVEL SECURITY;

CREATE TABLE public.settlements (
    network_id uuid NOT NULL,
    month text NOT NULL,
    document text NOT NULL,
    closed_by uuid,
    closed_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.settlements FORCE ROW LEVEL SECURITY;

CREATE TABLE public.shifts (
    network_id uuid NOT NULL,
    id uuid NOT NULL,
    point_of_sale_id uuid NOT NULL,
    user_id uuid NOT NULL,
    business_date date NOT NULL,
    number smallint DEFAULT 1 NOT NULL,
    opened_at timestamp with time zone DEFAULT now() NOT NULL,
    closed_at timestamp with time zone
);

ALTER TABLE ONLY public.shifts FORCE ROW LEVEL SECURITY;

CREATE TABLE public.statement_imports (
    id uuid NOT NULL,
    account text NOT NULL,
    file bytea,
    author json,
    entries integer NOT NULL,
    done integer DEFAULT 0 NOT NULL,
    matched integer DEFAULT 0 NOT NULL,
    doubtful integer DEFAULT 0 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    finished_at timestamp with time zone,
    CONSTRAINT statement_imports_check CHECK (((done >= 0) AND (done <= entries))),
    CONSTRAINT statement_imports_check1 CHECK (((finished_at IS NULL) = (file IS NOT NULL))),
    CONSTRAINT statement_imports_check2 CHECK (((finished_at IS NULL) = (author IS NOT NULL))),
    CONSTRAINT statement_imports_doubtful_check CHECK ((doubtful >= 0)),
    CONSTRAINT statement_imports_entries_check CHECK ((entries >= 0)),
    CONSTRAINT statement_imports_matched_check CHECK ((matched >= 0))
);

ALTER TABLE ONLY public.statement_imports FORCE ROW LEVEL SECURITY;

CREATE TABLE public.stored_answers (
    network_id uuid NOT NULL,
    id uuid NOT NULL,
    request_hash bytea NOT NULL,
    status smallint NOT NULL,
    code text,
    data json,
    body_encrypted bytea,
    recorded_at timestamp with time zone DEFAULT now() NOT NULL,
    maker_id uuid
);

ALTER TABLE ONLY public.stored_answers FORCE ROW LEVEL SECURITY;

CREATE TABLE public.subscription_changes (
    network_id uuid NOT NULL,
    subscription_id uuid NOT NULL,
    sequence integer NOT NULL,
    kind text NOT NULL,
    effective_on date NOT NULL,
    terms json NOT NULL,
    currency text NOT NULL,
    mrr_before bigint NOT NULL,
    mrr_after bigint NOT NULL,
    movement text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT subscription_changes_check CHECK (((movement IS NULL) = (mrr_before = mrr_after))),
    CONSTRAINT subscription_changes_movement_check CHECK ((movement = ANY (ARRAY['NEW'::text, 'EXPANSION'::text, 'CONTRACTION'::text, 'CHURN'::text, 'REACTIVATION'::text]))),
    CONSTRAINT subscription_changes_mrr_after_check CHECK ((mrr_after >= 0)),
    CONSTRAINT subscription_changes_mrr_before_check CHECK ((mrr_before >= 0)),
    CONSTRAINT subscription_changes_sequence_check CHECK ((sequence > 0))
);

ALTER TABLE ONLY public.subscription_changes FORCE ROW LEVEL SECURITY;

CREATE TABLE public.subscriptions (
    network_id uuid NOT NULL,
    id uuid NOT NULL,
    state text NOT NULL,
    terms json NOT NULL,
    next_terms json,
    started_on date NOT NULL,
    trial_ends_on date,
    anchor date NOT NULL,
    period integer,
    period_start date NOT NULL,
    period_end date NOT NULL,
    ends_on date,
    mrr bigint NOT NULL,
    payer json NOT NULL,
    sequence integer NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT subscriptions_check CHECK ((period_end > period_start)),
    CONSTRAINT subscriptions_check1 CHECK (((state = 'TRIAL'::text) <= (trial_ends_on IS NOT NULL))),
    CONSTRAINT subscriptions_check2 CHECK (((state = 'CANCELLED'::text) OR ((state = 'TRIAL'::text) = (period IS NULL)))),
    CONSTRAINT subscriptions_mrr_check CHECK ((mrr >= 0)),
    CONSTRAINT subscriptions_period_check CHECK ((period >= 0)),
    CONSTRAINT subscriptions_sequence_check CHECK ((sequence > 0)),
    CONSTRAINT subscriptions_state_check CHECK ((state = ANY (ARRAY['TRIAL'::text, 'ACTIVE'::text, 'PAST_DUE'::text, 'GRACE'::text, 'CANCELLED'::text])))
);

ALTER TABLE ONLY public.subscriptions FORCE ROW LEVEL SECURITY;

CREATE TABLE public.telegram_updates (
    update_id bigint NOT NULL,
    taken_at timestamp with time zone DEFAULT now() NOT NULL,
    source text NOT NULL
);

ALTER TABLE ONLY public.telegram_updates FORCE ROW LEVEL SECURITY;

CREATE TABLE public.tier_revision_passes (
    network_id uuid NOT NULL,
    version integer NOT NULL,
    after_guest uuid NOT NULL,
    is_done boolean NOT NULL
);

ALTER TABLE ONLY public.tier_revision_passes FORCE ROW LEVEL SECURITY;

CREATE TABLE public.till_accounts (
    network_id uuid NOT NULL,
    number bigint NOT NULL,
    guest_id uuid NOT NULL,
    CONSTRAINT till_accounts_number_check CHECK (((number >= 1) AND (number <= '4294967295'::bigint)))
);

ALTER TABLE ONLY public.till_accounts FORCE ROW LEVEL SECURITY;

CREATE TABLE public.till_allowances (
    network_id uuid NOT NULL,
    id uuid NOT NULL,
    restaurant_id uuid NOT NULL,
    point_of_sale_id uuid NOT NULL,
    points bigint NOT NULL,
    used bigint DEFAULT 0 NOT NULL,
    granted_at timestamp with time zone DEFAULT now() NOT NULL,
    granted_by uuid NOT NULL,
    valid_until timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    CONSTRAINT till_allowances_check CHECK (((used >= 0) AND (used <= points))),
    CONSTRAINT till_allowances_points_check CHECK ((points > 0))
);

ALTER TABLE ONLY public.till_allowances FORCE ROW LEVEL SECURITY;

CREATE TABLE public.till_connections (
    network_id uuid NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    base_url text,
    credentials_encrypted bytea,
    token_hash bytea NOT NULL,
    options json DEFAULT '{}'::json NOT NULL,
    places json DEFAULT '[]'::json NOT NULL,
    item_types json DEFAULT '[]'::json NOT NULL,
    enabled boolean DEFAULT true NOT NULL,
    last_success_at timestamp with time zone,
    last_failure_at timestamp with time zone,
    last_failure text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    removed_at timestamp with time zone,
    calls_day date,
    calls integer DEFAULT 0 NOT NULL,
    calls_late integer DEFAULT 0 NOT NULL,
    calls_before integer DEFAULT 0 NOT NULL,
    calls_late_before integer DEFAULT 0 NOT NULL,
    CONSTRAINT till_connections_check CHECK (((last_failure_at IS NULL) = (last_failure IS NULL))),
    CONSTRAINT till_connections_kind_check CHECK ((kind = ANY (ARRAY['IIKO'::text, 'RKEEPER'::text]))),
    CONSTRAINT till_connections_token_hash_check CHECK ((octet_length(token_hash) = 32))
);

ALTER TABLE ONLY public.till_connections FORCE ROW LEVEL SECURITY;

CREATE TABLE public.till_mirrors (
    network_id uuid NOT NULL,
    connection_id uuid NOT NULL,
    program text NOT NULL,
    epoch integer DEFAULT 0 NOT NULL,
    xid bigint DEFAULT 0 NOT NULL,
    event_id uuid DEFAULT '00000000-0000-0000-0000-000000000000'::uuid NOT NULL,
    after_guest uuid DEFAULT '00000000-0000-0000-0000-000000000000'::uuid NOT NULL,
    is_seeded boolean DEFAULT false NOT NULL
);

ALTER TABLE ONLY public.till_mirrors FORCE ROW LEVEL SECURITY;

CREATE TABLE public.till_products (
    network_id uuid NOT NULL,
    connection_id uuid NOT NULL,
    product_id text NOT NULL,
    category text NOT NULL
);

ALTER TABLE ONLY public.till_products FORCE ROW LEVEL SECURITY;

CREATE TABLE public.till_reconciliations (
    network_id uuid NOT NULL,
    connection_id uuid NOT NULL,
    revisions json DEFAULT '{}'::json NOT NULL,
    due_at timestamp with time zone NOT NULL,
    looked_at timestamp with time zone DEFAULT now() NOT NULL,
    started_at timestamp with time zone,
    finished_at timestamp with time zone,
    failed_at timestamp with time zone,
    failure text,
    attempts integer DEFAULT 0 NOT NULL,
    orders_read integer DEFAULT 0 NOT NULL,
    orders_found integer DEFAULT 0 NOT NULL,
    CONSTRAINT till_reconciliations_check CHECK (((failed_at IS NULL) = (failure IS NULL)))
);

ALTER TABLE ONLY public.till_reconciliations FORCE ROW LEVEL SECURITY;

CREATE TABLE public.transaction_comments (
    network_id uuid NOT NULL,
    transaction_id uuid NOT NULL,
    comment text NOT NULL,
    CONSTRAINT transaction_comments_comment_check CHECK ((length(comment) <= 1000))
);

ALTER TABLE ONLY public.transaction_comments FORCE ROW LEVEL SECURITY;

CREATE TABLE public.transactions (
    network_id uuid NOT NULL,
    id uuid NOT NULL,
    type public.transaction_type NOT NULL,
    guest_id uuid,
    guest_version bigint,
    restaurant_id uuid,
    point_of_sale_id uuid,
    shift_id uuid,
    actor_kind text NOT NULL,
    actor_id uuid,
    channel text NOT NULL,
    related_id uuid,
    receipt_number text,
    external_order_id text,
    business_date date,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    amount bigint DEFAULT 0 NOT NULL,
    discount bigint DEFAULT 0 NOT NULL,
    points_redeemed bigint DEFAULT 0 NOT NULL,
    points_value bigint DEFAULT 0 NOT NULL,
    payable bigint DEFAULT 0 NOT NULL,
    points_earned bigint DEFAULT 0 NOT NULL,
    points_not_taken bigint DEFAULT 0 NOT NULL,
    available bigint DEFAULT 0 NOT NULL,
    pending bigint DEFAULT 0 NOT NULL,
    held bigint DEFAULT 0 NOT NULL,
    in_review bigint DEFAULT 0 NOT NULL,
    receivable bigint DEFAULT 0 NOT NULL,
    tier_before text,
    tier text,
    tier_progress json,
    program_version integer,
    items json,
    facts json,
    details json,
    trace json,
    payment_method text,
    direction text,
    reason_code text,
    comment_hash bytea,
    request_hash bytea,
    request_id text,
    xid bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    guest_count integer,
    identified_by text,
    session_id uuid,
    points_given bigint,
    CONSTRAINT transactions_check CHECK (((amount >= 0) AND (discount >= 0) AND (payable >= 0)))
)
WITH (autovacuum_vacuum_insert_threshold='1000000', autovacuum_analyze_threshold='100000');

ALTER TABLE ONLY public.transactions FORCE ROW LEVEL SECURITY;

CREATE TABLE public.transfers (
    network_id uuid NOT NULL,
    transaction_id uuid NOT NULL,
    n smallint NOT NULL,
    code public.transfer_code NOT NULL,
    debit_kind public.account_kind NOT NULL,
    debit_owner uuid NOT NULL,
    credit_kind public.account_kind NOT NULL,
    credit_owner uuid NOT NULL,
    amount bigint NOT NULL,
    unit uuid,
    lot_id uuid,
    expires_at timestamp with time zone,
    activates_at timestamp with time zone,
    CONSTRAINT transfers_amount_check CHECK ((amount > 0)),
    CONSTRAINT transfers_check CHECK (((debit_kind <> credit_kind) OR (debit_owner <> credit_owner)))
)
WITH (autovacuum_vacuum_insert_threshold='1000000', autovacuum_analyze_threshold='100000');

ALTER TABLE ONLY public.transfers FORCE ROW LEVEL SECURITY;

CREATE TABLE public.used_refresh_tokens (
    refresh_hash bytea NOT NULL,
    session_id uuid NOT NULL,
    used_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.used_refresh_tokens FORCE ROW LEVEL SECURITY;

CREATE TABLE public.user_restaurants (
    network_id uuid NOT NULL,
    user_id uuid NOT NULL,
    restaurant_id uuid NOT NULL
);

ALTER TABLE ONLY public.user_restaurants FORCE ROW LEVEL SECURITY;

CREATE TABLE public.users (
    id uuid NOT NULL,
    network_id uuid,
    role public.user_role NOT NULL,
    name text DEFAULT ''::text NOT NULL,
    email_encrypted bytea NOT NULL,
    email_index bytea NOT NULL,
    password_hash text,
    locale text,
    guest_id uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    disabled_at timestamp with time zone,
    approves_from timestamp with time zone DEFAULT now() NOT NULL,
    manager_until timestamp with time zone,
    restaurant_group_id uuid,
    own_role_id uuid,
    home_user_id uuid,
    CONSTRAINT users_check CHECK (((role = 'owner'::public.user_role) = (network_id IS NULL))),
    CONSTRAINT users_check1 CHECK (((restaurant_group_id IS NULL) OR (role = 'manager'::public.user_role))),
    CONSTRAINT users_check2 CHECK (((own_role_id IS NULL) OR (role = 'cashier'::public.user_role))),
    CONSTRAINT users_locale_check CHECK ((locale = ANY (ARRAY['ru'::text, 'en'::text])))
);

ALTER TABLE ONLY public.users FORCE ROW LEVEL SECURITY;

CREATE TABLE public.verifications (
    network_id uuid NOT NULL,
    id uuid NOT NULL,
    phone_index bytea NOT NULL,
    payload bytea NOT NULL,
    code_hash bytea,
    channel text NOT NULL,
    wrong_codes smallint DEFAULT 0 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    purpose text NOT NULL,
    waiting_phone_index bytea,
    CONSTRAINT verifications_purpose_check CHECK ((purpose = ANY (ARRAY['REGISTRATION'::text, 'PHONE_CHANGE'::text, 'SPEND'::text])))
);

ALTER TABLE ONLY public.verifications FORCE ROW LEVEL SECURITY;

CREATE TABLE public.webhook_deliveries (
    network_id uuid NOT NULL,
    id uuid NOT NULL,
    webhook_id uuid NOT NULL,
    event_id uuid NOT NULL,
    type text NOT NULL,
    guest_id uuid,
    body text NOT NULL,
    status text DEFAULT 'WAITING'::text NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    due_at timestamp with time zone DEFAULT now() NOT NULL,
    attempted_at timestamp with time zone,
    duration_ms integer,
    response_status integer,
    response_body text,
    failure text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    finished_at timestamp with time zone,
    CONSTRAINT webhook_deliveries_check CHECK (((status = 'WAITING'::text) = (finished_at IS NULL))),
    CONSTRAINT webhook_deliveries_status_check CHECK ((status = ANY (ARRAY['WAITING'::text, 'DELIVERED'::text, 'FAILED'::text])))
);

ALTER TABLE ONLY public.webhook_deliveries FORCE ROW LEVEL SECURITY;

CREATE TABLE public.webhooks (
    network_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    url text NOT NULL,
    events text[] NOT NULL,
    secret_encrypted bytea,
    old_secret_encrypted bytea,
    old_secret_until timestamp with time zone,
    disabled_reason text,
    disabled_at timestamp with time zone,
    epoch integer NOT NULL,
    xid bigint NOT NULL,
    event_id uuid NOT NULL,
    lane uuid,
    lane_until timestamp with time zone,
    failures integer DEFAULT 0 NOT NULL,
    due_at timestamp with time zone DEFAULT now() NOT NULL,
    failing_since timestamp with time zone,
    last_success_at timestamp with time zone,
    last_failure_at timestamp with time zone,
    last_failure text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    removed_at timestamp with time zone,
    skipped_before timestamp with time zone,
    CONSTRAINT webhooks_check CHECK (((secret_encrypted IS NOT NULL) OR (removed_at IS NOT NULL))),
    CONSTRAINT webhooks_check1 CHECK (((old_secret_encrypted IS NULL) = (old_secret_until IS NULL))),
    CONSTRAINT webhooks_check2 CHECK (((disabled_reason IS NULL) = (disabled_at IS NULL))),
    CONSTRAINT webhooks_check3 CHECK (((lane IS NULL) = (lane_until IS NULL))),
    CONSTRAINT webhooks_check4 CHECK (((last_failure IS NULL) = (last_failure_at IS NULL))),
    CONSTRAINT webhooks_disabled_reason_check CHECK ((disabled_reason = ANY (ARRAY['MANUAL'::text, 'FAILING'::text, 'GONE'::text]))),
    CONSTRAINT webhooks_events_check CHECK ((cardinality(events) > 0))
);

ALTER TABLE ONLY public.webhooks FORCE ROW LEVEL SECURITY;

ALTER TABLE ONLY public.events ATTACH PARTITION public.events_default DEFAULT;

INSERT INTO public.plan_versions (code, version, effective_from, existing_from, currency, price, restaurants, guests, features, support, created_at) VALUES ('FREE', 1, '2026-01-01', NULL, 'RUB', 0, NULL, NULL, '{BASIC}', 'EMAIL', now());
INSERT INTO public.plan_versions (code, version, effective_from, existing_from, currency, price, restaurants, guests, features, support, created_at) VALUES ('STANDARD', 1, '2026-01-01', NULL, 'RUB', 3690000, 1, 1000, '{BASIC,POS_SYNC}', 'STANDARD', now());
INSERT INTO public.plan_versions (code, version, effective_from, existing_from, currency, price, restaurants, guests, features, support, created_at) VALUES ('PRO', 1, '2026-01-01', NULL, 'RUB', 6700000, 5, 5000, '{BASIC,POS_SYNC,MARKETING}', 'STANDARD', now());
INSERT INTO public.plan_versions (code, version, effective_from, existing_from, currency, price, restaurants, guests, features, support, created_at) VALUES ('ULTIMA', 1, '2026-01-01', NULL, 'RUB', 9890000, 10, 10000, '{BASIC,POS_SYNC,MARKETING,API}', 'PRIORITY', now());
INSERT INTO public.plan_versions (code, version, effective_from, existing_from, currency, price, restaurants, guests, features, support, created_at) VALUES ('CUSTOM', 1, '2026-01-01', NULL, 'RUB', 0, NULL, NULL, '{BASIC,POS_SYNC,MARKETING,API}', 'PRIORITY', now());

ALTER TABLE ONLY public.account_openings
    ADD CONSTRAINT account_openings_pkey PRIMARY KEY (network_id, opened_by, user_id, way);

ALTER TABLE ONLY public.acting_periods
    ADD CONSTRAINT acting_periods_pkey PRIMARY KEY (network_id, id);

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_key_hash_key UNIQUE (key_hash);

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_pkey PRIMARY KEY (network_id, id);

ALTER TABLE ONLY public.approvals
    ADD CONSTRAINT approvals_pkey PRIMARY KEY (network_id, id);

ALTER TABLE ONLY public.audit_log
    ADD CONSTRAINT audit_log_pkey PRIMARY KEY (network_id, id);

ALTER TABLE ONLY public.backtests
    ADD CONSTRAINT backtests_pkey PRIMARY KEY (network_id, id);

ALTER TABLE ONLY public.bank_entries
    ADD CONSTRAINT bank_entries_account_fingerprint_key UNIQUE (account, fingerprint);

ALTER TABLE ONLY public.bank_entries
    ADD CONSTRAINT bank_entries_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.budget_leases
    ADD CONSTRAINT budget_leases_pkey PRIMARY KEY (network_id, id);

ALTER TABLE ONLY public.budget_uses
    ADD CONSTRAINT budget_uses_pkey PRIMARY KEY (network_id, transaction_id, budget_id);

ALTER TABLE ONLY public.budgets
    ADD CONSTRAINT budgets_network_id_campaign_unit_restaurant_id_key UNIQUE NULLS NOT DISTINCT (network_id, campaign, unit, restaurant_id);

ALTER TABLE ONLY public.budgets
    ADD CONSTRAINT budgets_pkey PRIMARY KEY (network_id, id);

ALTER TABLE ONLY public.campaign_guests
    ADD CONSTRAINT campaign_guests_pkey PRIMARY KEY (network_id, campaign_id, guest_id);

ALTER TABLE ONLY public.campaign_passes
    ADD CONSTRAINT campaign_passes_pkey PRIMARY KEY (network_id, campaign_id);

ALTER TABLE ONLY public.campaign_states
    ADD CONSTRAINT campaign_states_pkey PRIMARY KEY (network_id, campaign_id, number);

ALTER TABLE ONLY public.campaign_versions
    ADD CONSTRAINT campaign_versions_pkey PRIMARY KEY (network_id, campaign_id, version);

ALTER TABLE ONLY public.campaigns
    ADD CONSTRAINT campaigns_network_id_code_key UNIQUE (network_id, code);

ALTER TABLE ONLY public.campaigns
    ADD CONSTRAINT campaigns_pkey PRIMARY KEY (network_id, id);

ALTER TABLE ONLY public.card_codes
    ADD CONSTRAINT card_codes_pkey PRIMARY KEY (network_id, code);

ALTER TABLE ONLY public.change_requests
    ADD CONSTRAINT change_requests_pkey PRIMARY KEY (network_id, id);

ALTER TABLE ONLY public.children
    ADD CONSTRAINT children_pkey PRIMARY KEY (network_id, id);

ALTER TABLE ONLY public.claims
    ADD CONSTRAINT claims_pkey PRIMARY KEY (network_id, digest);

ALTER TABLE ONLY public.confirmations
    ADD CONSTRAINT confirmations_pkey PRIMARY KEY (network_id, id);

ALTER TABLE ONLY public.consent_texts
    ADD CONSTRAINT consent_texts_pkey PRIMARY KEY (network_id, id);

ALTER TABLE ONLY public.consents
    ADD CONSTRAINT consents_pkey PRIMARY KEY (network_id, guest_id, id);

ALTER TABLE ONLY public.coupon_batches
    ADD CONSTRAINT coupon_batches_pkey PRIMARY KEY (network_id, id);

ALTER TABLE ONLY public.coupons
    ADD CONSTRAINT coupons_pkey PRIMARY KEY (network_id, digest);

ALTER TABLE ONLY public.daily_figures
    ADD CONSTRAINT daily_figures_pkey PRIMARY KEY (network_id, business_date, restaurant_id);

ALTER TABLE ONLY public.dead_letters
    ADD CONSTRAINT dead_letters_network_id_integration_id_digest_key UNIQUE (network_id, integration_id, digest);

ALTER TABLE ONLY public.dead_letters
    ADD CONSTRAINT dead_letters_pkey PRIMARY KEY (network_id, id);

ALTER TABLE ONLY public.devices
    ADD CONSTRAINT devices_pkey PRIMARY KEY (network_id, id);

ALTER TABLE ONLY public.dunning_steps
    ADD CONSTRAINT dunning_steps_pkey PRIMARY KEY (network_id, invoice_id, step);

ALTER TABLE ONLY public.earlier_settings
    ADD CONSTRAINT earlier_settings_pkey PRIMARY KEY (network_id, id);

ALTER TABLE ONLY public.erasures
    ADD CONSTRAINT erasures_pkey PRIMARY KEY (network_id, id);

ALTER TABLE ONLY public.event_cursors
    ADD CONSTRAINT event_cursors_pkey PRIMARY KEY (network_id, subscriber);

ALTER TABLE ONLY public.event_marks
    ADD CONSTRAINT event_marks_pkey PRIMARY KEY (network_id);

ALTER TABLE ONLY public.events
    ADD CONSTRAINT events_pkey PRIMARY KEY (network_id, epoch, xid, id);

ALTER TABLE ONLY public.events_default
    ADD CONSTRAINT events_default_pkey PRIMARY KEY (network_id, epoch, xid, id);

ALTER TABLE ONLY public.expiry_warning_passes
    ADD CONSTRAINT expiry_warning_passes_pkey PRIMARY KEY (network_id);

ALTER TABLE ONLY public.expiry_warnings
    ADD CONSTRAINT expiry_warnings_pkey PRIMARY KEY (network_id, guest_id, ends_at, lot_id);

ALTER TABLE ONLY public.families
    ADD CONSTRAINT families_pkey PRIMARY KEY (network_id, id);

ALTER TABLE ONLY public.family_invitations
    ADD CONSTRAINT family_invitations_pkey PRIMARY KEY (network_id, code_index);

ALTER TABLE ONLY public.family_members
    ADD CONSTRAINT family_members_pkey PRIMARY KEY (network_id, guest_id);

ALTER TABLE ONLY public.guest_accounts
    ADD CONSTRAINT guest_accounts_phone_index_key UNIQUE (phone_index);

ALTER TABLE ONLY public.guest_accounts
    ADD CONSTRAINT guest_accounts_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.guest_accounts
    ADD CONSTRAINT guest_accounts_telegram_index_key UNIQUE (telegram_index);

ALTER TABLE ONLY public.guest_cards
    ADD CONSTRAINT guest_cards_pkey PRIMARY KEY (network_id, number);

ALTER TABLE ONLY public.guest_case_notes
    ADD CONSTRAINT guest_case_notes_pkey PRIMARY KEY (network_id, id);

ALTER TABLE ONLY public.guest_cases
    ADD CONSTRAINT guest_cases_pkey PRIMARY KEY (network_id, id);

ALTER TABLE ONLY public.guest_import_lines
    ADD CONSTRAINT guest_import_lines_network_id_import_id_guest_id_key UNIQUE (network_id, import_id, guest_id);

ALTER TABLE ONLY public.guest_import_lines
    ADD CONSTRAINT guest_import_lines_pkey PRIMARY KEY (network_id, import_id, line);

ALTER TABLE ONLY public.guest_states
    ADD CONSTRAINT guest_states_pkey PRIMARY KEY (network_id, guest_id);

ALTER TABLE ONLY public.guest_summaries
    ADD CONSTRAINT guest_summaries_pkey PRIMARY KEY (network_id, guest_id) INCLUDE (tier, available, last_visit_at);

ALTER TABLE ONLY public.guest_words
    ADD CONSTRAINT guest_words_pkey PRIMARY KEY (network_id, word, guest_id);

ALTER TABLE ONLY public.guests
    ADD CONSTRAINT guests_network_id_card_number_key UNIQUE (network_id, card_number);

ALTER TABLE ONLY public.guests
    ADD CONSTRAINT guests_network_id_external_id_key UNIQUE (network_id, external_id);

ALTER TABLE ONLY public.guests
    ADD CONSTRAINT guests_network_id_phone_index_key UNIQUE (network_id, phone_index);

ALTER TABLE ONLY public.guests
    ADD CONSTRAINT guests_pkey PRIMARY KEY (network_id, id);

ALTER TABLE ONLY public.identifications
    ADD CONSTRAINT identifications_pkey PRIMARY KEY (network_id, actor_id, guest_id);

ALTER TABLE ONLY public.identity_provider_groups
    ADD CONSTRAINT identity_provider_groups_pkey PRIMARY KEY (network_id, "position");

ALTER TABLE ONLY public.identity_providers
    ADD CONSTRAINT identity_providers_pkey PRIMARY KEY (network_id);

ALTER TABLE ONLY public.impact_guests
    ADD CONSTRAINT impact_guests_pkey PRIMARY KEY (network_id, impact_id, guest_id);

ALTER TABLE ONLY public.import_mappings
    ADD CONSTRAINT import_mappings_pkey PRIMARY KEY (network_id, name);

ALTER TABLE ONLY public.import_refusals
    ADD CONSTRAINT import_refusals_pkey PRIMARY KEY (network_id, import_id, "position");

ALTER TABLE ONLY public.imports
    ADD CONSTRAINT imports_network_id_kind_file_hash_attempt_key UNIQUE (network_id, kind, file_hash, attempt);

ALTER TABLE ONLY public.imports
    ADD CONSTRAINT imports_pkey PRIMARY KEY (network_id, id);

ALTER TABLE ONLY public.inbox_events
    ADD CONSTRAINT inbox_events_network_id_connection_id_digest_key UNIQUE (network_id, connection_id, digest);

ALTER TABLE ONLY public.inbox_events
    ADD CONSTRAINT inbox_events_pkey PRIMARY KEY (network_id, id);

ALTER TABLE ONLY public.invoice_lines
    ADD CONSTRAINT invoice_lines_pkey PRIMARY KEY (network_id, invoice_id, "position");

ALTER TABLE ONLY public.invoice_series
    ADD CONSTRAINT invoice_series_pkey PRIMARY KEY (seller, year);

ALTER TABLE ONLY public.invoices
    ADD CONSTRAINT invoices_network_id_subscription_id_bill_key UNIQUE (network_id, subscription_id, bill);

ALTER TABLE ONLY public.invoices
    ADD CONSTRAINT invoices_pkey PRIMARY KEY (network_id, id);

ALTER TABLE ONLY public.kafka_positions
    ADD CONSTRAINT kafka_positions_pkey PRIMARY KEY (network_id);

ALTER TABLE ONLY public.ledger_periods
    ADD CONSTRAINT ledger_periods_pkey PRIMARY KEY (network_id, month);

ALTER TABLE ONLY public.liability_countings
    ADD CONSTRAINT liability_countings_pkey PRIMARY KEY (network_id);

ALTER TABLE ONLY public.liability_guests
    ADD CONSTRAINT liability_guests_pkey PRIMARY KEY (network_id, guest_id);

ALTER TABLE ONLY public.liability_movements
    ADD CONSTRAINT liability_movements_pkey PRIMARY KEY (network_id, cohort, expires, month);

ALTER TABLE ONLY public.liability_sums
    ADD CONSTRAINT liability_sums_pkey PRIMARY KEY (network_id, part, key);

ALTER TABLE ONLY public.lots
    ADD CONSTRAINT lots_pkey PRIMARY KEY (network_id, guest_id, expires_at, lot_id);

ALTER TABLE ONLY public.loyaltea_items
    ADD CONSTRAINT loyaltea_items_network_id_kind_number_key UNIQUE (network_id, kind, number);

ALTER TABLE ONLY public.loyaltea_items
    ADD CONSTRAINT loyaltea_items_pkey PRIMARY KEY (network_id, kind, id);

ALTER TABLE ONLY public.menu_category_costs
    ADD CONSTRAINT menu_category_costs_pkey PRIMARY KEY (network_id, category_key);

ALTER TABLE ONLY public.menu_items
    ADD CONSTRAINT menu_items_network_id_code_key UNIQUE (network_id, code);

ALTER TABLE ONLY public.menu_items
    ADD CONSTRAINT menu_items_pkey PRIMARY KEY (network_id, id);

ALTER TABLE ONLY public.messages
    ADD CONSTRAINT messages_pkey PRIMARY KEY (network_id, id);

ALTER TABLE ONLY public.mirrored_guests
    ADD CONSTRAINT mirrored_guests_pkey PRIMARY KEY (network_id, connection_id, guest_id);

ALTER TABLE ONLY public.network_bot_chats
    ADD CONSTRAINT network_bot_chats_network_id_chat_index_key UNIQUE (network_id, chat_index);

ALTER TABLE ONLY public.network_bot_chats
    ADD CONSTRAINT network_bot_chats_network_id_phone_index_key UNIQUE (network_id, phone_index);

ALTER TABLE ONLY public.network_bot_chats
    ADD CONSTRAINT network_bot_chats_pkey PRIMARY KEY (network_id, id);

ALTER TABLE ONLY public.network_bots
    ADD CONSTRAINT network_bots_pkey PRIMARY KEY (network_id);

ALTER TABLE ONLY public.network_domains
    ADD CONSTRAINT network_domains_pkey PRIMARY KEY (network_id);

ALTER TABLE ONLY public.network_look_images
    ADD CONSTRAINT network_look_images_pkey PRIMARY KEY (network_id, kind);

ALTER TABLE ONLY public.network_looks
    ADD CONSTRAINT network_looks_pkey PRIMARY KEY (network_id);

ALTER TABLE ONLY public.networks
    ADD CONSTRAINT networks_code_key UNIQUE (code);

ALTER TABLE ONLY public.networks
    ADD CONSTRAINT networks_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.online_payments
    ADD CONSTRAINT online_payments_pkey PRIMARY KEY (network_id, id);

ALTER TABLE ONLY public.own_roles
    ADD CONSTRAINT own_roles_pkey PRIMARY KEY (network_id, id);

ALTER TABLE ONLY public.partner_settlement_lines
    ADD CONSTRAINT partner_settlement_lines_pkey PRIMARY KEY (network_id, transaction_id);

ALTER TABLE ONLY public.partner_settlements
    ADD CONSTRAINT partner_settlements_network_id_partner_id_number_key UNIQUE (network_id, partner_id, number);

ALTER TABLE ONLY public.partner_settlements
    ADD CONSTRAINT partner_settlements_pkey PRIMARY KEY (network_id, id);

ALTER TABLE ONLY public.partners
    ADD CONSTRAINT partners_network_id_code_key UNIQUE (network_id, code);

ALTER TABLE ONLY public.partners
    ADD CONSTRAINT partners_pkey PRIMARY KEY (network_id, id);

ALTER TABLE ONLY public.password_links
    ADD CONSTRAINT password_links_pkey PRIMARY KEY (token_hash);

ALTER TABLE ONLY public.payment_refunds
    ADD CONSTRAINT payment_refunds_pkey PRIMARY KEY (network_id, id);

ALTER TABLE ONLY public.payments
    ADD CONSTRAINT payments_pkey PRIMARY KEY (network_id, id);

ALTER TABLE ONLY public.plan_versions
    ADD CONSTRAINT plan_versions_pkey PRIMARY KEY (code, version);

ALTER TABLE ONLY public.platform_audit_log
    ADD CONSTRAINT platform_audit_log_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.points_of_sale
    ADD CONSTRAINT points_of_sale_network_id_code_key UNIQUE (network_id, code);

ALTER TABLE ONLY public.points_of_sale
    ADD CONSTRAINT points_of_sale_pkey PRIMARY KEY (network_id, id);

ALTER TABLE ONLY public.program_publications
    ADD CONSTRAINT program_publications_pkey PRIMARY KEY (network_id, id);

ALTER TABLE ONLY public.program_versions
    ADD CONSTRAINT program_versions_pkey PRIMARY KEY (network_id, version);

ALTER TABLE ONLY public.provider_people
    ADD CONSTRAINT provider_people_pkey PRIMARY KEY (network_id, issuer, subject);

ALTER TABLE ONLY public.provider_sessions
    ADD CONSTRAINT provider_sessions_pkey PRIMARY KEY (session_id);

ALTER TABLE ONLY public.provider_sign_ins
    ADD CONSTRAINT provider_sign_ins_pkey PRIMARY KEY (state_hash);

ALTER TABLE ONLY public.rate_counters
    ADD CONSTRAINT rate_counters_pkey PRIMARY KEY (subject, window_start);

ALTER TABLE ONLY public.redemption_moves
    ADD CONSTRAINT redemption_moves_pkey PRIMARY KEY (network_id, transaction_id, redemption_id);

ALTER TABLE ONLY public.redemptions
    ADD CONSTRAINT redemptions_pkey PRIMARY KEY (network_id, id);

ALTER TABLE ONLY public.referral_payouts
    ADD CONSTRAINT referral_payouts_pkey PRIMARY KEY (network_id, round_id, side);

ALTER TABLE ONLY public.referral_rounds
    ADD CONSTRAINT referral_rounds_network_id_referral_id_sale_id_key UNIQUE (network_id, referral_id, sale_id);

ALTER TABLE ONLY public.referral_rounds
    ADD CONSTRAINT referral_rounds_pkey PRIMARY KEY (network_id, id);

ALTER TABLE ONLY public.referrals
    ADD CONSTRAINT referrals_network_id_friend_id_key UNIQUE (network_id, friend_id);

ALTER TABLE ONLY public.referrals
    ADD CONSTRAINT referrals_pkey PRIMARY KEY (network_id, id);

ALTER TABLE ONLY public.restaurant_group_members
    ADD CONSTRAINT restaurant_group_members_pkey PRIMARY KEY (network_id, group_id, restaurant_id);

ALTER TABLE ONLY public.restaurant_groups
    ADD CONSTRAINT restaurant_groups_network_id_name_key UNIQUE (network_id, name);

ALTER TABLE ONLY public.restaurant_groups
    ADD CONSTRAINT restaurant_groups_pkey PRIMARY KEY (network_id, id);

ALTER TABLE ONLY public.restaurants
    ADD CONSTRAINT restaurants_network_id_code_key UNIQUE (network_id, code);

ALTER TABLE ONLY public.restaurants
    ADD CONSTRAINT restaurants_pkey PRIMARY KEY (network_id, id);

ALTER TABLE ONLY public.reward_deliveries
    ADD CONSTRAINT reward_deliveries_pkey PRIMARY KEY (network_id, redemption_id);

ALTER TABLE ONLY public.reward_pictures
    ADD CONSTRAINT reward_pictures_pkey PRIMARY KEY (network_id, reward_id);

ALTER TABLE ONLY public.reward_slots
    ADD CONSTRAINT reward_slots_pkey PRIMARY KEY (network_id, id);

ALTER TABLE ONLY public.reward_stocks
    ADD CONSTRAINT reward_stocks_pkey PRIMARY KEY (network_id, reward_id);

ALTER TABLE ONLY public.reward_versions
    ADD CONSTRAINT reward_versions_pkey PRIMARY KEY (network_id, reward_id, version);

ALTER TABLE ONLY public.rewards
    ADD CONSTRAINT rewards_network_id_code_key UNIQUE (network_id, code);

ALTER TABLE ONLY public.rewards
    ADD CONSTRAINT rewards_pkey PRIMARY KEY (network_id, id);

ALTER TABLE ONLY public.rfm_boundaries
    ADD CONSTRAINT rfm_boundaries_pkey PRIMARY KEY (network_id, day);

ALTER TABLE ONLY public.seals
    ADD CONSTRAINT seals_network_id_previous_key UNIQUE (network_id, previous);

ALTER TABLE ONLY public.seals
    ADD CONSTRAINT seals_pkey PRIMARY KEY (network_id, number);

ALTER TABLE ONLY public.second_factors
    ADD CONSTRAINT second_factors_pkey PRIMARY KEY (user_id);

ALTER TABLE ONLY public.segment_members
    ADD CONSTRAINT segment_members_pkey PRIMARY KEY (network_id, segment_id, guest_id);

ALTER TABLE ONLY public.segment_passes
    ADD CONSTRAINT segment_passes_pkey PRIMARY KEY (network_id);

ALTER TABLE ONLY public.segments
    ADD CONSTRAINT segments_network_id_code_key UNIQUE (network_id, code);

ALTER TABLE ONLY public.segments
    ADD CONSTRAINT segments_pkey PRIMARY KEY (network_id, id);

ALTER TABLE ONLY public.sellers
    ADD CONSTRAINT sellers_pkey PRIMARY KEY (code);

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_refresh_hash_key UNIQUE (refresh_hash);

ALTER TABLE ONLY public.settlements
    ADD CONSTRAINT settlements_pkey PRIMARY KEY (network_id, month);

ALTER TABLE ONLY public.shifts
    ADD CONSTRAINT shifts_network_id_point_of_sale_id_user_id_business_date_nu_key UNIQUE (network_id, point_of_sale_id, user_id, business_date, number);

ALTER TABLE ONLY public.shifts
    ADD CONSTRAINT shifts_pkey PRIMARY KEY (network_id, id);

ALTER TABLE ONLY public.statement_imports
    ADD CONSTRAINT statement_imports_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.stored_answers
    ADD CONSTRAINT stored_answers_pkey PRIMARY KEY (network_id, id);

ALTER TABLE ONLY public.subscription_changes
    ADD CONSTRAINT subscription_changes_pkey PRIMARY KEY (network_id, subscription_id, sequence);

ALTER TABLE ONLY public.subscriptions
    ADD CONSTRAINT subscriptions_pkey PRIMARY KEY (network_id, id);

ALTER TABLE ONLY public.telegram_updates
    ADD CONSTRAINT telegram_updates_pkey PRIMARY KEY (source, update_id);

ALTER TABLE ONLY public.tier_revision_passes
    ADD CONSTRAINT tier_revision_passes_pkey PRIMARY KEY (network_id);

ALTER TABLE ONLY public.till_accounts
    ADD CONSTRAINT till_accounts_network_id_guest_id_key UNIQUE (network_id, guest_id);

ALTER TABLE ONLY public.till_accounts
    ADD CONSTRAINT till_accounts_pkey PRIMARY KEY (network_id, number);

ALTER TABLE ONLY public.till_allowances
    ADD CONSTRAINT till_allowances_pkey PRIMARY KEY (network_id, id);

ALTER TABLE ONLY public.till_connections
    ADD CONSTRAINT till_connections_network_id_token_hash_key UNIQUE (network_id, token_hash);

ALTER TABLE ONLY public.till_connections
    ADD CONSTRAINT till_connections_pkey PRIMARY KEY (network_id, id);

ALTER TABLE ONLY public.till_mirrors
    ADD CONSTRAINT till_mirrors_pkey PRIMARY KEY (network_id, connection_id);

ALTER TABLE ONLY public.till_products
    ADD CONSTRAINT till_products_pkey PRIMARY KEY (network_id, connection_id, product_id);

ALTER TABLE ONLY public.till_reconciliations
    ADD CONSTRAINT till_reconciliations_pkey PRIMARY KEY (network_id, connection_id);

ALTER TABLE ONLY public.transaction_comments
    ADD CONSTRAINT transaction_comments_pkey PRIMARY KEY (network_id, transaction_id);

ALTER TABLE ONLY public.transactions
    ADD CONSTRAINT transactions_pkey PRIMARY KEY (network_id, id) INCLUDE (occurred_at);

ALTER TABLE ONLY public.transfers
    ADD CONSTRAINT transfers_pkey PRIMARY KEY (network_id, transaction_id, n);

ALTER TABLE ONLY public.used_refresh_tokens
    ADD CONSTRAINT used_refresh_tokens_pkey PRIMARY KEY (refresh_hash);

ALTER TABLE ONLY public.user_restaurants
    ADD CONSTRAINT user_restaurants_pkey PRIMARY KEY (network_id, user_id, restaurant_id);

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.verifications
    ADD CONSTRAINT verifications_pkey PRIMARY KEY (network_id, id);

ALTER TABLE ONLY public.webhook_deliveries
    ADD CONSTRAINT webhook_deliveries_pkey PRIMARY KEY (network_id, id);

ALTER TABLE ONLY public.webhooks
    ADD CONSTRAINT webhooks_pkey PRIMARY KEY (network_id, id);

CREATE INDEX account_openings_user ON public.account_openings USING btree (network_id, user_id);

CREATE INDEX acting_periods_open ON public.acting_periods USING btree (network_id, owner_id) WHERE (ended_at IS NULL);

CREATE INDEX approvals_let_through ON public.approvals USING btree (network_id, decided_by, decided_at) WHERE ((type = 'MANUAL'::public.transaction_type) AND (status = 'POSTED'::text) AND (first_approved_by IS NULL));

CREATE INDEX approvals_waiting ON public.approvals USING btree (network_id, id) WHERE (status = 'AWAITING_APPROVAL'::text);

CREATE INDEX audit_log_action ON public.audit_log USING btree (network_id, action, id) WHERE (action <> 'guest.looked_up'::text);

CREATE INDEX audit_log_actor ON public.audit_log USING btree (network_id, actor_id, id) WHERE (actor_id IS NOT NULL);

CREATE INDEX audit_log_subject ON public.audit_log USING btree (network_id, subject_id, id) WHERE (subject_id IS NOT NULL);

CREATE INDEX backtests_open ON public.backtests USING btree (network_id, id) WHERE (status = ANY (ARRAY['WAITING'::text, 'RUNNING'::text]));

CREATE INDEX bank_entries_import ON public.bank_entries USING btree (import_id);

CREATE INDEX bank_entries_status ON public.bank_entries USING btree (status, id);

CREATE INDEX budget_leases_open ON public.budget_leases USING btree (network_id, expires_at) WHERE is_open;

CREATE INDEX budget_uses_of ON public.budget_uses USING btree (network_id, budget_id, lease_id);

CREATE INDEX campaign_guests_told ON public.campaign_guests USING btree (network_id, guest_id) WHERE (message_id IS NOT NULL);

CREATE INDEX campaign_guests_waiting ON public.campaign_guests USING btree (network_id, campaign_id, guest_id) WHERE (unsent = 'WAITS'::text);

CREATE INDEX card_codes_guest ON public.card_codes USING btree (network_id, guest_id);

CREATE INDEX change_requests_waiting ON public.change_requests USING btree (network_id, id) WHERE (status = 'WAITING'::text);

CREATE INDEX children_guest ON public.children USING btree (network_id, guest_id, id);

CREATE INDEX confirmations_guest ON public.confirmations USING btree (network_id, guest_id, created_at);

CREATE INDEX consent_texts_of ON public.consent_texts USING btree (network_id, kind, version, until);

CREATE INDEX earlier_settings_until ON public.earlier_settings USING btree (network_id, until, id);

CREATE INDEX erasures_due ON public.erasures USING btree (network_id, due_at) WHERE (status = ANY (ARRAY['WAITING'::text, 'RUNNING'::text]));

CREATE UNIQUE INDEX erasures_open ON public.erasures USING btree (network_id, guest_id) WHERE (status = ANY (ARRAY['WAITING'::text, 'RUNNING'::text]));

CREATE INDEX expiry_warnings_ends ON public.expiry_warnings USING btree (network_id, ends_at);

CREATE INDEX expiry_warnings_message ON public.expiry_warnings USING btree (network_id, message_id);

CREATE INDEX family_invitations_of ON public.family_invitations USING btree (network_id, family_id, created_at);

CREATE UNIQUE INDEX family_members_head ON public.family_members USING btree (network_id, family_id) WHERE (role = 'HEAD'::text);

CREATE INDEX family_members_of ON public.family_members USING btree (network_id, family_id, joined_at, guest_id);

CREATE INDEX guest_cards_guest ON public.guest_cards USING btree (network_id, guest_id, number);

CREATE INDEX guest_case_notes_case ON public.guest_case_notes USING btree (network_id, case_id, id);

CREATE INDEX guest_cases_guest ON public.guest_cases USING btree (network_id, guest_id, id);

CREATE INDEX guest_cases_status ON public.guest_cases USING btree (network_id, status, id);

CREATE INDEX guest_states_birthday ON public.guest_states USING btree (network_id, birthday, guest_id) WHERE (birthday IS NOT NULL);

CREATE INDEX guest_states_due ON public.guest_states USING btree (network_id, due_at) WHERE (due_at < 'infinity'::timestamp with time zone);

CREATE INDEX guest_summaries_name ON public.guest_summaries USING btree (network_id, name_key, guest_id) INCLUDE (tier, available, last_visit_at);

CREATE INDEX guest_summaries_points ON public.guest_summaries USING btree (network_id, available, guest_id) INCLUDE (tier, last_visit_at);

CREATE INDEX guest_summaries_tier ON public.guest_summaries USING btree (network_id, tier, guest_id) INCLUDE (available, last_visit_at);

CREATE INDEX guest_summaries_visit ON public.guest_summaries USING btree (network_id, last_visit_at, guest_id) INCLUDE (tier, available);

CREATE INDEX guest_words_guest ON public.guest_words USING btree (network_id, guest_id, word);

CREATE INDEX guests_account ON public.guests USING btree (account_id) WHERE (account_id IS NOT NULL);

CREATE INDEX guests_email ON public.guests USING btree (network_id, email_index) WHERE (email_index IS NOT NULL);

CREATE INDEX guests_last4 ON public.guests USING btree (network_id, phone_last4_index) WHERE (phone_last4_index IS NOT NULL);

CREATE INDEX guests_merged ON public.guests USING btree (network_id, merged_into) WHERE (merged_into IS NOT NULL);

CREATE UNIQUE INDEX guests_network_id_referral_code_key ON public.guests USING btree (network_id, referral_code);

CREATE INDEX identity_providers_proven_domains ON public.identity_providers USING gin (proven_domains);

CREATE INDEX impact_guests_value ON public.impact_guests USING btree (network_id, impact_id, value, guest_id);

CREATE INDEX inbox_events_connection ON public.inbox_events USING btree (network_id, connection_id, id);

CREATE INDEX inbox_events_due ON public.inbox_events USING btree (network_id, due_at) WHERE (status = 'WAITING'::text);

CREATE INDEX inbox_events_refused ON public.inbox_events USING btree (network_id, id) WHERE (status = 'REFUSED'::text);

CREATE INDEX inbox_events_subject ON public.inbox_events USING btree (network_id, connection_id, subject, id) WHERE (subject IS NOT NULL);

CREATE UNIQUE INDEX invoices_number ON public.invoices USING btree (seller, year, number);

CREATE INDEX invoices_unpaid ON public.invoices USING btree (network_id, due_on) WHERE ((kind = 'INVOICE'::text) AND ((paid + credited) < total));

CREATE INDEX messages_due ON public.messages USING btree (channel, due_at) WHERE (status = ANY (ARRAY['QUEUED'::text, 'SENDING'::text]));

CREATE INDEX messages_ended ON public.messages USING btree (network_id, expires_at) WHERE secret;

CREATE INDEX messages_inbox ON public.messages USING btree (network_id, guest_id, id) WHERE (channel = 'INBOX'::text);

CREATE INDEX messages_named ON public.messages USING btree (network_id, id) WHERE (recipient_index <> '\x'::bytea);

CREATE INDEX messages_recipient ON public.messages USING btree (network_id, recipient_index, id);

CREATE INDEX mirrored_guests_due ON public.mirrored_guests USING btree (network_id, connection_id, due_at) WHERE (due_at < 'infinity'::timestamp with time zone);

CREATE UNIQUE INDEX network_bots_connected ON public.network_bots USING btree (bot_id) WHERE (disconnected_at IS NULL);

CREATE UNIQUE INDEX network_domains_verified ON public.network_domains USING btree (domain) WHERE (verified_at IS NOT NULL);

CREATE UNIQUE INDEX networks_open_sandbox ON public.networks USING btree (sandbox_of) WHERE ((sandbox_of IS NOT NULL) AND (closed_at IS NULL));

CREATE INDEX networks_sandboxes ON public.networks USING btree (sandbox_of) WHERE (sandbox_of IS NOT NULL);

CREATE INDEX online_payments_due ON public.online_payments USING btree (network_id, check_at) WHERE (status = ANY (ARRAY['NEW'::text, 'PENDING'::text]));

CREATE INDEX online_payments_invoice ON public.online_payments USING btree (network_id, invoice_id);

CREATE UNIQUE INDEX online_payments_open ON public.online_payments USING btree (network_id, invoice_id) WHERE (status = ANY (ARRAY['NEW'::text, 'PENDING'::text]));

CREATE UNIQUE INDEX online_payments_provider ON public.online_payments USING btree (provider, provider_id) WHERE (provider_id IS NOT NULL);

CREATE UNIQUE INDEX own_roles_name ON public.own_roles USING btree (network_id, lower(name));

CREATE INDEX partner_settlement_lines_settlement ON public.partner_settlement_lines USING btree (network_id, settlement_id, transaction_id);

CREATE INDEX payment_refunds_due ON public.payment_refunds USING btree (network_id, check_at) WHERE (status = 'PENDING'::text);

CREATE INDEX payment_refunds_invoice ON public.payment_refunds USING btree (network_id, invoice_id);

CREATE INDEX payment_refunds_payment ON public.payment_refunds USING btree (network_id, payment_id);

CREATE UNIQUE INDEX payment_refunds_provider ON public.payment_refunds USING btree (provider_id) WHERE (provider_id IS NOT NULL);

CREATE UNIQUE INDEX payments_entry ON public.payments USING btree (entry_id) WHERE (entry_id IS NOT NULL);

CREATE INDEX payments_invoice ON public.payments USING btree (network_id, invoice_id);

CREATE UNIQUE INDEX payments_online ON public.payments USING btree (network_id, online_payment_id) WHERE (online_payment_id IS NOT NULL);

CREATE UNIQUE INDEX program_publications_waiting ON public.program_publications USING btree (network_id, program_version) WHERE (status = 'AWAITING_APPROVAL'::text);

CREATE INDEX provider_people_user ON public.provider_people USING btree (network_id, user_id);

CREATE INDEX provider_sign_ins_expires ON public.provider_sign_ins USING btree (expires_at);

CREATE INDEX redemption_moves_of ON public.redemption_moves USING btree (network_id, redemption_id);

CREATE INDEX redemptions_batch ON public.redemptions USING btree (network_id, batch_id) WHERE ((batch_id IS NOT NULL) AND (status <> 'CANCELLED'::text));

CREATE INDEX redemptions_coupon ON public.redemptions USING btree (network_id, coupon, id) WHERE ((coupon IS NOT NULL) AND (NOT claimed));

CREATE INDEX redemptions_guest ON public.redemptions USING btree (network_id, guest_id, id);

CREATE INDEX redemptions_open ON public.redemptions USING btree (network_id, expires_at, id) WHERE (status = ANY (ARRAY['PENDING'::text, 'READY'::text]));

CREATE INDEX redemptions_sale ON public.redemptions USING btree (network_id, sale_id) WHERE (sale_id IS NOT NULL);

CREATE INDEX referral_rounds_sale ON public.referral_rounds USING btree (network_id, sale_id);

CREATE INDEX referral_rounds_state ON public.referral_rounds USING btree (network_id, state, id);

CREATE INDEX referrals_referrer ON public.referrals USING btree (network_id, referrer_id, id);

CREATE INDEX reward_slots_of ON public.reward_slots USING btree (network_id, reward_id, starts_at);

CREATE INDEX seals_position ON public.seals USING btree (network_id, to_epoch, to_xid, to_id);

CREATE INDEX seals_programs ON public.seals USING btree (network_id) WHERE (programs IS NOT NULL);

CREATE INDEX segment_members_of ON public.segment_members USING btree (network_id, guest_id);

CREATE INDEX sessions_expires ON public.sessions USING btree (expires_at);

CREATE INDEX sessions_guest ON public.sessions USING btree (network_id, guest_id) WHERE (guest_id IS NOT NULL);

CREATE INDEX sessions_home ON public.sessions USING btree (home_session_id);

CREATE INDEX sessions_revoked ON public.sessions USING btree (revoked_at) WHERE (revoked_at IS NOT NULL);

CREATE INDEX sessions_staff ON public.sessions USING btree (network_id, id) WHERE ((user_id IS NOT NULL) AND (revoked_at IS NULL));

CREATE INDEX sessions_user ON public.sessions USING btree (user_id) WHERE (user_id IS NOT NULL);

CREATE UNIQUE INDEX shifts_open ON public.shifts USING btree (network_id, point_of_sale_id, user_id, business_date) WHERE (closed_at IS NULL);

CREATE INDEX statement_imports_unread ON public.statement_imports USING btree (id) WHERE (finished_at IS NULL);

CREATE INDEX subscription_changes_day ON public.subscription_changes USING btree (effective_on) WHERE (movement IS NOT NULL);

CREATE UNIQUE INDEX subscriptions_live ON public.subscriptions USING btree (network_id) WHERE (state <> 'CANCELLED'::text);

CREATE INDEX telegram_updates_taken ON public.telegram_updates USING btree (taken_at);

CREATE UNIQUE INDEX till_allowances_in_force ON public.till_allowances USING btree (network_id, point_of_sale_id) WHERE (ended_at IS NULL);

CREATE INDEX transactions_business_dates ON public.transactions USING brin (business_date);

CREATE INDEX transactions_buyers ON public.transactions USING btree (network_id, business_date) INCLUDE (guest_id, restaurant_id) WHERE ((type = 'SALE'::public.transaction_type) AND (guest_id IS NOT NULL));

CREATE UNIQUE INDEX transactions_guest ON public.transactions USING btree (network_id, guest_id, guest_version) WHERE (guest_id IS NOT NULL);

CREATE INDEX transactions_manual ON public.transactions USING btree (network_id, actor_id, id) WHERE (type = 'MANUAL'::public.transaction_type);

CREATE INDEX transactions_partner ON public.transactions USING btree (network_id, guest_id, guest_version) WHERE ((type = 'MANUAL'::public.transaction_type) AND ((facts -> 'partner'::text) IS NOT NULL));

CREATE INDEX transactions_pending_order ON public.transactions USING btree (network_id, external_order_id) WHERE ((type = 'SALE'::public.transaction_type) AND (pending > 0) AND (external_order_id IS NOT NULL));

CREATE INDEX transactions_pending_receipt ON public.transactions USING btree (network_id, receipt_number) WHERE ((type = 'SALE'::public.transaction_type) AND (pending > 0) AND (receipt_number IS NOT NULL));

CREATE INDEX transactions_redeemed ON public.transactions USING btree (network_id, guest_id, guest_version) WHERE (points_redeemed > 0);

CREATE INDEX transactions_related ON public.transactions USING btree (network_id, related_id) WHERE (related_id IS NOT NULL);

CREATE INDEX transactions_shift ON public.transactions USING btree (network_id, shift_id, id) WHERE (shift_id IS NOT NULL);

CREATE INDEX transactions_tier_changed ON public.transactions USING btree (network_id, guest_id, guest_version) WHERE (tier IS DISTINCT FROM tier_before);

CREATE INDEX transactions_unwarned ON public.transactions USING btree (network_id, id) WHERE ((type = 'EXTENSION'::public.transaction_type) OR ((type = 'EXPIRY'::public.transaction_type) AND (reason_code = 'UNWARNED'::text)));

CREATE INDEX used_refresh_tokens_session ON public.used_refresh_tokens USING btree (session_id);

CREATE UNIQUE INDEX users_email ON public.users USING btree (email_index, network_id) NULLS NOT DISTINCT;

CREATE UNIQUE INDEX users_home ON public.users USING btree (network_id, home_user_id) WHERE (home_user_id IS NOT NULL);

CREATE INDEX users_network ON public.users USING btree (network_id);

CREATE INDEX users_own_role ON public.users USING btree (network_id, own_role_id) WHERE (own_role_id IS NOT NULL);

CREATE INDEX verifications_id ON public.verifications USING btree (id);

CREATE INDEX verifications_waiting ON public.verifications USING btree (waiting_phone_index) WHERE (waiting_phone_index IS NOT NULL);

CREATE INDEX webhook_deliveries_guests ON public.webhook_deliveries USING btree (network_id, webhook_id, guest_id, id) WHERE (status = 'WAITING'::text);

CREATE INDEX webhook_deliveries_waiting ON public.webhook_deliveries USING btree (network_id, webhook_id, id) WHERE (status = 'WAITING'::text);

CREATE INDEX webhook_deliveries_webhook ON public.webhook_deliveries USING btree (network_id, webhook_id, id);

ALTER INDEX public.events_pkey ATTACH PARTITION public.events_default_pkey;

CREATE TRIGGER audit_log_append_only BEFORE DELETE OR UPDATE ON public.audit_log FOR EACH ROW EXECUTE FUNCTION public.refuse_audit_change();

CREATE TRIGGER audit_log_no_truncate BEFORE TRUNCATE ON public.audit_log FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER events_append_only BEFORE DELETE OR UPDATE ON public.events FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER family_members_delete_guard AFTER DELETE ON public.family_members REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.require_guest_written();

CREATE TRIGGER family_members_insert_guard AFTER INSERT ON public.family_members REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.require_guest_written();

CREATE TRIGGER family_members_update_guard AFTER UPDATE ON public.family_members REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.require_guest_written();

CREATE TRIGGER guest_states_version BEFORE UPDATE ON public.guest_states FOR EACH ROW WHEN ((new.version <= old.version)) EXECUTE FUNCTION public.require_version_raise();

CREATE TRIGGER guests_summaries_insert AFTER INSERT ON public.guests REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION public.summarize_new_guests();

CREATE TRIGGER guests_summaries_update AFTER UPDATE OF name, erased_at, merged_into ON public.guests FOR EACH ROW WHEN ((((old.name IS DISTINCT FROM new.name) OR (old.erased_at IS DISTINCT FROM new.erased_at)) OR (old.merged_into IS DISTINCT FROM new.merged_into))) EXECUTE FUNCTION public.summarize_guest();

CREATE TRIGGER guests_tell AFTER INSERT ON public.guests REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION public.tell_of_new_guests();

CREATE TRIGGER guests_words_insert AFTER INSERT ON public.guests REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION public.keep_words_of_new_guests();

CREATE TRIGGER guests_words_update AFTER UPDATE OF name, erased_at, merged_into ON public.guests FOR EACH ROW WHEN ((((old.name IS DISTINCT FROM new.name) OR (old.erased_at IS DISTINCT FROM new.erased_at)) OR (old.merged_into IS DISTINCT FROM new.merged_into))) EXECUTE FUNCTION public.keep_words_of_guest();

CREATE TRIGGER invoice_lines_append_only BEFORE DELETE OR UPDATE ON public.invoice_lines FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER invoices_kept BEFORE DELETE ON public.invoices FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER ledger_periods_append_only BEFORE DELETE OR UPDATE ON public.ledger_periods FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER ledger_periods_no_truncate BEFORE TRUNCATE ON public.ledger_periods FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER lots_delete_guard AFTER DELETE ON public.lots REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.require_guest_written();

CREATE TRIGGER lots_insert_guard AFTER INSERT ON public.lots REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.require_guest_written();

CREATE TRIGGER lots_update_guard AFTER UPDATE ON public.lots REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.require_guest_written();

CREATE TRIGGER networks_currency BEFORE UPDATE ON public.networks FOR EACH ROW EXECUTE FUNCTION public.refuse_currency_change();

CREATE TRIGGER online_payments_kept BEFORE DELETE ON public.online_payments FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER payment_refunds_kept BEFORE DELETE ON public.payment_refunds FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER payments_append_only BEFORE DELETE OR UPDATE ON public.payments FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER plan_versions_append_only BEFORE DELETE OR UPDATE ON public.plan_versions FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER platform_audit_log_append_only BEFORE DELETE OR UPDATE ON public.platform_audit_log FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER platform_audit_log_no_truncate BEFORE TRUNCATE ON public.platform_audit_log FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER program_versions_published BEFORE DELETE OR UPDATE ON public.program_versions FOR EACH ROW EXECUTE FUNCTION public.refuse_published_change();

CREATE TRIGGER redemption_moves_append_only BEFORE DELETE OR UPDATE ON public.redemption_moves FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER redemption_moves_no_truncate BEFORE TRUNCATE ON public.redemption_moves FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER redemptions_insert_guard AFTER INSERT ON public.redemptions REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.require_guest_written();

CREATE TRIGGER redemptions_update_guard AFTER UPDATE ON public.redemptions REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.require_guest_written();

CREATE TRIGGER reward_versions_append_only BEFORE DELETE OR UPDATE ON public.reward_versions FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER reward_versions_no_truncate BEFORE TRUNCATE ON public.reward_versions FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER seals_append_only BEFORE DELETE OR UPDATE ON public.seals FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER seals_no_truncate BEFORE TRUNCATE ON public.seals FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER segment_members_delete_guard AFTER DELETE ON public.segment_members REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.require_guest_written();

CREATE TRIGGER segment_members_insert_guard AFTER INSERT ON public.segment_members REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.require_guest_written();

CREATE TRIGGER settlements_append_only BEFORE DELETE OR UPDATE ON public.settlements FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER settlements_no_truncate BEFORE TRUNCATE ON public.settlements FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER subscription_changes_append_only BEFORE DELETE OR UPDATE ON public.subscription_changes FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER transactions_append_only BEFORE DELETE OR UPDATE ON public.transactions FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER transactions_no_truncate BEFORE TRUNCATE ON public.transactions FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER transfers_append_only BEFORE DELETE OR UPDATE ON public.transfers FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER transfers_no_truncate BEFORE TRUNCATE ON public.transfers FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

ALTER TABLE ONLY public.account_openings
    ADD CONSTRAINT account_openings_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id);

ALTER TABLE ONLY public.acting_periods
    ADD CONSTRAINT acting_periods_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id);

ALTER TABLE ONLY public.acting_periods
    ADD CONSTRAINT acting_periods_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES public.users(id);

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id);

ALTER TABLE ONLY public.backtests
    ADD CONSTRAINT backtests_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id);

ALTER TABLE ONLY public.budget_leases
    ADD CONSTRAINT budget_leases_network_id_budget_id_fkey FOREIGN KEY (network_id, budget_id) REFERENCES public.budgets(network_id, id);

ALTER TABLE ONLY public.budgets
    ADD CONSTRAINT budgets_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id);

ALTER TABLE ONLY public.campaign_guests
    ADD CONSTRAINT campaign_guests_network_id_campaign_id_fkey FOREIGN KEY (network_id, campaign_id) REFERENCES public.campaigns(network_id, id);

ALTER TABLE ONLY public.campaign_guests
    ADD CONSTRAINT campaign_guests_network_id_guest_id_fkey FOREIGN KEY (network_id, guest_id) REFERENCES public.guests(network_id, id);

ALTER TABLE ONLY public.campaign_passes
    ADD CONSTRAINT campaign_passes_network_id_campaign_id_fkey FOREIGN KEY (network_id, campaign_id) REFERENCES public.campaigns(network_id, id);

ALTER TABLE ONLY public.campaign_states
    ADD CONSTRAINT campaign_states_network_id_campaign_id_version_fkey FOREIGN KEY (network_id, campaign_id, version) REFERENCES public.campaign_versions(network_id, campaign_id, version);

ALTER TABLE ONLY public.campaign_versions
    ADD CONSTRAINT campaign_versions_network_id_campaign_id_fkey FOREIGN KEY (network_id, campaign_id) REFERENCES public.campaigns(network_id, id);

ALTER TABLE ONLY public.campaigns
    ADD CONSTRAINT campaigns_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id);

ALTER TABLE ONLY public.card_codes
    ADD CONSTRAINT card_codes_network_id_guest_id_fkey FOREIGN KEY (network_id, guest_id) REFERENCES public.guests(network_id, id);

ALTER TABLE ONLY public.change_requests
    ADD CONSTRAINT change_requests_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id);

ALTER TABLE ONLY public.children
    ADD CONSTRAINT children_network_id_guest_id_fkey FOREIGN KEY (network_id, guest_id) REFERENCES public.guests(network_id, id);

ALTER TABLE ONLY public.confirmations
    ADD CONSTRAINT confirmations_network_id_guest_id_fkey FOREIGN KEY (network_id, guest_id) REFERENCES public.guests(network_id, id);

ALTER TABLE ONLY public.consent_texts
    ADD CONSTRAINT consent_texts_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id);

ALTER TABLE ONLY public.consents
    ADD CONSTRAINT consents_network_id_guest_id_fkey FOREIGN KEY (network_id, guest_id) REFERENCES public.guests(network_id, id);

ALTER TABLE ONLY public.dead_letters
    ADD CONSTRAINT dead_letters_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id);

ALTER TABLE ONLY public.dunning_steps
    ADD CONSTRAINT dunning_steps_network_id_invoice_id_fkey FOREIGN KEY (network_id, invoice_id) REFERENCES public.invoices(network_id, id);

ALTER TABLE ONLY public.earlier_settings
    ADD CONSTRAINT earlier_settings_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id);

ALTER TABLE ONLY public.erasures
    ADD CONSTRAINT erasures_network_id_guest_id_fkey FOREIGN KEY (network_id, guest_id) REFERENCES public.guests(network_id, id);

ALTER TABLE ONLY public.event_cursors
    ADD CONSTRAINT event_cursors_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id);

ALTER TABLE ONLY public.event_marks
    ADD CONSTRAINT event_marks_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id);

ALTER TABLE ONLY public.expiry_warning_passes
    ADD CONSTRAINT expiry_warning_passes_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id);

ALTER TABLE ONLY public.expiry_warnings
    ADD CONSTRAINT expiry_warnings_network_id_guest_id_fkey FOREIGN KEY (network_id, guest_id) REFERENCES public.guests(network_id, id);

ALTER TABLE ONLY public.family_invitations
    ADD CONSTRAINT family_invitations_network_id_family_id_fkey FOREIGN KEY (network_id, family_id) REFERENCES public.families(network_id, id);

ALTER TABLE ONLY public.family_members
    ADD CONSTRAINT family_members_network_id_family_id_fkey FOREIGN KEY (network_id, family_id) REFERENCES public.families(network_id, id);

ALTER TABLE ONLY public.family_members
    ADD CONSTRAINT family_members_network_id_guest_id_fkey FOREIGN KEY (network_id, guest_id) REFERENCES public.guests(network_id, id);

ALTER TABLE ONLY public.guest_cards
    ADD CONSTRAINT guest_cards_network_id_guest_id_fkey FOREIGN KEY (network_id, guest_id) REFERENCES public.guests(network_id, id);

ALTER TABLE ONLY public.guest_case_notes
    ADD CONSTRAINT guest_case_notes_network_id_case_id_fkey FOREIGN KEY (network_id, case_id) REFERENCES public.guest_cases(network_id, id);

ALTER TABLE ONLY public.guest_cases
    ADD CONSTRAINT guest_cases_network_id_guest_id_fkey FOREIGN KEY (network_id, guest_id) REFERENCES public.guests(network_id, id);

ALTER TABLE ONLY public.guest_cases
    ADD CONSTRAINT guest_cases_network_id_restaurant_id_fkey FOREIGN KEY (network_id, restaurant_id) REFERENCES public.restaurants(network_id, id);

ALTER TABLE ONLY public.guest_import_lines
    ADD CONSTRAINT guest_import_lines_network_id_guest_id_fkey FOREIGN KEY (network_id, guest_id) REFERENCES public.guests(network_id, id);

ALTER TABLE ONLY public.guest_import_lines
    ADD CONSTRAINT guest_import_lines_network_id_import_id_fkey FOREIGN KEY (network_id, import_id) REFERENCES public.imports(network_id, id);

ALTER TABLE ONLY public.guest_states
    ADD CONSTRAINT guest_states_network_id_guest_id_fkey FOREIGN KEY (network_id, guest_id) REFERENCES public.guests(network_id, id);

ALTER TABLE ONLY public.guests
    ADD CONSTRAINT guests_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id);

ALTER TABLE ONLY public.identifications
    ADD CONSTRAINT identifications_network_id_guest_id_fkey FOREIGN KEY (network_id, guest_id) REFERENCES public.guests(network_id, id);

ALTER TABLE ONLY public.identity_provider_groups
    ADD CONSTRAINT identity_provider_groups_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.identity_providers(network_id);

ALTER TABLE ONLY public.identity_provider_groups
    ADD CONSTRAINT identity_provider_groups_network_id_own_role_id_fkey FOREIGN KEY (network_id, own_role_id) REFERENCES public.own_roles(network_id, id);

ALTER TABLE ONLY public.identity_providers
    ADD CONSTRAINT identity_providers_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id);

ALTER TABLE ONLY public.identity_providers
    ADD CONSTRAINT identity_providers_way_back_user_id_fkey FOREIGN KEY (way_back_user_id) REFERENCES public.users(id);

ALTER TABLE ONLY public.impact_guests
    ADD CONSTRAINT impact_guests_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id);

ALTER TABLE ONLY public.impact_guests
    ADD CONSTRAINT impact_guests_network_id_impact_id_fkey FOREIGN KEY (network_id, impact_id) REFERENCES public.backtests(network_id, id);

ALTER TABLE ONLY public.import_mappings
    ADD CONSTRAINT import_mappings_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id);

ALTER TABLE ONLY public.import_refusals
    ADD CONSTRAINT import_refusals_network_id_import_id_fkey FOREIGN KEY (network_id, import_id) REFERENCES public.imports(network_id, id);

ALTER TABLE ONLY public.imports
    ADD CONSTRAINT imports_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id);

ALTER TABLE ONLY public.inbox_events
    ADD CONSTRAINT inbox_events_network_id_connection_id_fkey FOREIGN KEY (network_id, connection_id) REFERENCES public.till_connections(network_id, id);

ALTER TABLE ONLY public.invoice_lines
    ADD CONSTRAINT invoice_lines_network_id_invoice_id_fkey FOREIGN KEY (network_id, invoice_id) REFERENCES public.invoices(network_id, id);

ALTER TABLE ONLY public.invoices
    ADD CONSTRAINT invoices_network_id_subscription_id_fkey FOREIGN KEY (network_id, subscription_id) REFERENCES public.subscriptions(network_id, id);

ALTER TABLE ONLY public.kafka_positions
    ADD CONSTRAINT kafka_positions_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id);

ALTER TABLE ONLY public.ledger_periods
    ADD CONSTRAINT ledger_periods_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id);

ALTER TABLE ONLY public.liability_countings
    ADD CONSTRAINT liability_countings_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id);

ALTER TABLE ONLY public.loyaltea_items
    ADD CONSTRAINT loyaltea_items_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id);

ALTER TABLE ONLY public.menu_category_costs
    ADD CONSTRAINT menu_category_costs_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id);

ALTER TABLE ONLY public.menu_items
    ADD CONSTRAINT menu_items_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id);

ALTER TABLE ONLY public.messages
    ADD CONSTRAINT messages_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id);

ALTER TABLE ONLY public.mirrored_guests
    ADD CONSTRAINT mirrored_guests_network_id_connection_id_fkey FOREIGN KEY (network_id, connection_id) REFERENCES public.till_mirrors(network_id, connection_id);

ALTER TABLE ONLY public.mirrored_guests
    ADD CONSTRAINT mirrored_guests_network_id_guest_id_fkey FOREIGN KEY (network_id, guest_id) REFERENCES public.guests(network_id, id);

ALTER TABLE ONLY public.network_bot_chats
    ADD CONSTRAINT network_bot_chats_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.network_bots(network_id);

ALTER TABLE ONLY public.network_bots
    ADD CONSTRAINT network_bots_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id);

ALTER TABLE ONLY public.network_domains
    ADD CONSTRAINT network_domains_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id);

ALTER TABLE ONLY public.network_look_images
    ADD CONSTRAINT network_look_images_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id);

ALTER TABLE ONLY public.network_looks
    ADD CONSTRAINT network_looks_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id);

ALTER TABLE ONLY public.networks
    ADD CONSTRAINT networks_sandbox_of_fkey FOREIGN KEY (sandbox_of) REFERENCES public.networks(id);

ALTER TABLE ONLY public.online_payments
    ADD CONSTRAINT online_payments_network_id_invoice_id_fkey FOREIGN KEY (network_id, invoice_id) REFERENCES public.invoices(network_id, id);

ALTER TABLE ONLY public.own_roles
    ADD CONSTRAINT own_roles_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id);

ALTER TABLE ONLY public.partner_settlement_lines
    ADD CONSTRAINT partner_settlement_lines_network_id_settlement_id_fkey FOREIGN KEY (network_id, settlement_id) REFERENCES public.partner_settlements(network_id, id);

ALTER TABLE ONLY public.partner_settlements
    ADD CONSTRAINT partner_settlements_network_id_partner_id_fkey FOREIGN KEY (network_id, partner_id) REFERENCES public.partners(network_id, id);

ALTER TABLE ONLY public.partners
    ADD CONSTRAINT partners_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id);

ALTER TABLE ONLY public.password_links
    ADD CONSTRAINT password_links_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);

ALTER TABLE ONLY public.payment_refunds
    ADD CONSTRAINT payment_refunds_network_id_credit_note_id_fkey FOREIGN KEY (network_id, credit_note_id) REFERENCES public.invoices(network_id, id);

ALTER TABLE ONLY public.payment_refunds
    ADD CONSTRAINT payment_refunds_network_id_invoice_id_fkey FOREIGN KEY (network_id, invoice_id) REFERENCES public.invoices(network_id, id);

ALTER TABLE ONLY public.payment_refunds
    ADD CONSTRAINT payment_refunds_network_id_payment_id_fkey FOREIGN KEY (network_id, payment_id) REFERENCES public.payments(network_id, id);

ALTER TABLE ONLY public.payments
    ADD CONSTRAINT payments_network_id_invoice_id_fkey FOREIGN KEY (network_id, invoice_id) REFERENCES public.invoices(network_id, id);

ALTER TABLE ONLY public.payments
    ADD CONSTRAINT payments_network_id_online_payment_id_fkey FOREIGN KEY (network_id, online_payment_id) REFERENCES public.online_payments(network_id, id);

ALTER TABLE ONLY public.points_of_sale
    ADD CONSTRAINT points_of_sale_network_id_restaurant_id_fkey FOREIGN KEY (network_id, restaurant_id) REFERENCES public.restaurants(network_id, id);

ALTER TABLE ONLY public.program_publications
    ADD CONSTRAINT program_publications_network_id_program_version_fkey FOREIGN KEY (network_id, program_version) REFERENCES public.program_versions(network_id, version);

ALTER TABLE ONLY public.program_versions
    ADD CONSTRAINT program_versions_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id);

ALTER TABLE ONLY public.provider_people
    ADD CONSTRAINT provider_people_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id);

ALTER TABLE ONLY public.provider_people
    ADD CONSTRAINT provider_people_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);

ALTER TABLE ONLY public.provider_sessions
    ADD CONSTRAINT provider_sessions_session_id_fkey FOREIGN KEY (session_id) REFERENCES public.sessions(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.provider_sign_ins
    ADD CONSTRAINT provider_sign_ins_provider_network_id_fkey FOREIGN KEY (provider_network_id) REFERENCES public.networks(id);

ALTER TABLE ONLY public.provider_sign_ins
    ADD CONSTRAINT provider_sign_ins_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);

ALTER TABLE ONLY public.redemption_moves
    ADD CONSTRAINT redemption_moves_network_id_redemption_id_fkey FOREIGN KEY (network_id, redemption_id) REFERENCES public.redemptions(network_id, id);

ALTER TABLE ONLY public.referral_payouts
    ADD CONSTRAINT referral_payouts_network_id_round_id_fkey FOREIGN KEY (network_id, round_id) REFERENCES public.referral_rounds(network_id, id);

ALTER TABLE ONLY public.referral_rounds
    ADD CONSTRAINT referral_rounds_network_id_referral_id_fkey FOREIGN KEY (network_id, referral_id) REFERENCES public.referrals(network_id, id);

ALTER TABLE ONLY public.referrals
    ADD CONSTRAINT referrals_network_id_friend_id_fkey FOREIGN KEY (network_id, friend_id) REFERENCES public.guests(network_id, id);

ALTER TABLE ONLY public.referrals
    ADD CONSTRAINT referrals_network_id_referrer_id_fkey FOREIGN KEY (network_id, referrer_id) REFERENCES public.guests(network_id, id);

ALTER TABLE ONLY public.restaurant_group_members
    ADD CONSTRAINT restaurant_group_members_network_id_group_id_fkey FOREIGN KEY (network_id, group_id) REFERENCES public.restaurant_groups(network_id, id);

ALTER TABLE ONLY public.restaurant_group_members
    ADD CONSTRAINT restaurant_group_members_network_id_restaurant_id_fkey FOREIGN KEY (network_id, restaurant_id) REFERENCES public.restaurants(network_id, id);

ALTER TABLE ONLY public.restaurant_groups
    ADD CONSTRAINT restaurant_groups_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id);

ALTER TABLE ONLY public.restaurants
    ADD CONSTRAINT restaurants_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id);

ALTER TABLE ONLY public.reward_deliveries
    ADD CONSTRAINT reward_deliveries_network_id_redemption_id_fkey FOREIGN KEY (network_id, redemption_id) REFERENCES public.redemptions(network_id, id);

ALTER TABLE ONLY public.reward_pictures
    ADD CONSTRAINT reward_pictures_network_id_reward_id_fkey FOREIGN KEY (network_id, reward_id) REFERENCES public.rewards(network_id, id);

ALTER TABLE ONLY public.reward_versions
    ADD CONSTRAINT reward_versions_network_id_reward_id_fkey FOREIGN KEY (network_id, reward_id) REFERENCES public.rewards(network_id, id);

ALTER TABLE ONLY public.rewards
    ADD CONSTRAINT rewards_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id);

ALTER TABLE ONLY public.rfm_boundaries
    ADD CONSTRAINT rfm_boundaries_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id);

ALTER TABLE ONLY public.second_factors
    ADD CONSTRAINT second_factors_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);

ALTER TABLE ONLY public.segment_members
    ADD CONSTRAINT segment_members_network_id_guest_id_fkey FOREIGN KEY (network_id, guest_id) REFERENCES public.guests(network_id, id);

ALTER TABLE ONLY public.segment_members
    ADD CONSTRAINT segment_members_network_id_segment_id_fkey FOREIGN KEY (network_id, segment_id) REFERENCES public.segments(network_id, id);

ALTER TABLE ONLY public.segment_passes
    ADD CONSTRAINT segment_passes_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id);

ALTER TABLE ONLY public.segments
    ADD CONSTRAINT segments_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id);

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_home_session_id_fkey FOREIGN KEY (home_session_id) REFERENCES public.sessions(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);

ALTER TABLE ONLY public.settlements
    ADD CONSTRAINT settlements_network_id_month_fkey FOREIGN KEY (network_id, month) REFERENCES public.ledger_periods(network_id, month);

ALTER TABLE ONLY public.subscription_changes
    ADD CONSTRAINT subscription_changes_network_id_subscription_id_fkey FOREIGN KEY (network_id, subscription_id) REFERENCES public.subscriptions(network_id, id);

ALTER TABLE ONLY public.subscriptions
    ADD CONSTRAINT subscriptions_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id);

ALTER TABLE ONLY public.tier_revision_passes
    ADD CONSTRAINT tier_revision_passes_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id);

ALTER TABLE ONLY public.till_accounts
    ADD CONSTRAINT till_accounts_network_id_guest_id_fkey FOREIGN KEY (network_id, guest_id) REFERENCES public.guests(network_id, id);

ALTER TABLE ONLY public.till_allowances
    ADD CONSTRAINT till_allowances_network_id_point_of_sale_id_fkey FOREIGN KEY (network_id, point_of_sale_id) REFERENCES public.points_of_sale(network_id, id);

ALTER TABLE ONLY public.till_connections
    ADD CONSTRAINT till_connections_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id);

ALTER TABLE ONLY public.till_mirrors
    ADD CONSTRAINT till_mirrors_network_id_connection_id_fkey FOREIGN KEY (network_id, connection_id) REFERENCES public.till_connections(network_id, id);

ALTER TABLE ONLY public.till_products
    ADD CONSTRAINT till_products_network_id_connection_id_fkey FOREIGN KEY (network_id, connection_id) REFERENCES public.till_connections(network_id, id);

ALTER TABLE ONLY public.till_reconciliations
    ADD CONSTRAINT till_reconciliations_network_id_connection_id_fkey FOREIGN KEY (network_id, connection_id) REFERENCES public.till_connections(network_id, id);

ALTER TABLE ONLY public.transaction_comments
    ADD CONSTRAINT transaction_comments_network_id_transaction_id_fkey FOREIGN KEY (network_id, transaction_id) REFERENCES public.transactions(network_id, id);

ALTER TABLE ONLY public.used_refresh_tokens
    ADD CONSTRAINT used_refresh_tokens_session_id_fkey FOREIGN KEY (session_id) REFERENCES public.sessions(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.user_restaurants
    ADD CONSTRAINT user_restaurants_network_id_restaurant_id_fkey FOREIGN KEY (network_id, restaurant_id) REFERENCES public.restaurants(network_id, id);

ALTER TABLE ONLY public.user_restaurants
    ADD CONSTRAINT user_restaurants_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_home_user_id_fkey FOREIGN KEY (home_user_id) REFERENCES public.users(id);

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id);

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_network_id_own_role_id_fkey FOREIGN KEY (network_id, own_role_id) REFERENCES public.own_roles(network_id, id);

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_network_id_restaurant_group_id_fkey FOREIGN KEY (network_id, restaurant_group_id) REFERENCES public.restaurant_groups(network_id, id);

ALTER TABLE ONLY public.verifications
    ADD CONSTRAINT verifications_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id);

ALTER TABLE ONLY public.webhook_deliveries
    ADD CONSTRAINT webhook_deliveries_network_id_webhook_id_fkey FOREIGN KEY (network_id, webhook_id) REFERENCES public.webhooks(network_id, id);

ALTER TABLE ONLY public.webhooks
    ADD CONSTRAINT webhooks_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id);

CREATE POLICY about_own_network ON public.platform_audit_log FOR INSERT TO loyalty_app WITH CHECK (((subject_kind = 'network'::text) AND (subject_id = ( SELECT current_setting('app.network_id'::text) AS current_setting))));

ALTER TABLE public.account_openings ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.acting_periods ENABLE ROW LEVEL SECURITY;

CREATE POLICY all_networks ON public.bank_entries TO loyalty_app USING (true) WITH CHECK (true);

CREATE POLICY all_networks ON public.invoice_series TO loyalty_app USING (true) WITH CHECK (true);

CREATE POLICY all_networks ON public.plan_versions TO loyalty_app USING (true) WITH CHECK (true);

CREATE POLICY all_networks ON public.sellers TO loyalty_app USING (true) WITH CHECK (true);

ALTER TABLE public.api_keys ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.approvals ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.audit_log ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.backtests ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.bank_entries ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.budget_leases ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.budget_uses ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.budgets ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.campaign_guests ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.campaign_passes ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.campaign_states ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.campaign_versions ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.campaigns ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.card_codes ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.change_requests ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.children ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.claims ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.confirmations ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.consent_texts ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.consents ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.coupon_batches ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.coupons ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.daily_figures ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.dead_letters ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.devices ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.dunning_steps ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.earlier_settings ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.erasures ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.event_cursors ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.event_marks ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.events ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.events_default ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.expiry_warning_passes ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.expiry_warnings ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.families ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.family_invitations ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.family_members ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.guest_accounts ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.guest_cards ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.guest_case_notes ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.guest_cases ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.guest_import_lines ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.guest_states ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.guest_summaries ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.guest_words ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.guests ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.identifications ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.identity_provider_groups ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.identity_providers ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.impact_guests ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.import_mappings ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.import_refusals ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.imports ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.inbox_events ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.invoice_lines ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.invoice_series ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.invoices ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.kafka_positions ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.ledger_periods ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.liability_countings ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.liability_guests ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.liability_movements ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.liability_sums ENABLE ROW LEVEL SECURITY;

CREATE POLICY links_of_own_users ON public.password_links FOR INSERT TO loyalty_app WITH CHECK ((EXISTS ( SELECT 1
   FROM public.users u
  WHERE (u.id = password_links.user_id))));

ALTER TABLE public.lots ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.loyaltea_items ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.menu_category_costs ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.menu_items ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.messages ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.mirrored_guests ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.network_bot_chats ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.network_bots ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.network_domains ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.network_look_images ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.network_looks ENABLE ROW LEVEL SECURITY;

CREATE POLICY network_only ON public.account_openings TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.acting_periods TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.api_keys TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.approvals TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.audit_log TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.backtests TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.budget_leases TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.budget_uses TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.budgets TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.campaign_guests TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.campaign_passes TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.campaign_states TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.campaign_versions TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.campaigns TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.card_codes TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.change_requests TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.children TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.claims TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.confirmations TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.consent_texts TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.consents TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.coupon_batches TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.coupons TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.daily_figures TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.dead_letters TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.devices TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.dunning_steps TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.earlier_settings TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.erasures TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.event_cursors TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.event_marks TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.events TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.events_default TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.expiry_warning_passes TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.expiry_warnings TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.families TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.family_invitations TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.family_members TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.guest_cards TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.guest_case_notes TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.guest_cases TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.guest_import_lines TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.guest_states TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.guest_summaries TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.guest_words TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.guests TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.identifications TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.identity_provider_groups TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.identity_providers TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.impact_guests TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.import_mappings TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.import_refusals TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.imports TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.inbox_events TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.invoice_lines TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.invoices TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.kafka_positions TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.ledger_periods TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.liability_countings TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.liability_guests TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.liability_movements TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.liability_sums TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.lots TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.loyaltea_items TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.menu_category_costs TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.menu_items TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.messages TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.mirrored_guests TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.network_bot_chats TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.network_bots TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.network_domains TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.network_look_images TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.network_looks TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.online_payments TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.own_roles TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.partner_settlement_lines TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.partner_settlements TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.partners TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.payment_refunds TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.payments TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.points_of_sale TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.program_publications TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.program_versions TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.provider_people TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.redemption_moves TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.redemptions TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.referral_payouts TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.referral_rounds TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.referrals TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.restaurant_group_members TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.restaurant_groups TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.restaurants TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.reward_deliveries TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.reward_pictures TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.reward_slots TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.reward_stocks TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.reward_versions TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.rewards TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.rfm_boundaries TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.seals TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.segment_members TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.segment_passes TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.segments TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.settlements TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.shifts TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.stored_answers TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.subscription_changes TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.subscriptions TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.tier_revision_passes TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.till_accounts TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.till_allowances TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.till_connections TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.till_mirrors TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.till_products TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.till_reconciliations TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.transaction_comments TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.transactions TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.transfers TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.user_restaurants TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.verifications TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.webhook_deliveries TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY network_only ON public.webhooks TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

ALTER TABLE public.networks ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.online_payments ENABLE ROW LEVEL SECURITY;

CREATE POLICY own_network ON public.networks TO loyalty_app USING ((id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

ALTER TABLE public.own_roles ENABLE ROW LEVEL SECURITY;

CREATE POLICY own_sessions ON public.sessions TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

CREATE POLICY own_users ON public.users TO loyalty_app USING ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting))) WITH CHECK ((network_id = ( SELECT (current_setting('app.network_id'::text))::uuid AS current_setting)));

ALTER TABLE public.partner_settlement_lines ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.partner_settlements ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.partners ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.password_links ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.payment_refunds ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.payments ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.plan_versions ENABLE ROW LEVEL SECURITY;

CREATE POLICY platform ON public.bank_entries TO loyalty_platform USING (true) WITH CHECK (true);

CREATE POLICY platform ON public.guest_accounts TO loyalty_platform USING (true) WITH CHECK (true);

CREATE POLICY platform ON public.invoice_series TO loyalty_platform USING (true) WITH CHECK (true);

CREATE POLICY platform ON public.networks TO loyalty_platform USING (true) WITH CHECK (true);

CREATE POLICY platform ON public.password_links TO loyalty_platform USING (true) WITH CHECK (true);

CREATE POLICY platform ON public.plan_versions TO loyalty_platform USING (true) WITH CHECK (true);

CREATE POLICY platform ON public.platform_audit_log TO loyalty_platform USING (true) WITH CHECK (true);

CREATE POLICY platform ON public.provider_sessions TO loyalty_platform USING (true) WITH CHECK (true);

CREATE POLICY platform ON public.provider_sign_ins TO loyalty_platform USING (true) WITH CHECK (true);

CREATE POLICY platform ON public.rate_counters TO loyalty_platform USING (true) WITH CHECK (true);

CREATE POLICY platform ON public.second_factors TO loyalty_platform USING (true) WITH CHECK (true);

CREATE POLICY platform ON public.sellers TO loyalty_platform USING (true) WITH CHECK (true);

CREATE POLICY platform ON public.sessions TO loyalty_platform USING (true) WITH CHECK (true);

CREATE POLICY platform ON public.statement_imports TO loyalty_platform USING (true) WITH CHECK (true);

CREATE POLICY platform ON public.telegram_updates TO loyalty_platform USING (true) WITH CHECK (true);

CREATE POLICY platform ON public.used_refresh_tokens TO loyalty_platform USING (true) WITH CHECK (true);

CREATE POLICY platform ON public.users TO loyalty_platform USING (true) WITH CHECK (true);

ALTER TABLE public.platform_audit_log ENABLE ROW LEVEL SECURITY;

CREATE POLICY platform_finds ON public.verifications FOR SELECT TO loyalty_platform USING (true);

CREATE POLICY platform_finds_due ON public.messages FOR SELECT TO loyalty_platform USING ((status = ANY (ARRAY['QUEUED'::text, 'SENDING'::text])));

CREATE POLICY platform_reads ON public.api_keys FOR SELECT TO loyalty_platform USING (true);

CREATE POLICY platform_reads ON public.identity_providers FOR SELECT TO loyalty_platform USING (true);

CREATE POLICY platform_reads ON public.invoices FOR SELECT TO loyalty_platform USING (true);

CREATE POLICY platform_reads ON public.network_bots FOR SELECT TO loyalty_platform USING (true);

CREATE POLICY platform_reads ON public.network_domains FOR SELECT TO loyalty_platform USING (true);

CREATE POLICY platform_reads ON public.online_payments FOR SELECT TO loyalty_platform USING (true);

CREATE POLICY platform_reads ON public.own_roles FOR SELECT TO loyalty_platform USING (true);

CREATE POLICY platform_reads ON public.payment_refunds FOR SELECT TO loyalty_platform USING (true);

CREATE POLICY platform_reads ON public.subscription_changes FOR SELECT TO loyalty_platform USING (true);

CREATE POLICY platform_reads ON public.subscriptions FOR SELECT TO loyalty_platform USING (true);

CREATE POLICY platform_reads ON public.user_restaurants FOR SELECT TO loyalty_platform USING (true);

CREATE POLICY platform_reads_accounts ON public.guests FOR SELECT TO loyalty_platform USING ((account_id IS NOT NULL));

ALTER TABLE public.points_of_sale ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.program_publications ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.program_versions ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.provider_people ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.provider_sessions ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.provider_sign_ins ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.rate_counters ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.redemption_moves ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.redemptions ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.referral_payouts ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.referral_rounds ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.referrals ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.restaurant_group_members ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.restaurant_groups ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.restaurants ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.reward_deliveries ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.reward_pictures ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.reward_slots ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.reward_stocks ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.reward_versions ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.rewards ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.rfm_boundaries ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.seals ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.second_factors ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.segment_members ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.segment_passes ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.segments ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.sellers ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.sessions ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.settlements ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.shifts ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.statement_imports ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.stored_answers ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.subscription_changes ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.subscriptions ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.telegram_updates ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.tier_revision_passes ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.till_accounts ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.till_allowances ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.till_connections ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.till_mirrors ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.till_products ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.till_reconciliations ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.transaction_comments ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.transactions ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.transfers ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.used_refresh_tokens ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.user_restaurants ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.users ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.verifications ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.webhook_deliveries ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.webhooks ENABLE ROW LEVEL SECURITY;

GRANT USAGE ON SCHEMA public TO loyalty_app;
GRANT USAGE ON SCHEMA public TO loyalty_platform;

REVOKE ALL ON FUNCTION public.analyze_till_tables() FROM PUBLIC;
GRANT ALL ON FUNCTION public.analyze_till_tables() TO loyalty_app;

REVOKE ALL ON FUNCTION public.epoch_of(p_network uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.epoch_of(p_network uuid) TO loyalty_app;

REVOKE ALL ON FUNCTION public.first_id_of(p_at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION public.follow_journal_columns() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.is_epoch_due(p_network uuid, p_epoch integer, p_system text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.is_epoch_due(p_network uuid, p_epoch integer, p_system text) TO loyalty_app;

REVOKE ALL ON FUNCTION public.ledger_now() FROM PUBLIC;
GRANT ALL ON FUNCTION public.ledger_now() TO loyalty_app;
GRANT ALL ON FUNCTION public.ledger_now() TO loyalty_platform;

REVOKE ALL ON FUNCTION public.list_due_epochs(p_networks uuid[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.list_due_epochs(p_networks uuid[]) TO loyalty_app;

REVOKE ALL ON FUNCTION public.make_event_partitions(p_months_ahead integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.make_event_partitions(p_months_ahead integer) TO loyalty_platform;

REVOKE ALL ON FUNCTION public.raise_epoch(p_network uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.raise_epoch(p_network uuid) TO loyalty_app;

REVOKE ALL ON FUNCTION public.this_system() FROM PUBLIC;
GRANT ALL ON FUNCTION public.this_system() TO loyalty_app;
GRANT ALL ON FUNCTION public.this_system() TO loyalty_platform;

REVOKE ALL ON FUNCTION public.till_write(p_batches public.till_batch[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.till_write(p_batches public.till_batch[]) TO loyalty_app;

REVOKE ALL ON FUNCTION public.till_write_transactions(p_network uuid, p_transactions public.till_transaction[], p_keep boolean[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.till_write_transactions(p_network uuid, p_transactions public.till_transaction[], p_keep boolean[]) TO loyalty_app;

GRANT SELECT,INSERT ON TABLE public.account_openings TO loyalty_app;

GRANT UPDATE(opened_at) ON TABLE public.account_openings TO loyalty_app;

GRANT SELECT ON TABLE public.acting_periods TO loyalty_app;

GRANT INSERT(network_id) ON TABLE public.acting_periods TO loyalty_app;

GRANT INSERT(id) ON TABLE public.acting_periods TO loyalty_app;

GRANT INSERT(owner_id) ON TABLE public.acting_periods TO loyalty_app;

GRANT INSERT(session_id) ON TABLE public.acting_periods TO loyalty_app;

GRANT INSERT(reason) ON TABLE public.acting_periods TO loyalty_app;

GRANT INSERT(expires_at) ON TABLE public.acting_periods TO loyalty_app;

GRANT UPDATE(ended_at) ON TABLE public.acting_periods TO loyalty_app;

GRANT SELECT,INSERT,UPDATE ON TABLE public.api_keys TO loyalty_app;
GRANT SELECT ON TABLE public.api_keys TO loyalty_platform;

GRANT SELECT,INSERT,UPDATE ON TABLE public.approvals TO loyalty_app;

GRANT SELECT,INSERT ON TABLE public.audit_log TO loyalty_app;

GRANT UPDATE(before) ON TABLE public.audit_log TO loyalty_app;

GRANT UPDATE(after) ON TABLE public.audit_log TO loyalty_app;

GRANT UPDATE(address) ON TABLE public.audit_log TO loyalty_app;

GRANT SELECT,INSERT ON TABLE public.backtests TO loyalty_app;

GRANT UPDATE(status) ON TABLE public.backtests TO loyalty_app;

GRANT UPDATE(run_id) ON TABLE public.backtests TO loyalty_app;

GRANT UPDATE(runs) ON TABLE public.backtests TO loyalty_app;

GRANT UPDATE(beat_at) ON TABLE public.backtests TO loyalty_app;

GRANT UPDATE(guests) ON TABLE public.backtests TO loyalty_app;

GRANT UPDATE(guests_done) ON TABLE public.backtests TO loyalty_app;

GRANT UPDATE(report) ON TABLE public.backtests TO loyalty_app;

GRANT UPDATE(failure) ON TABLE public.backtests TO loyalty_app;

GRANT UPDATE(started_at) ON TABLE public.backtests TO loyalty_app;

GRANT UPDATE(ended_at) ON TABLE public.backtests TO loyalty_app;

GRANT SELECT,INSERT,UPDATE ON TABLE public.bank_entries TO loyalty_platform;

GRANT SELECT(id) ON TABLE public.bank_entries TO loyalty_app;

GRANT SELECT(status),UPDATE(status) ON TABLE public.bank_entries TO loyalty_app;

GRANT SELECT(invoice_id),UPDATE(invoice_id) ON TABLE public.bank_entries TO loyalty_app;

GRANT SELECT,INSERT ON TABLE public.budget_leases TO loyalty_app;

GRANT UPDATE(used) ON TABLE public.budget_leases TO loyalty_app;

GRANT UPDATE(expires_at) ON TABLE public.budget_leases TO loyalty_app;

GRANT UPDATE(is_open) ON TABLE public.budget_leases TO loyalty_app;

GRANT SELECT,INSERT ON TABLE public.budget_uses TO loyalty_app;

GRANT UPDATE(given_back) ON TABLE public.budget_uses TO loyalty_app;

GRANT SELECT,INSERT ON TABLE public.budgets TO loyalty_app;

GRANT UPDATE(version) ON TABLE public.budgets TO loyalty_app;

GRANT UPDATE(most) ON TABLE public.budgets TO loyalty_app;

GRANT UPDATE(leased) ON TABLE public.budgets TO loyalty_app;

GRANT UPDATE(spent) ON TABLE public.budgets TO loyalty_app;

GRANT UPDATE(returned) ON TABLE public.budgets TO loyalty_app;

GRANT SELECT,INSERT ON TABLE public.campaign_guests TO loyalty_app;

GRANT UPDATE(message_id) ON TABLE public.campaign_guests TO loyalty_app;

GRANT UPDATE(unsent) ON TABLE public.campaign_guests TO loyalty_app;

GRANT UPDATE(told_at) ON TABLE public.campaign_guests TO loyalty_app;

GRANT SELECT,INSERT ON TABLE public.campaign_passes TO loyalty_app;

GRANT UPDATE(after_guest) ON TABLE public.campaign_passes TO loyalty_app;

GRANT UPDATE(is_done) ON TABLE public.campaign_passes TO loyalty_app;

GRANT SELECT,INSERT ON TABLE public.campaign_states TO loyalty_app;

GRANT SELECT,INSERT ON TABLE public.campaign_versions TO loyalty_app;

GRANT SELECT,INSERT ON TABLE public.campaigns TO loyalty_app;

GRANT UPDATE(archived_at) ON TABLE public.campaigns TO loyalty_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.card_codes TO loyalty_app;

GRANT SELECT,INSERT ON TABLE public.change_requests TO loyalty_app;

GRANT UPDATE(status) ON TABLE public.change_requests TO loyalty_app;

GRANT UPDATE(decided_by) ON TABLE public.change_requests TO loyalty_app;

GRANT UPDATE(decided_at) ON TABLE public.change_requests TO loyalty_app;

GRANT UPDATE(reason) ON TABLE public.change_requests TO loyalty_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.children TO loyalty_app;

GRANT SELECT,INSERT,UPDATE ON TABLE public.claims TO loyalty_app;

GRANT SELECT,INSERT ON TABLE public.confirmations TO loyalty_app;

GRANT UPDATE(confirmed_by) ON TABLE public.confirmations TO loyalty_app;

GRANT UPDATE(refused_at) ON TABLE public.confirmations TO loyalty_app;

GRANT UPDATE(used_at) ON TABLE public.confirmations TO loyalty_app;

GRANT SELECT,INSERT ON TABLE public.consent_texts TO loyalty_app;

GRANT SELECT,INSERT ON TABLE public.consents TO loyalty_app;

GRANT SELECT,INSERT,UPDATE ON TABLE public.coupon_batches TO loyalty_app;

GRANT SELECT,INSERT,UPDATE ON TABLE public.coupons TO loyalty_app;

GRANT SELECT,INSERT,UPDATE ON TABLE public.daily_figures TO loyalty_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.dead_letters TO loyalty_app;

GRANT SELECT,INSERT,UPDATE ON TABLE public.devices TO loyalty_app;

GRANT SELECT,INSERT ON TABLE public.dunning_steps TO loyalty_app;

GRANT SELECT,INSERT ON TABLE public.earlier_settings TO loyalty_app;

GRANT SELECT,INSERT,UPDATE ON TABLE public.erasures TO loyalty_app;

GRANT SELECT,INSERT,UPDATE ON TABLE public.event_cursors TO loyalty_app;

GRANT SELECT,INSERT,UPDATE ON TABLE public.event_marks TO loyalty_app;

GRANT SELECT,INSERT ON TABLE public.events TO loyalty_app;

GRANT SELECT,INSERT,UPDATE ON TABLE public.expiry_warning_passes TO loyalty_app;

GRANT SELECT,INSERT ON TABLE public.expiry_warnings TO loyalty_app;

GRANT UPDATE(told_way) ON TABLE public.expiry_warnings TO loyalty_app;

GRANT UPDATE(told_at) ON TABLE public.expiry_warnings TO loyalty_app;

GRANT UPDATE(point_of_sale_id) ON TABLE public.expiry_warnings TO loyalty_app;

GRANT UPDATE(transaction_id) ON TABLE public.expiry_warnings TO loyalty_app;

GRANT SELECT,INSERT ON TABLE public.families TO loyalty_app;

GRANT UPDATE(ended_at) ON TABLE public.families TO loyalty_app;

GRANT SELECT,INSERT,DELETE ON TABLE public.family_invitations TO loyalty_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.family_members TO loyalty_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.guest_accounts TO loyalty_platform;

GRANT SELECT,INSERT,DELETE ON TABLE public.guest_cards TO loyalty_app;

GRANT SELECT,INSERT ON TABLE public.guest_case_notes TO loyalty_app;

GRANT UPDATE(text) ON TABLE public.guest_case_notes TO loyalty_app;

GRANT SELECT,INSERT,UPDATE ON TABLE public.guest_cases TO loyalty_app;

GRANT SELECT,INSERT ON TABLE public.guest_import_lines TO loyalty_app;

GRANT SELECT,INSERT,UPDATE ON TABLE public.guest_states TO loyalty_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.guest_summaries TO loyalty_app;

GRANT SELECT,INSERT,DELETE ON TABLE public.guest_words TO loyalty_app;

GRANT SELECT,INSERT,UPDATE ON TABLE public.guests TO loyalty_app;
GRANT SELECT ON TABLE public.guests TO loyalty_platform;

GRANT SELECT,INSERT ON TABLE public.identifications TO loyalty_app;

GRANT UPDATE(way) ON TABLE public.identifications TO loyalty_app;

GRANT UPDATE(noted_at) ON TABLE public.identifications TO loyalty_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.identity_provider_groups TO loyalty_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.identity_providers TO loyalty_app;
GRANT SELECT ON TABLE public.identity_providers TO loyalty_platform;

GRANT SELECT,INSERT,DELETE ON TABLE public.impact_guests TO loyalty_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.import_mappings TO loyalty_app;

GRANT SELECT,INSERT ON TABLE public.import_refusals TO loyalty_app;

GRANT SELECT,INSERT,UPDATE ON TABLE public.imports TO loyalty_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.inbox_events TO loyalty_app;

GRANT SELECT,INSERT ON TABLE public.invoice_lines TO loyalty_app;

GRANT SELECT,INSERT,UPDATE ON TABLE public.invoice_series TO loyalty_app;
GRANT SELECT ON TABLE public.invoice_series TO loyalty_platform;

GRANT SELECT ON TABLE public.invoices TO loyalty_platform;
GRANT SELECT,INSERT ON TABLE public.invoices TO loyalty_app;

GRANT UPDATE(paid) ON TABLE public.invoices TO loyalty_app;

GRANT UPDATE(credited) ON TABLE public.invoices TO loyalty_app;

GRANT UPDATE(overpaid) ON TABLE public.invoices TO loyalty_app;

GRANT SELECT,INSERT,UPDATE ON TABLE public.kafka_positions TO loyalty_app;

GRANT SELECT,INSERT ON TABLE public.ledger_periods TO loyalty_app;

GRANT SELECT,INSERT,UPDATE ON TABLE public.liability_countings TO loyalty_app;

GRANT SELECT,INSERT,UPDATE ON TABLE public.liability_guests TO loyalty_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.liability_movements TO loyalty_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.liability_sums TO loyalty_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.lots TO loyalty_app;

GRANT SELECT,INSERT ON TABLE public.loyaltea_items TO loyalty_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.menu_category_costs TO loyalty_app;

GRANT SELECT,INSERT,UPDATE ON TABLE public.menu_items TO loyalty_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.messages TO loyalty_app;

GRANT SELECT(network_id) ON TABLE public.messages TO loyalty_platform;

GRANT SELECT(id) ON TABLE public.messages TO loyalty_platform;

GRANT SELECT(channel) ON TABLE public.messages TO loyalty_platform;

GRANT SELECT(status) ON TABLE public.messages TO loyalty_platform;

GRANT SELECT(due_at) ON TABLE public.messages TO loyalty_platform;

GRANT SELECT,INSERT,UPDATE ON TABLE public.mirrored_guests TO loyalty_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.network_bot_chats TO loyalty_app;

GRANT SELECT,INSERT,UPDATE ON TABLE public.network_bots TO loyalty_app;

GRANT SELECT(network_id) ON TABLE public.network_bots TO loyalty_platform;

GRANT SELECT(bot_id) ON TABLE public.network_bots TO loyalty_platform;

GRANT SELECT(disconnected_at) ON TABLE public.network_bots TO loyalty_platform;

GRANT SELECT,INSERT,UPDATE ON TABLE public.network_domains TO loyalty_app;

GRANT SELECT(network_id) ON TABLE public.network_domains TO loyalty_platform;

GRANT SELECT(domain) ON TABLE public.network_domains TO loyalty_platform;

GRANT SELECT(verified_at) ON TABLE public.network_domains TO loyalty_platform;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.network_look_images TO loyalty_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.network_looks TO loyalty_app;

GRANT SELECT ON TABLE public.networks TO loyalty_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.networks TO loyalty_platform;

GRANT INSERT(id) ON TABLE public.networks TO loyalty_app;

GRANT INSERT(code) ON TABLE public.networks TO loyalty_app;

GRANT INSERT(name),UPDATE(name) ON TABLE public.networks TO loyalty_app;

GRANT INSERT(currency),UPDATE(currency) ON TABLE public.networks TO loyalty_app;

GRANT INSERT(currency_digits),UPDATE(currency_digits) ON TABLE public.networks TO loyalty_app;

GRANT INSERT(time_zone),UPDATE(time_zone) ON TABLE public.networks TO loyalty_app;

GRANT INSERT(locale),UPDATE(locale) ON TABLE public.networks TO loyalty_app;

GRANT INSERT(country),UPDATE(country) ON TABLE public.networks TO loyalty_app;

GRANT INSERT(settings),UPDATE(settings) ON TABLE public.networks TO loyalty_app;

GRANT UPDATE(rules_version) ON TABLE public.networks TO loyalty_app;

GRANT UPDATE(epoch) ON TABLE public.networks TO loyalty_app;

GRANT UPDATE(system_identifier) ON TABLE public.networks TO loyalty_app;

GRANT UPDATE(closed_at) ON TABLE public.networks TO loyalty_app;

GRANT UPDATE(suspended_at) ON TABLE public.networks TO loyalty_app;

GRANT INSERT(signed_up_at) ON TABLE public.networks TO loyalty_app;

GRANT INSERT(sandbox_of) ON TABLE public.networks TO loyalty_app;

GRANT SELECT ON TABLE public.online_payments TO loyalty_platform;
GRANT SELECT,INSERT ON TABLE public.online_payments TO loyalty_app;

GRANT UPDATE(provider_id) ON TABLE public.online_payments TO loyalty_app;

GRANT UPDATE(page_url) ON TABLE public.online_payments TO loyalty_app;

GRANT UPDATE(status) ON TABLE public.online_payments TO loyalty_app;

GRANT UPDATE(reason) ON TABLE public.online_payments TO loyalty_app;

GRANT UPDATE(check_at) ON TABLE public.online_payments TO loyalty_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.own_roles TO loyalty_app;
GRANT SELECT ON TABLE public.own_roles TO loyalty_platform;

GRANT SELECT,INSERT ON TABLE public.partner_settlement_lines TO loyalty_app;

GRANT SELECT,INSERT ON TABLE public.partner_settlements TO loyalty_app;

GRANT SELECT,INSERT,UPDATE ON TABLE public.partners TO loyalty_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.password_links TO loyalty_platform;

GRANT INSERT(token_hash) ON TABLE public.password_links TO loyalty_app;

GRANT INSERT(user_id) ON TABLE public.password_links TO loyalty_app;

GRANT INSERT(expires_at) ON TABLE public.password_links TO loyalty_app;

GRANT SELECT ON TABLE public.payment_refunds TO loyalty_platform;
GRANT SELECT,INSERT ON TABLE public.payment_refunds TO loyalty_app;

GRANT UPDATE(status) ON TABLE public.payment_refunds TO loyalty_app;

GRANT UPDATE(provider_id) ON TABLE public.payment_refunds TO loyalty_app;

GRANT UPDATE(failure) ON TABLE public.payment_refunds TO loyalty_app;

GRANT UPDATE(refunded_on) ON TABLE public.payment_refunds TO loyalty_app;

GRANT UPDATE(credit_note_id) ON TABLE public.payment_refunds TO loyalty_app;

GRANT UPDATE(check_at) ON TABLE public.payment_refunds TO loyalty_app;

GRANT SELECT,INSERT ON TABLE public.payments TO loyalty_app;

GRANT SELECT ON TABLE public.plan_versions TO loyalty_app;
GRANT SELECT,INSERT ON TABLE public.plan_versions TO loyalty_platform;

GRANT SELECT,INSERT ON TABLE public.platform_audit_log TO loyalty_platform;

GRANT INSERT(id) ON TABLE public.platform_audit_log TO loyalty_app;

GRANT INSERT(actor_kind) ON TABLE public.platform_audit_log TO loyalty_app;

GRANT INSERT(actor_id) ON TABLE public.platform_audit_log TO loyalty_app;

GRANT INSERT(action) ON TABLE public.platform_audit_log TO loyalty_app;

GRANT INSERT(subject_kind) ON TABLE public.platform_audit_log TO loyalty_app;

GRANT INSERT(subject_id) ON TABLE public.platform_audit_log TO loyalty_app;

GRANT INSERT(before) ON TABLE public.platform_audit_log TO loyalty_app;

GRANT INSERT(after) ON TABLE public.platform_audit_log TO loyalty_app;

GRANT INSERT(address) ON TABLE public.platform_audit_log TO loyalty_app;

GRANT INSERT(request_id) ON TABLE public.platform_audit_log TO loyalty_app;

GRANT INSERT(session_id) ON TABLE public.platform_audit_log TO loyalty_app;

GRANT SELECT,INSERT,UPDATE ON TABLE public.points_of_sale TO loyalty_app;

GRANT SELECT,INSERT,UPDATE ON TABLE public.program_publications TO loyalty_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.program_versions TO loyalty_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.provider_people TO loyalty_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.provider_sessions TO loyalty_platform;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.provider_sign_ins TO loyalty_platform;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.rate_counters TO loyalty_platform;

GRANT SELECT,INSERT ON TABLE public.redemption_moves TO loyalty_app;

GRANT SELECT,INSERT,UPDATE ON TABLE public.redemptions TO loyalty_app;

GRANT SELECT,INSERT,UPDATE ON TABLE public.referral_payouts TO loyalty_app;

GRANT SELECT,INSERT,UPDATE ON TABLE public.referral_rounds TO loyalty_app;

GRANT SELECT,INSERT ON TABLE public.referrals TO loyalty_app;

GRANT UPDATE(device_index) ON TABLE public.referrals TO loyalty_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.restaurant_group_members TO loyalty_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.restaurant_groups TO loyalty_app;

GRANT SELECT,INSERT,UPDATE ON TABLE public.restaurants TO loyalty_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.reward_deliveries TO loyalty_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.reward_pictures TO loyalty_app;

GRANT SELECT,INSERT,UPDATE ON TABLE public.reward_slots TO loyalty_app;

GRANT SELECT,INSERT,UPDATE ON TABLE public.reward_stocks TO loyalty_app;

GRANT SELECT,INSERT ON TABLE public.reward_versions TO loyalty_app;

GRANT SELECT,INSERT,UPDATE ON TABLE public.rewards TO loyalty_app;

GRANT SELECT,INSERT,UPDATE ON TABLE public.rfm_boundaries TO loyalty_app;

GRANT SELECT,INSERT ON TABLE public.seals TO loyalty_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.second_factors TO loyalty_platform;

GRANT SELECT,INSERT,DELETE ON TABLE public.segment_members TO loyalty_app;

GRANT UPDATE(since) ON TABLE public.segment_members TO loyalty_app;

GRANT UPDATE(is_own) ON TABLE public.segment_members TO loyalty_app;

GRANT UPDATE(brought) ON TABLE public.segment_members TO loyalty_app;

GRANT SELECT,INSERT,UPDATE ON TABLE public.segment_passes TO loyalty_app;

GRANT SELECT,INSERT ON TABLE public.segments TO loyalty_app;

GRANT UPDATE(name) ON TABLE public.segments TO loyalty_app;

GRANT UPDATE(description) ON TABLE public.segments TO loyalty_app;

GRANT UPDATE(rule) ON TABLE public.segments TO loyalty_app;

GRANT UPDATE(version) ON TABLE public.segments TO loyalty_app;

GRANT UPDATE(guests) ON TABLE public.segments TO loyalty_app;

GRANT UPDATE(changed_at) ON TABLE public.segments TO loyalty_app;

GRANT UPDATE(archived_at) ON TABLE public.segments TO loyalty_app;

GRANT SELECT ON TABLE public.sellers TO loyalty_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.sellers TO loyalty_platform;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.sessions TO loyalty_platform;

GRANT SELECT(id) ON TABLE public.sessions TO loyalty_app;

GRANT SELECT(network_id) ON TABLE public.sessions TO loyalty_app;

GRANT SELECT(user_id) ON TABLE public.sessions TO loyalty_app;

GRANT SELECT(guest_id) ON TABLE public.sessions TO loyalty_app;

GRANT SELECT(revoked_at),UPDATE(revoked_at) ON TABLE public.sessions TO loyalty_app;

GRANT UPDATE(revoked_reason) ON TABLE public.sessions TO loyalty_app;

GRANT SELECT(device) ON TABLE public.sessions TO loyalty_app;

GRANT SELECT(address) ON TABLE public.sessions TO loyalty_app;

GRANT SELECT,INSERT ON TABLE public.settlements TO loyalty_app;

GRANT SELECT,INSERT,UPDATE ON TABLE public.shifts TO loyalty_app;

GRANT SELECT,INSERT,UPDATE ON TABLE public.statement_imports TO loyalty_platform;

GRANT SELECT,INSERT ON TABLE public.stored_answers TO loyalty_app;

GRANT UPDATE(status) ON TABLE public.stored_answers TO loyalty_app;

GRANT UPDATE(code) ON TABLE public.stored_answers TO loyalty_app;

GRANT UPDATE(data) ON TABLE public.stored_answers TO loyalty_app;

GRANT UPDATE(body_encrypted) ON TABLE public.stored_answers TO loyalty_app;

GRANT SELECT ON TABLE public.subscription_changes TO loyalty_platform;
GRANT SELECT,INSERT ON TABLE public.subscription_changes TO loyalty_app;

GRANT SELECT ON TABLE public.subscriptions TO loyalty_platform;
GRANT SELECT,INSERT,UPDATE ON TABLE public.subscriptions TO loyalty_app;

GRANT SELECT,INSERT,DELETE ON TABLE public.telegram_updates TO loyalty_platform;

GRANT SELECT,INSERT,UPDATE ON TABLE public.tier_revision_passes TO loyalty_app;

GRANT SELECT,INSERT ON TABLE public.till_accounts TO loyalty_app;

GRANT SELECT,INSERT ON TABLE public.till_allowances TO loyalty_app;

GRANT UPDATE(used) ON TABLE public.till_allowances TO loyalty_app;

GRANT UPDATE(ended_at) ON TABLE public.till_allowances TO loyalty_app;

GRANT SELECT,INSERT,UPDATE ON TABLE public.till_connections TO loyalty_app;

GRANT SELECT,INSERT,UPDATE ON TABLE public.till_mirrors TO loyalty_app;

GRANT SELECT,INSERT,UPDATE ON TABLE public.till_products TO loyalty_app;

GRANT SELECT,INSERT,UPDATE ON TABLE public.till_reconciliations TO loyalty_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.transaction_comments TO loyalty_app;

GRANT SELECT,INSERT ON TABLE public.transactions TO loyalty_app;

GRANT SELECT,INSERT ON TABLE public.transfers TO loyalty_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.used_refresh_tokens TO loyalty_platform;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.user_restaurants TO loyalty_app;
GRANT SELECT ON TABLE public.user_restaurants TO loyalty_platform;

GRANT SELECT,INSERT,UPDATE ON TABLE public.users TO loyalty_platform;

GRANT SELECT(id),INSERT(id) ON TABLE public.users TO loyalty_app;

GRANT SELECT(network_id),INSERT(network_id) ON TABLE public.users TO loyalty_app;

GRANT SELECT(role),INSERT(role),UPDATE(role) ON TABLE public.users TO loyalty_app;

GRANT SELECT(name),INSERT(name),UPDATE(name) ON TABLE public.users TO loyalty_app;

GRANT SELECT(email_encrypted),INSERT(email_encrypted),UPDATE(email_encrypted) ON TABLE public.users TO loyalty_app;

GRANT SELECT(email_index),INSERT(email_index) ON TABLE public.users TO loyalty_app;

GRANT SELECT(locale),INSERT(locale),UPDATE(locale) ON TABLE public.users TO loyalty_app;

GRANT SELECT(guest_id),INSERT(guest_id),UPDATE(guest_id) ON TABLE public.users TO loyalty_app;

GRANT SELECT(created_at) ON TABLE public.users TO loyalty_app;

GRANT SELECT(disabled_at),INSERT(disabled_at),UPDATE(disabled_at) ON TABLE public.users TO loyalty_app;

GRANT SELECT(approves_from),INSERT(approves_from),UPDATE(approves_from) ON TABLE public.users TO loyalty_app;

GRANT SELECT(manager_until),UPDATE(manager_until) ON TABLE public.users TO loyalty_app;

GRANT SELECT(restaurant_group_id),INSERT(restaurant_group_id),UPDATE(restaurant_group_id) ON TABLE public.users TO loyalty_app;

GRANT SELECT(own_role_id),INSERT(own_role_id),UPDATE(own_role_id) ON TABLE public.users TO loyalty_app;

GRANT SELECT(home_user_id),INSERT(home_user_id) ON TABLE public.users TO loyalty_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.verifications TO loyalty_app;

GRANT SELECT(network_id) ON TABLE public.verifications TO loyalty_platform;

GRANT SELECT(id) ON TABLE public.verifications TO loyalty_platform;

GRANT SELECT(expires_at) ON TABLE public.verifications TO loyalty_platform;

GRANT SELECT(waiting_phone_index) ON TABLE public.verifications TO loyalty_platform;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.webhook_deliveries TO loyalty_app;

GRANT SELECT,INSERT,UPDATE ON TABLE public.webhooks TO loyalty_app;
