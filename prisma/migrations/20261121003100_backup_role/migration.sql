-- The role that a backup reads with. Row-level security is forced, also on the owner, and BYPASSRLS takes a superuser to
-- give; so every table has a policy by which this role, and no other, reads all rows.
DO $$ BEGIN
  IF to_regrole('loyalty_backup') IS NULL THEN
    CREATE ROLE loyalty_backup NOLOGIN NOBYPASSRLS;
  END IF;
EXCEPTION
  -- Roles are managed elsewhere: an administrator makes it, and the next start opens the tables to it.
  WHEN insufficient_privilege THEN RAISE NOTICE 'the role loyalty_backup could not be made: %', SQLERRM;
  WHEN duplicate_object OR unique_violation THEN NULL;
END $$;

-- Opens to it what is not open yet: each start calls this, since a table may have come with a later migration.
CREATE FUNCTION open_to_backup() RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE t record;
BEGIN
  IF to_regrole('loyalty_backup') IS NULL THEN RETURN; END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('loyalty.open_to_backup', 0));
  IF NOT has_schema_privilege('loyalty_backup', 'public', 'USAGE') THEN
    GRANT USAGE ON SCHEMA public TO loyalty_backup;
  END IF;
  FOR t IN SELECT c.oid::regclass AS name FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'S') AND NOT has_table_privilege('loyalty_backup', c.oid, 'SELECT')
  LOOP
    EXECUTE format('GRANT SELECT ON %s TO loyalty_backup', t.name);
  END LOOP;
  FOR t IN SELECT c.oid::regclass AS name FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND c.relrowsecurity
      AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'backup_reads')
  LOOP
    EXECUTE format('CREATE POLICY backup_reads ON %s FOR SELECT TO loyalty_backup USING (true)', t.name);
  END LOOP;
END $$;
REVOKE ALL ON FUNCTION open_to_backup() FROM PUBLIC;

-- As before, and what it makes is open to a backup.
CREATE OR REPLACE FUNCTION make_event_partitions(p_months_ahead integer)
RETURNS SETOF text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '2s' AS $$
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
  PERFORM open_to_backup();
END $$;


SELECT open_to_backup();
