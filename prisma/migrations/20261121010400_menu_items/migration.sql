-- The menu of a network: what cashiers ring up line by line where the network wants it. Archived, never deleted.
CREATE TABLE menu_items (
  network_id  uuid NOT NULL,
  id          uuid NOT NULL,
  -- The article number that lines of receipts, programmes and rewards name.
  code        text NOT NULL,
  name_ru     text,
  name_en     text,
  category    text,
  -- The kind of line that a programme may exclude; null: ordinary goods.
  type        text CHECK (type IN ('ALCOHOL', 'TOBACCO', 'DELIVERY', 'TIP', 'SERVICE', 'GIFT_CARD', 'PROMO')),
  -- Minor units.
  price       bigint NOT NULL CHECK (price >= 0),
  created_at  timestamptz NOT NULL DEFAULT now(),
  archived_at timestamptz,
  PRIMARY KEY (network_id, id),
  UNIQUE (network_id, code),
  FOREIGN KEY (network_id) REFERENCES networks (id),
  CHECK (name_ru IS NOT NULL OR name_en IS NOT NULL)
);
ALTER TABLE menu_items ENABLE ROW LEVEL SECURITY;
ALTER TABLE menu_items FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON menu_items TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON menu_items FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE ON menu_items TO loyalty_app;
