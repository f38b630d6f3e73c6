-- Points of a journal row that count against the budget of its restaurant. Details of a sale: src/transactions/ledger,
-- stored-json; what campaigns gave stands eighth, of guests who were offered it.
CREATE OR REPLACE FUNCTION points_given(type transaction_type, direction text, related_id uuid, earned bigint, details json)
RETURNS bigint LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
  SELECT CASE
    WHEN $1 = 'AWARD' OR ($1 = 'MANUAL' AND $2 = 'CREDIT' AND $3 IS NULL) THEN $4
    WHEN $1 = 'SALE' AND $4 > 0 AND json_typeof($5) = 'array' THEN
      coalesce(($5 ->> 2)::bigint, 0) + coalesce(($5 -> 5 ->> 'points')::bigint, 0)
      + CASE WHEN json_typeof($5 -> 7) = 'array' THEN
          (SELECT coalesce(sum((c ->> 4)::bigint), 0)::bigint FROM json_array_elements($5 -> 7) c WHERE c ->> 3 = 'O')
        ELSE 0 END
    ELSE 0 END
$$;
REVOKE ALL ON FUNCTION points_given FROM PUBLIC;
GRANT EXECUTE ON FUNCTION points_given TO loyalty_app;
