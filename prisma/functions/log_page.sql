-- The next events of a network after a place and up to another, in the order of the log. `is_settled`: no running
-- transaction can still write before it (ledger.md, rule 12); after one that is not settled none is.
CREATE OR REPLACE FUNCTION log_page(p_network uuid, p_epoch integer, p_xid bigint, p_id uuid, p_to_epoch integer, p_to_xid bigint, p_to_id uuid,
  p_limit integer)
RETURNS TABLE (epoch integer, xid bigint, id uuid, type text, subject_id uuid, guest_id uuid, guest_version bigint, is_settled boolean)
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = public, pg_temp
  -- Whatever the statistics say of a young table: what was read before is passed over by the index, never read again.
  SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off AS $$
DECLARE
  current_epoch integer;
BEGIN
  PERFORM set_config('app.network_id', p_network::text, true);
  current_epoch := epoch_of(p_network);
  RETURN QUERY SELECT e.epoch, e.xid, e.id, e.type, e.subject_id, e.guest_id, e.guest_version,
    e.epoch < current_epoch OR e.xid < (SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint)
  FROM events e
  WHERE e.network_id = p_network AND (e.epoch, e.xid, e.id) > (p_epoch, p_xid, p_id)
    AND (e.epoch, e.xid, e.id) <= (p_to_epoch, p_to_xid, p_to_id)
  ORDER BY e.epoch, e.xid, e.id LIMIT p_limit;
END $$;
REVOKE ALL ON FUNCTION log_page FROM PUBLIC;
GRANT EXECUTE ON FUNCTION log_page TO loyalty_app;
