-- The look of a network: colours, card, font and texts. Without a row it has the look of the product.
CREATE TABLE network_looks (
  network_id uuid PRIMARY KEY REFERENCES networks (id),
  document   json NOT NULL,
  changed_at timestamptz NOT NULL DEFAULT now()
);

-- Pictures of a look, made anew from those that were sent.
CREATE TABLE network_look_images (
  network_id uuid NOT NULL REFERENCES networks (id),
  kind       text NOT NULL CHECK (kind IN ('LOGO', 'ICON_192', 'ICON_512', 'MASKABLE_512')),
  width      integer NOT NULL CHECK (width BETWEEN 1 AND 512),
  height     integer NOT NULL CHECK (height BETWEEN 1 AND 512),
  bytes      bytea NOT NULL CHECK (octet_length(bytes) <= 2097152),
  -- sha256 of the bytes, hex: the entity tag.
  hash       text NOT NULL,
  PRIMARY KEY (network_id, kind)
);

DO $$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY ARRAY['network_looks', 'network_look_images'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY network_only ON %I TO loyalty_app
      USING (network_id = (SELECT current_setting(''app.network_id'')::uuid))
      WITH CHECK (network_id = (SELECT current_setting(''app.network_id'')::uuid))', t);
    EXECUTE format('REVOKE ALL ON %I FROM PUBLIC', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO loyalty_app', t);
  END LOOP;
END $$;
