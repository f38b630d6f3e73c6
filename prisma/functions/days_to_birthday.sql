-- Days from a day to the next birthday (month * 100 + day), 0 on the day itself; 29 February is the 28th in other years.
CREATE OR REPLACE FUNCTION days_to_birthday(p_birthday integer, p_day date) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT min(b.day - p_day) FROM (
    SELECT make_date(y, p_birthday / 100, CASE
        WHEN p_birthday = 229 AND NOT (y % 4 = 0 AND (y % 100 <> 0 OR y % 400 = 0)) THEN 28 ELSE p_birthday % 100 END) AS day
    FROM generate_series(extract(year FROM p_day)::integer, extract(year FROM p_day)::integer + 1) y) b
  WHERE b.day >= p_day
$$;
