-- Puts the copy in the place of its partition, which is dropped. The marks are those of all networks with rows in it.
-- Answers REPLACED; ALREADY when another process was faster; UNREAD when it has rows behind the marks, and CHANGED when the copy has not all of its journal, which
-- is begun anew then; DEFAULT when the default partition, which is looked through while the log is locked, is too large.
-- Writers of the log wait at most for the short time of the locks; without them in that time it fails (55P03).
CREATE OR REPLACE FUNCTION replace_event_partition(p_partition text, p_networks uuid[], p_epochs integer[], p_xids bigint[], p_ids uuid[])
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
  IF NOT FOUND AND EXISTS (SELECT FROM list_event_partitions() l WHERE l.name = journal) THEN RETURN 'ALREADY'; END IF;
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
REVOKE ALL ON FUNCTION replace_event_partition FROM PUBLIC;
GRANT EXECUTE ON FUNCTION replace_event_partition TO loyalty_platform;
