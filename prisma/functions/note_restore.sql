-- Notes that the network's rows were restored from a backup: messages and steps due more than an hour ago wait for a manager.
CREATE OR REPLACE FUNCTION note_restore(p_network uuid) RETURNS void
LANGUAGE sql SECURITY INVOKER SET search_path = public, pg_temp AS $$
  INSERT INTO restores (network_id, restored_at, due_before)
  SELECT id, clock_timestamp(), clock_timestamp() - interval '1 hour' FROM networks WHERE id = p_network
  ON CONFLICT (network_id) DO UPDATE
    SET restored_at = excluded.restored_at, due_before = excluded.due_before, decision = NULL, is_open = true;
$$;
REVOKE ALL ON FUNCTION note_restore FROM PUBLIC;
GRANT EXECUTE ON FUNCTION note_restore TO loyalty_app;
