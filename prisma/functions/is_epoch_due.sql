-- Whether a network's positions would stand behind what is written: its epoch counts in another cluster, or a position of
-- it is ahead of this cluster's transaction ids. Needs `app.network_id`.
CREATE OR REPLACE FUNCTION is_epoch_due(p_network uuid, p_epoch integer, p_system text) RETURNS boolean
LANGUAGE plpgsql SECURITY INVOKER SET search_path = public, pg_temp
  -- Whatever the statistics say of a young table: the greatest is the last of the index.
  SET enable_seqscan = off SET enable_bitmapscan = off AS $$
BEGIN
  RETURN p_system IS DISTINCT FROM this_system() OR coalesce(
    greatest(
      (SELECT e.xid FROM events e WHERE e.network_id = p_network AND e.epoch = p_epoch ORDER BY e.xid DESC LIMIT 1),
      (SELECT max(c.xid) FROM event_cursors c WHERE c.network_id = p_network AND c.epoch = p_epoch))
    -- This transaction's own rows are visible to it, and its id may be above what its snapshot knows of.
    >= greatest(pg_snapshot_xmax(pg_current_snapshot())::text::bigint, pg_current_xact_id_if_assigned()::text::bigint + 1), false);
END $$;
REVOKE ALL ON FUNCTION is_epoch_due FROM PUBLIC;
GRANT EXECUTE ON FUNCTION is_epoch_due TO loyalty_app;
