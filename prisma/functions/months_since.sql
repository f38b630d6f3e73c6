-- How many months a month lies after another one; both are given by a day of theirs.
CREATE OR REPLACE FUNCTION months_since(p_joined date, p_month date) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT ((extract(year FROM p_month) - extract(year FROM p_joined)) * 12 + extract(month FROM p_month) - extract(month FROM p_joined))::integer
$$;
REVOKE ALL ON FUNCTION months_since FROM PUBLIC;
GRANT EXECUTE ON FUNCTION months_since TO loyalty_app;
