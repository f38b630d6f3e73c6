-- A nickname as people read it: without blanks, marks and what cannot be seen, and look-alikes of Latin, Cyrillic, Greek and digits
-- as one letter. An index stands on it: another text needs a migration that builds the index anew.
CREATE OR REPLACE FUNCTION nickname_key(p_name text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT replace(replace(translate(lower(translate(
    regexp_replace(normalize(normalize(p_name, NFKC), NFD),
      '[\s._\-\u00ad\u0300-\u036f\u115f\u1160\u180b-\u180f\u200b-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0]', '', 'g'),
    -- Capital letters of Greek, whose small ones look otherwise.
    'ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ', 'abezhikmnoptyx') COLLATE "und-x-icu"),
    'авекморстухніјѕһԁԛԝӏзбч' || 'αβγεηικμνορςστυχω' || 'ıɑɡłøđħ' || '015i8',
    'abekmopctyxhljshdqwl364' || 'abyenlkuvopcotuxw' || 'lag' || 'lodh' || 'olslb'), 'rn', 'm'), 'vv', 'w')
$$;
