-- The words of a name in small letters, with ё as е. The collation is named, because the database may have one that knows
-- no Cyrillic letters.
CREATE OR REPLACE FUNCTION name_words(p_name text) RETURNS SETOF text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT DISTINCT word FROM regexp_split_to_table(
    translate(lower(normalize(p_name, NFKC) COLLATE "und-x-icu"), 'ё', 'е'), '[^[:alnum:]]+') word
  WHERE word <> ''
$$;
