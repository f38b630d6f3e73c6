-- Triggers keep the words, so that no way to register, change, merge, import or erase a guest can forget them.
CREATE OR REPLACE FUNCTION keep_words_of_new_guests() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO guest_words (network_id, word, guest_id)
  SELECT m.network_id, w.word, m.id FROM made m CROSS JOIN LATERAL name_words(m.name) w(word)
  WHERE m.erased_at IS NULL AND m.merged_into IS NULL;
  RETURN NULL;
END $$;
