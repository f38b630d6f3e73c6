-- A guest has a summary from the registration on.
CREATE OR REPLACE FUNCTION summarize_new_guests() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO guest_summaries (network_id, guest_id, name_key)
  SELECT m.network_id, m.id, name_key(m.name) FROM made m WHERE m.erased_at IS NULL AND m.merged_into IS NULL;
  RETURN NULL;
END $$;
