-- The epoch in which an event of this transaction is written. An epoch of another cluster is raised first, so that no
-- event is ever written behind those that were restored, by whichever process.
CREATE OR REPLACE FUNCTION epoch_of(p_network uuid) RETURNS integer
LANGUAGE plpgsql SECURITY INVOKER SET search_path = public, pg_temp AS $$
DECLARE
  current_epoch integer;
  system text;
BEGIN
  SELECT n.epoch, n.system_identifier INTO current_epoch, system FROM networks n WHERE n.id = p_network;
  IF system IS DISTINCT FROM this_system() THEN RETURN raise_epoch(p_network); END IF;
  RETURN current_epoch;
END $$;
REVOKE ALL ON FUNCTION epoch_of FROM PUBLIC;
GRANT EXECUTE ON FUNCTION epoch_of TO loyalty_app;
