-- Rewards, fulfilments and campaigns under the ids that clients of loyaltea gave them, as they wrote them. A campaign is one of
-- `campaigns` with the same id; this table only answers the calls of loyaltea.
CREATE TABLE loyaltea_items (
  network_id uuid NOT NULL,
  kind       text NOT NULL CHECK (kind IN ('REWARD', 'FULFILLMENT', 'CAMPAIGN')),
  id         uuid NOT NULL,
  -- Counts from 1 in the network, by kind; the address of a fulfilment ends with it.
  number     integer NOT NULL CHECK (number > 0),
  body       json NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (network_id, kind, id),
  UNIQUE (network_id, kind, number),
  FOREIGN KEY (network_id) REFERENCES networks (id)
);

ALTER TABLE loyaltea_items ENABLE ROW LEVEL SECURITY;
ALTER TABLE loyaltea_items FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON loyaltea_items TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON loyaltea_items FROM PUBLIC;
GRANT SELECT, INSERT ON loyaltea_items TO loyalty_app;
