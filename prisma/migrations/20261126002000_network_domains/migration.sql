-- The own domain of a network for the pages of its guests. It counts only while it is verified.
CREATE TABLE network_domains (
  network_id  uuid PRIMARY KEY REFERENCES networks (id),
  -- Lower case, punycode.
  domain      text NOT NULL,
  -- What the domain has to show, in a TXT record or in a file. Public.
  token       text NOT NULL,
  -- When the domain showed the token last; null: not yet, or another network has shown its own since.
  verified_at timestamptz,
  set_at      timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX network_domains_verified ON network_domains (domain) WHERE verified_at IS NOT NULL;
ALTER TABLE network_domains ENABLE ROW LEVEL SECURITY;
ALTER TABLE network_domains FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON network_domains TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
-- A host is looked up across networks, and a domain that another network has proven changes hands.
CREATE POLICY platform ON network_domains TO loyalty_platform USING (true) WITH CHECK (true);
REVOKE ALL ON network_domains FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE, DELETE ON network_domains TO loyalty_app;
GRANT SELECT, UPDATE (verified_at) ON network_domains TO loyalty_platform;
