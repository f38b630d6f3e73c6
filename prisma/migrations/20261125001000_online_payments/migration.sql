-- A payment of an invoice on the page of a payment provider.
CREATE TABLE online_payments (
  network_id  uuid NOT NULL,
  id          uuid NOT NULL,
  invoice_id  uuid NOT NULL,
  provider    text NOT NULL,
  -- The provider's id of it and the page on which it is paid; null: the provider has not answered yet.
  provider_id text,
  page_url    text,
  amount      bigint NOT NULL CHECK (amount > 0),
  currency    text NOT NULL,
  -- DOUBTFUL: money came in another amount or currency than asked for.
  status      text NOT NULL CHECK (status IN ('NEW', 'PENDING', 'SUCCEEDED', 'CANCELED', 'DOUBTFUL')),
  reason      text,
  -- When the job looks at it next.
  check_at    timestamptz NOT NULL,
  created_at  timestamptz NOT NULL,
  PRIMARY KEY (network_id, id),
  FOREIGN KEY (network_id, invoice_id) REFERENCES invoices (network_id, id),
  CHECK ((provider_id IS NULL) <= (status IN ('NEW', 'CANCELED')))
);
-- An invoice has one open page at a time, so that it is not paid twice.
CREATE UNIQUE INDEX online_payments_open ON online_payments (network_id, invoice_id) WHERE status IN ('NEW', 'PENDING');
CREATE UNIQUE INDEX online_payments_provider ON online_payments (provider, provider_id) WHERE provider_id IS NOT NULL;
CREATE INDEX online_payments_invoice ON online_payments (network_id, invoice_id);
CREATE INDEX online_payments_due ON online_payments (network_id, check_at) WHERE status IN ('NEW', 'PENDING');

-- The policies of payments need a network, which the owner of the tables has not.
ALTER TABLE payments NO FORCE ROW LEVEL SECURITY;
ALTER TABLE payments
  -- The part of it that was over what was left to pay.
  ADD COLUMN excess bigint NOT NULL DEFAULT 0,
  ADD COLUMN online_payment_id uuid,
  DROP CONSTRAINT payments_method_check,
  ADD CONSTRAINT payments_method_check CHECK (method IN ('MANUAL', 'BANK', 'ONLINE')),
  ADD CONSTRAINT payments_excess_check CHECK (excess BETWEEN 0 AND amount),
  ADD CONSTRAINT payments_online_check CHECK ((method = 'ONLINE') = (online_payment_id IS NOT NULL)),
  ADD FOREIGN KEY (network_id, online_payment_id) REFERENCES online_payments (network_id, id);
ALTER TABLE payments FORCE ROW LEVEL SECURITY;
CREATE UNIQUE INDEX payments_online ON payments (network_id, online_payment_id) WHERE online_payment_id IS NOT NULL;

-- Paid over the total and not given back.
ALTER TABLE invoices ADD COLUMN overpaid bigint NOT NULL DEFAULT 0 CHECK (overpaid >= 0);

-- Money of a payment that is given back.
CREATE TABLE payment_refunds (
  network_id     uuid NOT NULL,
  id             uuid NOT NULL,
  invoice_id     uuid NOT NULL,
  payment_id     uuid NOT NULL,
  amount         bigint NOT NULL CHECK (amount > 0),
  -- The part of it that was paid over the invoice; the rest is corrected by a credit note.
  excess         bigint NOT NULL CHECK (excess BETWEEN 0 AND amount),
  currency       text NOT NULL,
  method         text NOT NULL CHECK (method IN ('MANUAL', 'PROVIDER')),
  status         text NOT NULL CHECK (status IN ('PENDING', 'DONE', 'FAILED')),
  provider_id    text,
  failure        text,
  reason         text NOT NULL,
  reference      text,
  refunded_on    date,
  credit_note_id uuid,
  requested_by   uuid,
  check_at       timestamptz NOT NULL,
  created_at     timestamptz NOT NULL,
  PRIMARY KEY (network_id, id),
  FOREIGN KEY (network_id, invoice_id) REFERENCES invoices (network_id, id),
  FOREIGN KEY (network_id, payment_id) REFERENCES payments (network_id, id),
  FOREIGN KEY (network_id, credit_note_id) REFERENCES invoices (network_id, id),
  CHECK ((status = 'DONE') = (refunded_on IS NOT NULL)),
  CHECK ((status = 'DONE' AND excess < amount) = (credit_note_id IS NOT NULL))
);
CREATE INDEX payment_refunds_invoice ON payment_refunds (network_id, invoice_id);
CREATE INDEX payment_refunds_payment ON payment_refunds (network_id, payment_id);
CREATE UNIQUE INDEX payment_refunds_provider ON payment_refunds (provider_id) WHERE provider_id IS NOT NULL;
CREATE INDEX payment_refunds_due ON payment_refunds (network_id, check_at) WHERE status = 'PENDING';

CREATE TRIGGER online_payments_kept BEFORE DELETE ON online_payments FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER payment_refunds_kept BEFORE DELETE ON payment_refunds FOR EACH ROW EXECUTE FUNCTION refuse_change();

DO $$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY ARRAY['online_payments', 'payment_refunds'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY network_only ON %I TO loyalty_app
      USING (network_id = (SELECT current_setting(''app.network_id'')::uuid))
      WITH CHECK (network_id = (SELECT current_setting(''app.network_id'')::uuid))', t);
    -- A notification names the provider's id alone, and the owner sees all networks.
    EXECUTE format('CREATE POLICY platform_reads ON %I FOR SELECT TO loyalty_platform USING (true)', t);
    EXECUTE format('REVOKE ALL ON %I FROM PUBLIC', t);
    EXECUTE format('GRANT SELECT ON %I TO loyalty_platform', t);
  END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE (provider_id, page_url, status, reason, check_at) ON online_payments TO loyalty_app;
GRANT SELECT, INSERT, UPDATE (provider_id, status, failure, refunded_on, credit_note_id, check_at) ON payment_refunds TO loyalty_app;
GRANT UPDATE (overpaid) ON invoices TO loyalty_app;
