-- The event log is kept for a time that the installation sets. A partition that is past it, and that every subscriber has
-- read, is replaced by one with the rows of the journal alone: their positions are the order by which seals, proofs, closed
-- months and checks read the journal. No row is deleted by itself.

-- Up to where the event log of a network is not kept any more. Readers begin after it or are refused.
CREATE TABLE event_marks (
  network_id uuid NOT NULL,
  epoch      integer NOT NULL,
  xid        bigint NOT NULL,
  event_id   uuid NOT NULL,
  -- Events made from this moment on are kept.
  kept_from  timestamptz NOT NULL,
  PRIMARY KEY (network_id),
  FOREIGN KEY (network_id) REFERENCES networks (id)
);
ALTER TABLE event_marks ENABLE ROW LEVEL SECURITY;
ALTER TABLE event_marks FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON event_marks TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON event_marks FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE ON event_marks TO loyalty_app;

-- A webhook that was off for longer than the log is kept: events before this moment did not come to it.
ALTER TABLE webhooks ADD COLUMN skipped_before timestamptz;

-- The partitions of the event log but the default one, with the first id of each and the first id after it. One that has
-- the journal alone is named `…_journal`.
CREATE FUNCTION list_event_partitions() RETURNS TABLE (name text, first_id uuid, end_id uuid)
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT b.name, substring(b.bounds FROM $r$FROM \('([0-9a-f-]{36})'\)$r$)::uuid,
    substring(b.bounds FROM $r$TO \('([0-9a-f-]{36})'\)$r$)::uuid
  FROM (SELECT c.relname::text AS name, pg_get_expr(c.relpartbound, c.oid) AS bounds
    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'public.events'::regclass) b
  WHERE b.bounds <> 'DEFAULT'
$$;

-- Copies the journal's rows of a partition into a table beside it, in pieces: a long transaction would hold back every
-- reader of the log. Looks at the next rows after a position (null: after what was copied) and answers the last of them;
-- no row: everything was looked at. A piece that is done twice copies nothing twice.
CREATE FUNCTION copy_journal_events(p_partition text, p_network uuid, p_epoch integer, p_xid bigint, p_id uuid, p_limit integer)
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

-- Puts the copy in the place of its partition, which is dropped. The marks are those of all networks with rows in it.
-- Answers REPLACED; UNREAD when it has rows behind the marks, and CHANGED when the copy has not all of its journal, which
-- is begun anew then; DEFAULT when the default partition, which is looked through while the log is locked, is too large.
-- Writers of the log wait at most for the short time of the locks; without them in that time it fails (55P03).
CREATE FUNCTION replace_event_partition(p_partition text, p_networks uuid[], p_epochs integer[], p_xids bigint[], p_ids uuid[])
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '100ms' AS $$
DECLARE
  journal constant text := p_partition || '_journal';
  most_default_bytes constant bigint := 16777216;
  bounds record;
  found_rows record;
  copied bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('loyalty.event_partitions', 0));
  SELECT * INTO bounds FROM list_event_partitions() l WHERE l.name = p_partition AND l.end_id <= first_id_of(now());
  -- Another process was faster.
  IF NOT FOUND AND EXISTS (SELECT FROM list_event_partitions() l WHERE l.name = journal) THEN RETURN 'REPLACED'; END IF;
  IF bounds.name IS NULL OR to_regclass('public.' || quote_ident(journal)) IS NULL THEN
    RAISE EXCEPTION 'not a copied partition of the event log that is over' USING ERRCODE = '22023';
  END IF;
  IF pg_relation_size('events_default') > most_default_bytes THEN RETURN 'DEFAULT'; END IF;

  -- From here on nothing is written into the month. Its readers go on, and so do writers of other months.
  EXECUTE format('LOCK TABLE %I IN SHARE MODE', p_partition);
  EXECUTE format('SELECT count(*) FILTER (WHERE e.type LIKE ''transaction.%%'') AS journal,
      count(*) FILTER (WHERE m.network_id IS NULL OR (e.epoch, e.xid, e.id) > (m.epoch, m.xid, m.id)) AS unread
    FROM %I e LEFT JOIN unnest($1, $2, $3, $4) m(network_id, epoch, xid, id) ON m.network_id = e.network_id', p_partition)
  INTO found_rows USING p_networks, p_epochs, p_xids, p_ids;
  IF found_rows.unread > 0 THEN RETURN 'UNREAD'; END IF;
  EXECUTE format('SELECT count(*) FROM %I', journal) INTO copied;
  IF copied <> found_rows.journal THEN
    EXECUTE format('DROP TABLE %I', journal);
    RETURN 'CHANGED';
  END IF;
  EXECUTE format('ANALYZE %I', journal);
  EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', journal);
  PERFORM open_to_backup();

  LOCK TABLE ONLY events IN ACCESS EXCLUSIVE MODE;
  EXECUTE format('ALTER TABLE events DETACH PARTITION %I', p_partition);
  EXECUTE format('ALTER TABLE events ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', journal, bounds.first_id, bounds.end_id);
  EXECUTE format('DROP TABLE %I', p_partition);
  RETURN 'REPLACED';
END $$;

REVOKE ALL ON FUNCTION list_event_partitions(), copy_journal_events(text, uuid, integer, bigint, uuid, integer),
  replace_event_partition(text, uuid[], integer[], bigint[], uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION list_event_partitions(), copy_journal_events(text, uuid, integer, bigint, uuid, integer),
  replace_event_partition(text, uuid[], integer[], bigint[], uuid[]) TO loyalty_platform;
