-- Raises the epoch of a network where that is due, and returns the epoch in force. The row's lock lets two processes raise
-- it once. Positions of another cluster come from a backup, so messages and steps due before wait (`note_restore`).
CREATE OR REPLACE FUNCTION raise_epoch(p_network uuid) RETURNS integer
LANGUAGE plpgsql SECURITY INVOKER SET search_path = public, pg_temp AS $$
DECLARE
  current_epoch integer;
  system text;
BEGIN
  SELECT n.epoch, n.system_identifier INTO current_epoch, system FROM networks n WHERE n.id = p_network FOR UPDATE;
  IF is_epoch_due(p_network, current_epoch, system) THEN
    current_epoch := current_epoch + 1;
    UPDATE networks n SET epoch = current_epoch, system_identifier = this_system() WHERE n.id = p_network;
    PERFORM note_restore(p_network);
  END IF;
  RETURN current_epoch;
END $$;
REVOKE ALL ON FUNCTION raise_epoch FROM PUBLIC;
GRANT EXECUTE ON FUNCTION raise_epoch TO loyalty_app;
