-- squawk-ignore-file ban-drop-table
-- Pictures of rewards move to the pictures of everything. A server of the version before shows none of them meanwhile.

-- The size of a picture by its first bytes. Pictures of rewards were made as WebP since 0.3; before, a PNG or JPEG may have
-- been kept as it was sent, and a JPEG says its size too far behind: pages cut it to the form of the card in any case.
CREATE FUNCTION pg_temp.size_of(bytes bytea) RETURNS integer[] LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  form text := CASE WHEN octet_length(bytes) >= 30 THEN encode(substring(bytes FROM 13 FOR 4), 'escape') END;
  b integer[];
BEGIN
  IF octet_length(bytes) < 30 THEN RETURN ARRAY[640, 360]; END IF;
  b := ARRAY(SELECT get_byte(bytes, i) FROM generate_series(0, 29) i ORDER BY i);
  IF b[1] = 137 AND b[2] = 80 THEN
    RETURN ARRAY[(b[19] << 8) + b[20], (b[23] << 8) + b[24]];
  ELSIF form = 'VP8 ' THEN
    RETURN ARRAY[b[27] + ((b[28] & 63) << 8), b[29] + ((b[30] & 63) << 8)];
  ELSIF form = 'VP8L' THEN
    RETURN ARRAY[1 + b[22] + ((b[23] & 63) << 8), 1 + (b[23] >> 6) + (b[24] << 2) + ((b[25] & 15) << 10)];
  ELSIF form = 'VP8X' THEN
    RETURN ARRAY[1 + b[25] + (b[26] << 8) + (b[27] << 16), 1 + b[28] + (b[29] << 8) + (b[30] << 16)];
  END IF;
  RETURN ARRAY[640, 360];
END $$;

-- The owner of the tables has no policy: it reads the pictures of all networks while none is forced on it.
ALTER TABLE reward_pictures NO FORCE ROW LEVEL SECURITY;
ALTER TABLE pictures NO FORCE ROW LEVEL SECURITY;
ALTER TABLE picture_files NO FORCE ROW LEVEL SECURITY;
INSERT INTO pictures (network_id, id, owner_kind, owner_id, hash, width, height, widths, place)
SELECT network_id, reward_id, 'REWARD', reward_id, hash, greatest(size[1], 1), greatest(size[2], 1),
       ARRAY[greatest(size[1], 1)], 'DATABASE'
  FROM (SELECT *, pg_temp.size_of(bytes) AS size FROM reward_pictures) old;
INSERT INTO picture_files (network_id, picture_id, width, media_type, bytes)
SELECT old.network_id, old.reward_id, p.width, old.media_type, old.bytes
  FROM reward_pictures old
  JOIN pictures p ON p.network_id = old.network_id AND p.owner_kind = 'REWARD' AND p.owner_id = old.reward_id;
ALTER TABLE pictures FORCE ROW LEVEL SECURITY;
ALTER TABLE picture_files FORCE ROW LEVEL SECURITY;
DROP TABLE reward_pictures;
DROP FUNCTION pg_temp.size_of(bytea);
