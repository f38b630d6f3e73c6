-- Copies the journal's rows of a partition into a table beside it, in pieces: a long transaction would hold back every
-- reader of the log. Looks at the next rows after a position (null: after what was copied) and answers the last of them;
-- no row: everything was looked at. A piece that is done twice copies nothing twice.
CREATE OR REPLACE FUNCTION copy_journal_events(p_partition text, p_network uuid, p_epoch integer, p_xid bigint, p_id uuid, p_limit integer)
RETURNS TABLE (network_id uuid, epoch integer, xid bigint, id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '100ms'
  SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
  journal constant text := p_partition || '_journal';
  bounds record;
  reached record;
BEGIN
  -- Two processes at once: one copies.
  PERFORM pg_advisory_xact_lock(hashtextextended('loyalty.event_partitions', 0));
  SELECT * INTO bounds FROM list_event_partitions() l WHERE l.name = p_partition AND l.end_id <= first_id_of(now());
  IF NOT FOUND AND EXISTS (SELECT FROM list_event_partitions() l WHERE l.name = journal) THEN RETURN; END IF;
  IF bounds.name IS NULL OR p_partition LIKE '%\_journal' OR p_limit NOT BETWEEN 1 AND 100000 THEN
    RAISE EXCEPTION 'not a whole partition of the event log that is over' USING ERRCODE = '22023';
  END IF;
  IF to_regclass('public.' || quote_ident(journal)) IS NULL THEN
    EXECUTE format('CREATE TABLE %I (LIKE events INCLUDING ALL)
      WITH (autovacuum_vacuum_insert_threshold = 1000000, autovacuum_analyze_threshold = 100000)', journal);
    -- What is attached under this constraint is not looked through for rows of another month.
    EXECUTE format('ALTER TABLE %I ADD CHECK (id >= %L AND id < %L)', journal, bounds.first_id, bounds.end_id);
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', journal);
    EXECUTE format('CREATE POLICY network_only ON %I TO loyalty_app
      USING (network_id = (SELECT current_setting(''app.network_id'')::uuid))
      WITH CHECK (network_id = (SELECT current_setting(''app.network_id'')::uuid))', journal);
    EXECUTE format('REVOKE ALL ON %I FROM PUBLIC, loyalty_app, loyalty_platform', journal);
    -- A dump may begin before the copy is in its place, and it reads every table or none.
    PERFORM open_to_backup();
  END IF;
  -- The owner copies rows of every network. Nobody else reaches a partition by its own name, and `events` stays forced.
  IF (SELECT c.relforcerowsecurity FROM pg_class c WHERE c.oid = to_regclass('public.' || quote_ident(p_partition))) THEN
    EXECUTE format('ALTER TABLE %I NO FORCE ROW LEVEL SECURITY', p_partition);
    -- Readers of the log wait for this lock, so the first piece is a small one.
    p_limit := least(p_limit, 100);
  END IF;
  IF p_network IS NULL THEN
    EXECUTE format('SELECT j.network_id, j.epoch, j.xid, j.id FROM %I j
      ORDER BY j.network_id DESC, j.epoch DESC, j.xid DESC, j.id DESC LIMIT 1', journal) INTO reached;
  ELSE
    SELECT p_network AS network_id, p_epoch AS epoch, p_xid AS xid, p_id AS id INTO reached;
  END IF;
  RETURN QUERY EXECUTE format('
    WITH page AS MATERIALIZED (
      SELECT e.* FROM %I e
      WHERE (e.network_id, e.epoch, e.xid, e.id) > ($1, $2, $3, $4)
      ORDER BY e.network_id, e.epoch, e.xid, e.id LIMIT $5
    ), kept AS (
      INSERT INTO %I SELECT p.* FROM page p WHERE p.type LIKE ''transaction.%%'' ON CONFLICT DO NOTHING)
    SELECT p.network_id, p.epoch, p.xid, p.id FROM page p
    ORDER BY p.network_id DESC, p.epoch DESC, p.xid DESC, p.id DESC LIMIT 1', p_partition, journal)
  USING coalesce(reached.network_id, '00000000-0000-0000-0000-000000000000'), coalesce(reached.epoch, 0),
    coalesce(reached.xid, 0), coalesce(reached.id, '00000000-0000-0000-0000-000000000000'), p_limit;
END $$;
REVOKE ALL ON FUNCTION copy_journal_events FROM PUBLIC;
GRANT EXECUTE ON FUNCTION copy_journal_events TO loyalty_platform;
