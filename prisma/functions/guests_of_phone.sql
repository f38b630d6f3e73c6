-- A person's guests in these networks, by the index of the phone in each.
CREATE OR REPLACE FUNCTION guests_of_phone(p_networks uuid[], p_phone_indexes bytea[])
RETURNS TABLE (network_id uuid, id uuid)
LANGUAGE plpgsql SECURITY INVOKER SET search_path = public, pg_temp AS $$
BEGIN
  FOR i IN 1 .. coalesce(cardinality(p_networks), 0) LOOP
    PERFORM set_config('app.network_id', p_networks[i]::text, true);
    RETURN QUERY SELECT g.network_id, g.id FROM guests g
      WHERE g.network_id = p_networks[i] AND g.phone_index = p_phone_indexes[i]
        AND g.erased_at IS NULL AND g.merged_into IS NULL;
  END LOOP;
END $$;
REVOKE ALL ON FUNCTION guests_of_phone FROM PUBLIC;
GRANT EXECUTE ON FUNCTION guests_of_phone TO loyalty_app;
