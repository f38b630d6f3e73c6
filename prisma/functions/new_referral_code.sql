-- Ten characters that are read and typed without mistakes: no I, L, O or U.
CREATE OR REPLACE FUNCTION new_referral_code() RETURNS text
LANGUAGE sql VOLATILE SET search_path = public, pg_temp AS $$
  SELECT string_agg(substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', (get_byte(r.bytes, b.n) & 31) + 1, 1), '' ORDER BY b.n)
  -- The bytes 6 and 8 of a random UUID hold its version.
  FROM (SELECT uuid_send(gen_random_uuid()) AS bytes) r CROSS JOIN unnest(ARRAY[0, 1, 2, 3, 4, 5, 9, 10, 11, 12]) b(n)
$$;
REVOKE ALL ON FUNCTION new_referral_code FROM PUBLIC;
GRANT EXECUTE ON FUNCTION new_referral_code TO loyalty_app;
