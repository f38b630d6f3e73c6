-- Guests that a network brings from its earlier system in a file.

-- Cards that were printed for an earlier system: they find their guest beside the card of the guest itself.
CREATE TABLE guest_cards (
  network_id uuid NOT NULL,
  number     text NOT NULL CHECK (length(number) BETWEEN 1 AND 40),
  guest_id   uuid NOT NULL,
  -- The import that brought it, which takes it away when it is undone.
  import_id  uuid,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (network_id, number),
  FOREIGN KEY (network_id, guest_id) REFERENCES guests (network_id, id)
);
CREATE INDEX guest_cards_guest ON guest_cards (network_id, guest_id, number);
ALTER TABLE guest_cards ENABLE ROW LEVEL SECURITY;
ALTER TABLE guest_cards FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON guest_cards TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON guest_cards FROM PUBLIC;
GRANT SELECT, INSERT, DELETE ON guest_cards TO loyalty_app;

-- The guest of each line that an import took, so that a repetition doubles nothing and all of it can be undone.
CREATE TABLE guest_import_lines (
  network_id uuid NOT NULL,
  import_id  uuid NOT NULL,
  line       integer NOT NULL CHECK (line > 0),
  guest_id   uuid NOT NULL,
  is_new     boolean NOT NULL,
  -- The act that brought points, tier and totals; null: the line has none.
  opening_id uuid,
  -- Empty fields of a known guest that the line filled.
  filled     text[] NOT NULL DEFAULT '{}',
  PRIMARY KEY (network_id, import_id, line),
  UNIQUE (network_id, import_id, guest_id),
  FOREIGN KEY (network_id, import_id) REFERENCES imports (network_id, id),
  FOREIGN KEY (network_id, guest_id) REFERENCES guests (network_id, id)
);
ALTER TABLE guest_import_lines ENABLE ROW LEVEL SECURITY;
ALTER TABLE guest_import_lines FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON guest_import_lines TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON guest_import_lines FROM PUBLIC;
GRANT SELECT, INSERT ON guest_import_lines TO loyalty_app;

ALTER TABLE imports DROP CONSTRAINT imports_status_check,
  ADD CONSTRAINT imports_status_check CHECK (status IN ('RUNNING', 'DONE', 'FAILED', 'UNDOING', 'UNDONE'));

-- As before, and by a printed card where no guest has the number as its own.
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
