-- Partners of a network: other businesses whose guests are its guests. The account of a partner is of the kind PARTNER.
CREATE TABLE partners (
  network_id   uuid NOT NULL,
  -- Its API keys have it as their integration.
  id           uuid NOT NULL,
  code         text NOT NULL,
  name         text NOT NULL,
  -- What guests get there, as they read it, by language.
  benefits     json NOT NULL DEFAULT '{}',
  -- Points that it may give, and take, in a business day of the network.
  earn_per_day bigint NOT NULL CHECK (earn_per_day >= 0),
  burn_per_day bigint NOT NULL CHECK (burn_per_day >= 0),
  -- Closed partners keep their row, because the ledger names them.
  closed_at    timestamptz,
  created_at   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (network_id, id),
  UNIQUE (network_id, code),
  FOREIGN KEY (network_id) REFERENCES networks (id)
);
ALTER TABLE partners ENABLE ROW LEVEL SECURITY;
ALTER TABLE partners FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON partners TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON partners FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE ON partners TO loyalty_app;

-- A closed period of a partner. Never changed: what comes later is of the next one.
CREATE TABLE partner_settlements (
  network_id    uuid NOT NULL,
  id            uuid NOT NULL,
  partner_id    uuid NOT NULL,
  number        integer NOT NULL,
  -- Null: from the beginning.
  from_at       timestamptz,
  until_at      timestamptz NOT NULL,
  operations    integer NOT NULL,
  -- The partner's account as the ledger has it: credits less debits, below zero when the partner gave more than it took.
  opening       bigint NOT NULL,
  earned        bigint NOT NULL,
  earn_returned bigint NOT NULL,
  burned        bigint NOT NULL,
  burn_returned bigint NOT NULL,
  closing       bigint NOT NULL,
  closed_by     uuid NOT NULL,
  closed_at     timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (network_id, id),
  UNIQUE (network_id, partner_id, number),
  FOREIGN KEY (network_id, partner_id) REFERENCES partners (network_id, id),
  CHECK (closing = opening - earned + earn_returned + burned - burn_returned)
);
ALTER TABLE partner_settlements ENABLE ROW LEVEL SECURITY;
ALTER TABLE partner_settlements FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON partner_settlements TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON partner_settlements FROM PUBLIC;
GRANT SELECT, INSERT ON partner_settlements TO loyalty_app;

-- A transaction of a partner stands in one settlement.
CREATE TABLE partner_settlement_lines (
  network_id     uuid NOT NULL,
  transaction_id uuid NOT NULL,
  settlement_id  uuid NOT NULL,
  kind           text NOT NULL CHECK (kind IN ('EARN', 'EARN_RETURN', 'BURN', 'BURN_RETURN')),
  points         bigint NOT NULL CHECK (points > 0),
  PRIMARY KEY (network_id, transaction_id),
  FOREIGN KEY (network_id, settlement_id) REFERENCES partner_settlements (network_id, id)
);
CREATE INDEX partner_settlement_lines_settlement ON partner_settlement_lines (network_id, settlement_id, transaction_id);
ALTER TABLE partner_settlement_lines ENABLE ROW LEVEL SECURITY;
ALTER TABLE partner_settlement_lines FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON partner_settlement_lines TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON partner_settlement_lines FROM PUBLIC;
GRANT SELECT, INSERT ON partner_settlement_lines TO loyalty_app;
