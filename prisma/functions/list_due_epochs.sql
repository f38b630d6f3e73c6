-- Those of these networks whose epoch has to be raised.
CREATE OR REPLACE FUNCTION list_due_epochs(p_networks uuid[]) RETURNS SETOF uuid
LANGUAGE plpgsql SECURITY INVOKER SET search_path = public, pg_temp AS $$
DECLARE
  network uuid;
BEGIN
  FOREACH network IN ARRAY p_networks LOOP
    PERFORM set_config('app.network_id', network::text, true);
    RETURN QUERY SELECT n.id FROM networks n WHERE n.id = network AND is_epoch_due(n.id, n.epoch, n.system_identifier);
  END LOOP;
END $$;
REVOKE ALL ON FUNCTION list_due_epochs FROM PUBLIC;
GRANT EXECUTE ON FUNCTION list_due_epochs TO loyalty_app;
