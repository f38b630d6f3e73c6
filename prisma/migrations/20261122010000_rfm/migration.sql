-- RFM: the limits between the fifths of a network's guests, made each night. A guest's scores follow from them and from the
-- guest's own figures of the moment, so no score is stored that a sale would have to change.
CREATE TABLE rfm_boundaries (
  network_id uuid NOT NULL REFERENCES networks (id),
  -- The business day for which they were made, in days since 1970.
  day        integer NOT NULL,
  -- Guests with a purchase, whom the limits part.
  guests     bigint NOT NULL,
  -- Four limits each, rising: days since the last purchase, visits, money paid in minor units. Empty without such a guest.
  recency    bigint[] NOT NULL,
  frequency  bigint[] NOT NULL,
  money      bigint[] NOT NULL,
  made_at    timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (network_id, day),
  CHECK (guests >= 0),
  CHECK (cardinality(recency) = cardinality(frequency) AND cardinality(frequency) = cardinality(money)),
  CHECK (cardinality(recency) = CASE WHEN guests = 0 THEN 0 ELSE 4 END)
);
ALTER TABLE rfm_boundaries ENABLE ROW LEVEL SECURITY;
ALTER TABLE rfm_boundaries FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON rfm_boundaries TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON rfm_boundaries FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE ON rfm_boundaries TO loyalty_app;

-- The fifth, from 1, in which a value stands: equal values stand in the same. Null without limits.
CREATE FUNCTION fifth_of(p_value bigint, p_limits bigint[]) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT 1 + (p_value > p_limits[1])::integer + (p_value > p_limits[2])::integer
    + (p_value > p_limits[3])::integer + (p_value > p_limits[4])::integer
$$;

-- Days from a day to the next birthday (month * 100 + day), 0 on the day itself; 29 February is the 28th in other years.
CREATE FUNCTION days_to_birthday(p_birthday integer, p_day date) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT min(b.day - p_day) FROM (
    SELECT make_date(y, p_birthday / 100, CASE
        WHEN p_birthday = 229 AND NOT (y % 4 = 0 AND (y % 100 <> 0 OR y % 400 = 0)) THEN 28 ELSE p_birthday % 100 END) AS day
    FROM generate_series(extract(year FROM p_day)::integer, extract(year FROM p_day)::integer + 1) y) b
  WHERE b.day >= p_day
$$;
