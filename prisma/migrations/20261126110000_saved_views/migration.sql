-- Lists of the console under a name: filter, order, columns and tab of a page, of one person or shared with the network.
CREATE TABLE saved_views (
  network_id uuid NOT NULL REFERENCES networks (id),
  id         uuid NOT NULL,
  -- Who saved it.
  user_id    uuid NOT NULL REFERENCES users (id),
  page       text NOT NULL CHECK (page IN ('ANALYTICS', 'AUTOMATIONS', 'CAMPAIGNS', 'GUESTS', 'MESSAGES', 'SHIFTS')),
  name       text NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
  -- The tab of the page; null: its first one.
  tab        text CHECK (tab ~ '^[a-z-]{1,30}$'),
  -- What stands behind the question mark of the page's address.
  query      text NOT NULL CHECK (length(query) <= 2000),
  is_shared  boolean NOT NULL DEFAULT false,
  -- The page opens with it for the person who saved it.
  is_default boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (network_id, id),
  CONSTRAINT saved_views_name UNIQUE (network_id, user_id, page, name)
);
CREATE INDEX saved_views_page ON saved_views (network_id, page);

ALTER TABLE saved_views ENABLE ROW LEVEL SECURITY;
ALTER TABLE saved_views FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON saved_views TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON saved_views FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE, DELETE ON saved_views TO loyalty_app;
