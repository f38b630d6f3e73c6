-- Brings the summary of a guest up to a change of the name, an erasure, a merge or the undoing of one.
CREATE OR REPLACE FUNCTION summarize_guest() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.erased_at IS NULL AND NEW.merged_into IS NULL THEN
    INSERT INTO guest_summaries AS s (network_id, guest_id, name_key, tier, available, last_visit_at)
    SELECT NEW.network_id, NEW.id, name_key(NEW.name), coalesce(g.tier, ''), g.available, last_visit_of(NEW.network_id, NEW.id)
    FROM guest_states g WHERE g.network_id = NEW.network_id AND g.guest_id = NEW.id
    ON CONFLICT (network_id, guest_id) DO UPDATE SET name_key = excluded.name_key;
  ELSE
    DELETE FROM guest_summaries WHERE network_id = NEW.network_id AND guest_id = NEW.id;
  END IF;
  -- The visits of a merged guest are those of the guest that it was merged into.
  IF NEW.merged_into IS DISTINCT FROM OLD.merged_into THEN
    UPDATE guest_summaries SET last_visit_at = last_visit_of(network_id, guest_id)
    WHERE network_id = NEW.network_id AND guest_id IN (NEW.merged_into, OLD.merged_into);
  END IF;
  RETURN NULL;
END $$;
