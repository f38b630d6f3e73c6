-- Finds guests and reads them as `till_read` does, one row for each key, null for a guest that the network does not have. What a
-- guest was merged into stands for it.
CREATE OR REPLACE FUNCTION till_find(p_keys till_key[]) RETURNS TABLE (guest guests, read till_row)
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = public, pg_temp
  SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  key till_key;
BEGIN
  FOREACH key IN ARRAY p_keys LOOP
    PERFORM set_config('app.network_id', key.network::text, true);
    read := NULL;
    IF key.card IS NOT NULL THEN
      SELECT * INTO guest FROM guests g WHERE g.network_id = key.network AND g.card_number = key.card;
      -- A card that an earlier system printed.
      IF guest.id IS NULL THEN
        SELECT g.* INTO guest FROM guests g WHERE g.network_id = key.network
           AND g.id = (SELECT c.guest_id FROM guest_cards c WHERE c.network_id = key.network AND c.number = key.card);
      END IF;
    ELSE
      SELECT * INTO guest FROM guests g WHERE g.network_id = key.network AND g.phone_index = key.phone;
    END IF;
    WHILE guest.merged_into IS NOT NULL LOOP
      SELECT * INTO guest FROM guests g WHERE g.network_id = key.network AND g.id = guest.merged_into;
    END LOOP;
    IF guest.id IS NOT NULL THEN
      SELECT r.* INTO read FROM till_read(ARRAY[ROW(key.network,
        ARRAY[ROW(guest.id, key.need_lots, key.ends, '{}', '{}')::till_reading], '{}')::till_asked]) r;
    END IF;
    RETURN NEXT;
  END LOOP;
END $$;
REVOKE ALL ON FUNCTION till_find FROM PUBLIC;
GRANT EXECUTE ON FUNCTION till_find TO loyalty_app;
