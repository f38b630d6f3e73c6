-- The name as the list sorts it; a guest without a name comes after all others.
CREATE OR REPLACE FUNCTION name_key(p_name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(nullif(btrim(translate(lower(normalize(p_name, NFKC) COLLATE "und-x-icu"), 'ё', 'е')), ''), U&'\+10FFFF')
$$;
