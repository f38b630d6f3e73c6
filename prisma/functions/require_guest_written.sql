-- A lot changes only in a transaction that has written the state of its guest. A savepoint writes under an id of its
-- own, later than that of its transaction, so the writer is this transaction or one that began after it.
CREATE OR REPLACE FUNCTION require_guest_written() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE me bigint := pg_current_xact_id()::text::bigint & 4294967295;
BEGIN
  IF EXISTS (
    SELECT 1 FROM changed c
    LEFT JOIN LATERAL (
      SELECT s.xmin::text::bigint AS writer FROM guest_states s
      WHERE s.network_id = c.network_id AND s.guest_id = c.guest_id OFFSET 0) s ON true
    WHERE s.writer IS NULL OR ((s.writer - me) & 4294967295) >= 2147483648
  ) THEN
    RAISE EXCEPTION 'a lot changed without its guest' USING ERRCODE = 'LP002';
  END IF;
  RETURN NULL;
END $$;
