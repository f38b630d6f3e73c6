-- Guests are found by the beginning of any word of their name. A search by LIKE cannot use an index under row-level security,
-- because LIKE is not leakproof; comparisons of text are, so the words stand in a table of their own, ordered by byte.

-- The words of a name in small letters, with ё as е. The collation is named, because the database may have one that knows
-- no Cyrillic letters.
CREATE FUNCTION name_words(p_name text) RETURNS SETOF text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT DISTINCT word FROM regexp_split_to_table(
    translate(lower(normalize(p_name, NFKC) COLLATE "und-x-icu"), 'ё', 'е'), '[^[:alnum:]]+') word
  WHERE word <> ''
$$;

CREATE TABLE guest_words (
  network_id uuid NOT NULL,
  word       text COLLATE "C" NOT NULL,
  guest_id   uuid NOT NULL
);

-- Triggers keep the words, so that no way to register, change, merge, import or erase a guest can forget them.
CREATE FUNCTION keep_words_of_new_guests() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO guest_words (network_id, word, guest_id)
  SELECT m.network_id, w.word, m.id FROM made m CROSS JOIN LATERAL name_words(m.name) w(word)
  WHERE m.erased_at IS NULL AND m.merged_into IS NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER guests_words_insert AFTER INSERT ON guests REFERENCING NEW TABLE AS made
  FOR EACH STATEMENT EXECUTE FUNCTION keep_words_of_new_guests();

-- A guest that was erased or merged into another is not found by name.
CREATE FUNCTION keep_words_of_guest() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  DELETE FROM guest_words WHERE network_id = NEW.network_id AND guest_id = NEW.id;
  IF NEW.erased_at IS NULL AND NEW.merged_into IS NULL THEN
    INSERT INTO guest_words (network_id, word, guest_id)
    SELECT NEW.network_id, w.word, NEW.id FROM name_words(NEW.name) w(word);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER guests_words_update AFTER UPDATE OF name, erased_at, merged_into ON guests FOR EACH ROW
  WHEN ((OLD.name, OLD.erased_at, OLD.merged_into) IS DISTINCT FROM (NEW.name, NEW.erased_at, NEW.merged_into))
  EXECUTE FUNCTION keep_words_of_guest();

-- The owner of the tables has no policy.
ALTER TABLE guests NO FORCE ROW LEVEL SECURITY;
INSERT INTO guest_words (network_id, word, guest_id)
SELECT g.network_id, w.word, g.id FROM guests g CROSS JOIN LATERAL name_words(g.name) w(word)
WHERE g.erased_at IS NULL AND g.merged_into IS NULL;
ALTER TABLE guests FORCE ROW LEVEL SECURITY;
-- When the rows are there, since building an index takes less than keeping it row by row.
ALTER TABLE guest_words ADD PRIMARY KEY (network_id, word, guest_id);
CREATE INDEX guest_words_guest ON guest_words (network_id, guest_id, word);

ALTER TABLE guest_words ENABLE ROW LEVEL SECURITY;
ALTER TABLE guest_words FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON guest_words TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON guest_words FROM PUBLIC;
GRANT SELECT, INSERT, DELETE ON guest_words TO loyalty_app;

-- The search that this index served is by words now.
DROP INDEX guests_name;
