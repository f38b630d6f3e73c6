-- The company's own sign-in (OpenID Connect) of a network, at most one.
CREATE TABLE identity_providers (
  network_id       uuid PRIMARY KEY REFERENCES networks (id),
  enabled          boolean NOT NULL DEFAULT false,
  issuer           text NOT NULL,
  client_id        text NOT NULL,
  secret_encrypted bytea,
  -- The claim with the person's groups.
  groups_claim     text NOT NULL,
  -- People with such an e-mail address are offered this sign-in.
  domains          text[] NOT NULL DEFAULT '{}',
  -- Passwords open nothing any more, but for one manager.
  only_provider    boolean NOT NULL DEFAULT false,
  way_back_user_id uuid REFERENCES users (id),
  CHECK (NOT enabled OR secret_encrypted IS NOT NULL),
  CHECK (NOT only_provider OR way_back_user_id IS NOT NULL)
);
CREATE INDEX identity_providers_domains ON identity_providers USING gin (domains);

-- The role of each group. The first row, by position, of which a person has the group decides.
CREATE TABLE identity_provider_groups (
  network_id     uuid NOT NULL REFERENCES identity_providers (network_id),
  position       integer NOT NULL,
  group_name     text NOT NULL,
  role           user_role NOT NULL CHECK (role <> 'owner'),
  own_role_id    uuid,
  restaurant_ids uuid[] NOT NULL DEFAULT '{}',
  PRIMARY KEY (network_id, position),
  FOREIGN KEY (network_id, own_role_id) REFERENCES own_roles (network_id, id),
  CHECK (own_role_id IS NULL OR role = 'cashier')
);

-- The account of a person at the provider.
CREATE TABLE provider_people (
  network_id uuid NOT NULL REFERENCES networks (id),
  issuer     text NOT NULL,
  subject    text NOT NULL,
  user_id    uuid NOT NULL REFERENCES users (id),
  -- Disabled because no group gave a role; a later sign-in with one enables the account again.
  lost_at    timestamptz,
  PRIMARY KEY (network_id, issuer, subject)
);
CREATE INDEX provider_people_user ON provider_people (network_id, user_id);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['identity_providers', 'identity_provider_groups', 'provider_people'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY network_only ON %I TO loyalty_app
      USING (network_id = (SELECT current_setting(''app.network_id'')::uuid))
      WITH CHECK (network_id = (SELECT current_setting(''app.network_id'')::uuid))', t);
    EXECUTE format('REVOKE ALL ON %I FROM PUBLIC', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO loyalty_app', t);
  END LOOP;
END $$;
-- The page of the sign-in finds the network by its code or by the domain of an address.
CREATE POLICY platform_reads ON identity_providers FOR SELECT TO loyalty_platform USING (true);
GRANT SELECT ON identity_providers TO loyalty_platform;

-- Sign-ins that are under way at a provider, for minutes.
CREATE TABLE provider_sign_ins (
  state_hash        bytea PRIMARY KEY,
  provider_network_id uuid NOT NULL REFERENCES networks (id),
  -- The cookie of the browser that began it.
  browser_hash      bytea NOT NULL,
  issuer            text NOT NULL,
  nonce             text NOT NULL,
  verifier          text NOT NULL,
  expires_at        timestamptz NOT NULL,
  -- The code is exchanged once.
  used_at           timestamptz,
  -- Proven by the provider, and waits for the code of the second factor.
  user_id           uuid REFERENCES users (id),
  subject           text,
  refresh_encrypted bytea
);
CREATE INDEX provider_sign_ins_expires ON provider_sign_ins (expires_at);

-- Sessions that began at a provider, which is asked again while they live.
CREATE TABLE provider_sessions (
  session_id        uuid PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
  issuer            text NOT NULL,
  subject           text NOT NULL,
  -- Whether the provider said that a second factor was used.
  second_factor     boolean NOT NULL,
  refresh_encrypted bytea,
  opened_at         timestamptz NOT NULL DEFAULT now(),
  checked_at        timestamptz NOT NULL DEFAULT now(),
  -- One call asks at a time.
  asking_until      timestamptz
);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['provider_sign_ins', 'provider_sessions'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY platform ON %I TO loyalty_platform USING (true) WITH CHECK (true)', t);
    EXECUTE format('REVOKE ALL ON %I FROM PUBLIC', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO loyalty_platform', t);
  END LOOP;
END $$;

-- The provider decides who signs in, so one manager alone does not turn it on.
ALTER TABLE change_requests DROP CONSTRAINT change_requests_kind_check;
ALTER TABLE change_requests ADD CONSTRAINT change_requests_kind_check
  CHECK (kind IN ('MANAGER_RIGHTS', 'PASSWORD_LINK', 'SECOND_FACTOR', 'SETTINGS', 'API_KEY', 'API_KEY_ROTATION', 'CAMPAIGN',
    'SIGN_IN_PROVIDER'));
