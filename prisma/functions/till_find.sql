-- Finds guests by card or phone and reads them as `till_read` does, one row for each key; of a guest that the network does not have it has
-- the time alone. What a guest was merged into stands for it. Keys of one network in a row are found by one query.
CREATE OR REPLACE FUNCTION till_find(p_keys till_key[]) RETURNS TABLE (guest guests, read till_row)
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = public, pg_temp
  SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  keys till_key[] := '{}';
  found guests[] := '{}';
  asked till_asked[] := '{}';
  key till_key;
BEGIN
  FOR i IN 1 .. cardinality(p_keys) LOOP
    key := p_keys[i];
    keys := keys || key;
    CONTINUE WHEN p_keys[i + 1].network = key.network;
    PERFORM set_config('app.network_id', key.network::text, true);
    FOR guest IN
      SELECT g.* FROM unnest(keys) WITH ORDINALITY k
      LEFT JOIN LATERAL (
        SELECT * FROM guests g WHERE g.network_id = key.network AND g.card_number = k.card
        UNION ALL SELECT * FROM guests g WHERE g.network_id = key.network AND g.phone_index = k.phone AND k.card IS NULL
        -- A card that an earlier system printed.
        UNION ALL SELECT * FROM guests g WHERE g.network_id = key.network
          AND g.id = (SELECT c.guest_id FROM guest_cards c WHERE c.network_id = key.network AND c.number = k.card)
        LIMIT 1) g ON true
      ORDER BY k.ordinality
    LOOP
      WHILE guest.merged_into IS NOT NULL LOOP
        SELECT * INTO guest FROM guests g WHERE g.network_id = key.network AND g.id = guest.merged_into;
      END LOOP;
      found := found || guest;
      key := p_keys[cardinality(found)];
      asked := asked || ROW(key.network, ARRAY[ROW(guest.id, key.need_lots, key.ends, '{}', '{}')::till_reading], '{}')::till_asked;
    END LOOP;
    keys := '{}';
  END LOOP;
  RETURN QUERY SELECT found[row_number() OVER ()], r FROM till_read(asked) r;
END $$;
REVOKE ALL ON FUNCTION till_find FROM PUBLIC;
GRANT EXECUTE ON FUNCTION till_find TO loyalty_app;
