-- The fifth, from 1, in which a value stands: equal values stand in the same. Null without limits. The value is named once: an
-- expression that was passed, as the local day of a last visit, was computed for each of the four limits. A value above a limit
-- is one whose predecessor is not below it. Limits stand in rising order.
CREATE OR REPLACE FUNCTION fifth_of(p_value bigint, p_limits bigint[]) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT 1 + width_bucket(p_value - 1, nullif(p_limits, '{}'))
$$;
