-- Makes the partitions of this month and of the months after it that are not there yet; answers their names.
-- A month whose events already stand in the default partition is left there: moving them would rewrite the log.
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
REVOKE ALL ON FUNCTION make_event_partitions FROM PUBLIC;
GRANT EXECUTE ON FUNCTION make_event_partitions TO loyalty_platform;
