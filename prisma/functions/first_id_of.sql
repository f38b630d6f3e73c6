-- The lowest UUIDv7 of an instant.
CREATE OR REPLACE FUNCTION first_id_of(p_at timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE STRICT SET search_path = public, pg_temp AS $$
  SELECT (lpad(to_hex((extract(epoch FROM p_at) * 1000)::bigint), 12, '0') || '00000000000000000000')::uuid
$$;
REVOKE ALL ON FUNCTION first_id_of FROM PUBLIC;
GRANT EXECUTE ON FUNCTION first_id_of TO loyalty_app;
