-- The account of a network at a wallet of phones: the certificate and key by which its passes are signed.
CREATE TABLE wallet_accounts (
  network_id       uuid NOT NULL REFERENCES networks (id),
  id               uuid NOT NULL,
  wallet           text NOT NULL CHECK (wallet IN ('APPLE', 'GOOGLE')),
  -- Pass type id at Apple, issuer id at Google.
  account          text NOT NULL,
  -- Team id at Apple, e-mail address of the service account at Google.
  holder           text NOT NULL,
  -- The certificate and the one that issued it, as PEM; null at Google, whose key has none.
  certificates     text,
  secret_encrypted bytea NOT NULL,
  -- When the certificate ends; null at Google.
  ends_at          timestamptz,
  barcode          text NOT NULL CHECK (barcode IN ('QR', 'CODE_128')),
  set_at           timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (network_id, id),
  CHECK ((wallet = 'APPLE') = (certificates IS NOT NULL)),
  CHECK ((wallet = 'APPLE') = (ends_at IS NOT NULL))
);
CREATE UNIQUE INDEX wallet_accounts_network_id_wallet_key ON wallet_accounts (network_id, wallet);
ALTER TABLE wallet_accounts ENABLE ROW LEVEL SECURITY;
ALTER TABLE wallet_accounts FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON wallet_accounts TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON wallet_accounts FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE, DELETE ON wallet_accounts TO loyalty_app;

-- A card of a guest in a wallet of a phone. A row with due_at waits until the wallet is told of a change.
CREATE TABLE wallet_passes (
  network_id   uuid NOT NULL,
  -- Serial number of the pass.
  id           uuid NOT NULL,
  wallet       text NOT NULL CHECK (wallet IN ('APPLE', 'GOOGLE')),
  guest_id     uuid NOT NULL,
  created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- When the points or the tier of the guest changed last.
  changed_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- SHA-256 of the content of which the wallet was told last; null: it was told of none.
  shown_digest bytea CHECK (octet_length(shown_digest) = 32),
  -- The guest was erased: the pass shows nothing any more, and the row goes a day later.
  ended_at     timestamptz,
  due_at       timestamptz,
  attempts     integer NOT NULL DEFAULT 0,
  failure      text,
  -- The guests that it came through by merges, the last one last.
  came_from    uuid[] NOT NULL DEFAULT '{}',
  PRIMARY KEY (network_id, id),
  FOREIGN KEY (network_id, guest_id) REFERENCES guests (network_id, id)
);
CREATE UNIQUE INDEX wallet_passes_own ON wallet_passes (network_id, guest_id, wallet) WHERE came_from = '{}' AND ended_at IS NULL;
CREATE INDEX wallet_passes_guest ON wallet_passes (network_id, guest_id);
CREATE INDEX wallet_passes_due ON wallet_passes (network_id, due_at) WHERE due_at IS NOT NULL;
ALTER TABLE wallet_passes ENABLE ROW LEVEL SECURITY;
ALTER TABLE wallet_passes FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON wallet_passes TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON wallet_passes FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE, DELETE ON wallet_passes TO loyalty_app;

-- A phone that has a pass of Apple Wallet, with the token by which Apple reaches it.
CREATE TABLE wallet_devices (
  network_id      uuid NOT NULL,
  id              uuid NOT NULL,
  pass_id         uuid NOT NULL,
  -- SHA-256 of the id by which the phone calls itself.
  digest          bytea NOT NULL CHECK (octet_length(digest) = 32),
  token_encrypted bytea NOT NULL,
  created_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (network_id, id),
  FOREIGN KEY (network_id, pass_id) REFERENCES wallet_passes (network_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX wallet_devices_network_id_pass_id_digest_key ON wallet_devices (network_id, pass_id, digest);
CREATE INDEX wallet_devices_digest ON wallet_devices (network_id, digest);
ALTER TABLE wallet_devices ENABLE ROW LEVEL SECURITY;
ALTER TABLE wallet_devices FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON wallet_devices TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON wallet_devices FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE, DELETE ON wallet_devices TO loyalty_app;
