-- The own domain of a network for the pages of its guests. It counts only while it is verified.
CREATE TABLE network_domains (
  network_id   uuid PRIMARY KEY REFERENCES networks (id),
  -- Lower case, punycode. Null: none any more.
  domain       text,
  -- What the domain has to show, in a TXT record or in a file. Public.
  token        text,
  -- When the domain showed the token last; null: not yet, or another network has shown its own since.
  verified_at  timestamptz,
  set_at       timestamptz NOT NULL DEFAULT now(),
  -- When a domain that was verified last went; null: none did. Sessions that were begun there live on.
  served_until timestamptz,
  CHECK ((domain IS NULL) = (token IS NULL)),
  CHECK (domain IS NOT NULL OR verified_at IS NULL)
);
CREATE UNIQUE INDEX network_domains_verified ON network_domains (domain) WHERE verified_at IS NOT NULL;
ALTER TABLE network_domains ENABLE ROW LEVEL SECURITY;
ALTER TABLE network_domains FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON network_domains TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
-- A host is looked up across networks, and so are the networks that have entered a domain.
CREATE POLICY platform_reads ON network_domains FOR SELECT TO loyalty_platform USING (true);
REVOKE ALL ON network_domains FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE ON network_domains TO loyalty_app;
GRANT SELECT (network_id, domain, verified_at) ON network_domains TO loyalty_platform;
