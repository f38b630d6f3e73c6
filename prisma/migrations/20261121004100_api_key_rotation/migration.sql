-- An integration outlives its API keys: a key that takes the place of another belongs to the same integration, and for a
-- while both are good. A key may end by itself.
ALTER TABLE api_keys ADD COLUMN integration_id uuid, ADD COLUMN expires_at timestamptz;
ALTER TABLE api_keys NO FORCE ROW LEVEL SECURITY;
UPDATE api_keys SET integration_id = id;
ALTER TABLE api_keys FORCE ROW LEVEL SECURITY;
ALTER TABLE api_keys ALTER COLUMN integration_id SET NOT NULL;
