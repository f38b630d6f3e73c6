-- One store of pictures: of rewards, campaigns, items of the menu and restaurants. The picture of a reward moves into it.
CREATE TABLE pictures (
  network_id uuid NOT NULL REFERENCES networks (id),
  -- Another picture of the same owner has another id, which also names its objects in a bucket.
  id         uuid NOT NULL,
  owner_kind text NOT NULL CHECK (owner_kind IN ('CAMPAIGN', 'MENU_ITEM', 'RESTAURANT', 'REWARD')),
  owner_id   uuid NOT NULL,
  -- SHA-256 of the largest size, hex: the address that pages load it by.
  hash       text NOT NULL CHECK (hash ~ '^[0-9a-f]{64}$'),
  -- Of the largest size.
  width      integer NOT NULL CHECK (width > 0),
  height     integer NOT NULL CHECK (height > 0),
  -- Widths of all sizes, from the smallest to the largest.
  widths     integer[] NOT NULL CHECK (cardinality(widths) BETWEEN 1 AND 6),
  -- Where the bytes are: in picture_files, or in the bucket of the installation.
  place      text NOT NULL CHECK (place IN ('DATABASE', 'BUCKET')),
  changed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (network_id, owner_kind, owner_id),
  UNIQUE (network_id, id)
);
CREATE INDEX pictures_hash ON pictures (network_id, hash);

CREATE TABLE picture_files (
  network_id uuid NOT NULL,
  picture_id uuid NOT NULL,
  width      integer NOT NULL CHECK (width > 0),
  media_type text NOT NULL CHECK (media_type IN ('image/png', 'image/jpeg', 'image/webp')),
  bytes      bytea NOT NULL CHECK (octet_length(bytes) <= 2097152),
  PRIMARY KEY (network_id, picture_id, width),
  FOREIGN KEY (network_id, picture_id) REFERENCES pictures (network_id, id) ON DELETE CASCADE
);
-- WebP does not get smaller by another compression.
ALTER TABLE picture_files ALTER COLUMN bytes SET STORAGE EXTERNAL;

-- Objects of the bucket that are to be removed: of pictures that are no more, and of uploads that did not come to their end.
CREATE TABLE picture_removals (
  network_id uuid NOT NULL REFERENCES networks (id),
  picture_id uuid NOT NULL,
  widths     integer[] NOT NULL,
  due_at     timestamptz NOT NULL,
  PRIMARY KEY (network_id, picture_id)
);
CREATE INDEX picture_removals_due ON picture_removals (due_at);

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
INSERT INTO pictures (network_id, id, owner_kind, owner_id, hash, width, height, widths, place)
SELECT network_id, reward_id, 'REWARD', reward_id, hash, greatest(size[1], 1), greatest(size[2], 1),
       ARRAY[greatest(size[1], 1)], 'DATABASE'
  FROM (SELECT *, pg_temp.size_of(bytes) AS size FROM reward_pictures) old;
INSERT INTO picture_files (network_id, picture_id, width, media_type, bytes)
SELECT old.network_id, old.reward_id, p.width, old.media_type, old.bytes
  FROM reward_pictures old
  JOIN pictures p ON p.network_id = old.network_id AND p.owner_kind = 'REWARD' AND p.owner_id = old.reward_id;
DROP TABLE reward_pictures;
DROP FUNCTION pg_temp.size_of(bytea);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['pictures', 'picture_files', 'picture_removals'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY network_only ON %I TO loyalty_app
      USING (network_id = (SELECT current_setting(''app.network_id'')::uuid))
      WITH CHECK (network_id = (SELECT current_setting(''app.network_id'')::uuid))', t);
    EXECUTE format('REVOKE ALL ON %I FROM PUBLIC', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO loyalty_app', t);
  END LOOP;
END $$;
-- The job finds what is due in all networks, and no more than that.
CREATE POLICY platform_finds_due ON picture_removals FOR SELECT TO loyalty_platform USING (true);
GRANT SELECT (network_id, picture_id, due_at) ON picture_removals TO loyalty_platform;
