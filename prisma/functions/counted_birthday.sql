-- The birthday (month * 100 + day) of a guest where it counts by now; null: none is known, or it is not known for long enough.
CREATE OR REPLACE FUNCTION counted_birthday(p_birthday smallint, p_from timestamptz) RETURNS smallint
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN p_from IS NOT NULL AND p_from > ledger_now() THEN NULL ELSE p_birthday END
$$;
