-- Brings the words of a guest's name up to a change. A guest that was erased or merged into another is not found by name.
CREATE OR REPLACE FUNCTION keep_words_of_guest() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  DELETE FROM guest_words WHERE network_id = NEW.network_id AND guest_id = NEW.id;
  IF NEW.erased_at IS NULL AND NEW.merged_into IS NULL THEN
    INSERT INTO guest_words (network_id, word, guest_id)
    SELECT NEW.network_id, w.word, NEW.id FROM name_words(NEW.name) w(word);
  END IF;
  RETURN NULL;
END $$;
