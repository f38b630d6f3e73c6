-- Nicknames are compared as people read them (leaderboards). The function has its file; an index stands on it, so it is whole here.
CREATE FUNCTION nickname_key(p_name text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT replace(replace(translate(lower(translate(
    regexp_replace(normalize(normalize(p_name, NFKC), NFD),
      '[\s._\-\u00ad\u0300-\u036f\u115f\u1160\u180b-\u180f\u200b-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0]', '', 'g'),
    -- Capital letters of Greek, whose small ones look otherwise.
    'ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ', 'abezhikmnoptyx') COLLATE "und-x-icu"),
    'авекморстухніјѕһԁԛԝӏзбч' || 'αβγεηικμνορςστυχω' || 'ıɑɡłøđħ' || '015i8',
    'abekmopctyxhljshdqwl364' || 'abyenlkuvopcotuxw' || 'lag' || 'lodh' || 'olslb'), 'rn', 'm'), 'vv', 'w')
$$;
-- Where two are read alike, the one that was registered first keeps it; the other guest is asked for another.
ALTER TABLE guests NO FORCE ROW LEVEL SECURITY;
UPDATE guests g SET leaderboard_name = NULL
 WHERE g.leaderboard_name IS NOT NULL AND (nickname_key(g.leaderboard_name) = '' OR EXISTS (
   SELECT 1 FROM guests o WHERE o.network_id = g.network_id AND o.id < g.id
      AND nickname_key(o.leaderboard_name) = nickname_key(g.leaderboard_name)));
ALTER TABLE guests FORCE ROW LEVEL SECURITY;
