-- The visits of a person on a day, by how long ago the last visit and the last but one before each were. Only the first visit of a
-- day has its last one on an earlier day, and only the first two have their last but one there.
CREATE OR REPLACE FUNCTION visits_with_gaps(p_day date, p_visits bigint, p_last date, p_visits_of_last bigint, p_last_but_one date)
RETURNS TABLE (gap smallint, visits bigint, firsts integer, seconds integer)
LANGUAGE sql IMMUTABLE SECURITY INVOKER AS $$
  SELECT least(p_day - v.since, 367)::smallint, v.visits, v.firsts, v.seconds FROM (VALUES
    (p_day, p_visits, 0, 0),
    (coalesce(p_last, p_day - 367), 0, 1, (p_visits > 1)::integer),
    (coalesce(CASE WHEN p_visits_of_last > 1 THEN p_last ELSE p_last_but_one END, p_day - 367), 0, 0, 1)) v(since, visits, firsts, seconds)
$$;
REVOKE ALL ON FUNCTION visits_with_gaps FROM PUBLIC;
GRANT EXECUTE ON FUNCTION visits_with_gaps TO loyalty_app;
