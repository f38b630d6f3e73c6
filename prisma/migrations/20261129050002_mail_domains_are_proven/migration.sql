-- A mail domain leads people to the sign-in of a network once it has shown the network's token in DNS.
ALTER TABLE identity_providers
  -- What the TXT record of each domain has to show. Public.
  ADD COLUMN domain_token text NOT NULL DEFAULT replace(gen_random_uuid()::text, '-', ''),
  -- The domains that have shown it.
  ADD COLUMN proven_domains text[] NOT NULL DEFAULT '{}';
CREATE INDEX identity_providers_proven_domains ON identity_providers USING gin (proven_domains);
DROP INDEX identity_providers_domains;
