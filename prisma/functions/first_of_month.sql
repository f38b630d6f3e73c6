-- The first day of the month of a day.
CREATE OR REPLACE FUNCTION first_of_month(p_day date) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT p_day - extract(day FROM p_day)::integer + 1
$$;
REVOKE ALL ON FUNCTION first_of_month FROM PUBLIC;
GRANT EXECUTE ON FUNCTION first_of_month TO loyalty_app;
