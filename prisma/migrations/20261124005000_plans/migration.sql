-- Plans of the installation. A version never changes; a subscription keeps a copy of the terms that it was begun with.
CREATE TABLE plan_versions (
  code           text NOT NULL CHECK (code IN ('FREE', 'STANDARD', 'PRO', 'ULTIMA', 'CUSTOM')),
  version        integer NOT NULL CHECK (version > 0),
  -- The first local day on which a network can choose this version.
  effective_from date NOT NULL,
  -- The first local day from which subscriptions of an older version follow when they renew; null: they keep theirs.
  existing_from  date,
  currency       text NOT NULL,
  -- A month, VAT included, in minor units.
  price          bigint NOT NULL CHECK (price >= 0),
  -- Null: unlimited.
  restaurants    integer CHECK (restaurants >= 0),
  guests         integer CHECK (guests >= 0),
  features       text[] NOT NULL CHECK (features <@ ARRAY['BASIC', 'POS_SYNC', 'MARKETING', 'API']),
  support        text NOT NULL CHECK (support IN ('EMAIL', 'STANDARD', 'PRIORITY')),
  created_at     timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (code, version)
);
INSERT INTO plan_versions (code, version, effective_from, currency, price, restaurants, guests, features, support) VALUES
  ('FREE', 1, '2026-01-01', 'RUB', 0, NULL, NULL, '{BASIC}', 'EMAIL'),
  ('STANDARD', 1, '2026-01-01', 'RUB', 3690000, 1, 1000, '{BASIC,POS_SYNC}', 'STANDARD'),
  ('PRO', 1, '2026-01-01', 'RUB', 6700000, 5, 5000, '{BASIC,POS_SYNC,MARKETING}', 'STANDARD'),
  ('ULTIMA', 1, '2026-01-01', 'RUB', 9890000, 10, 10000, '{BASIC,POS_SYNC,MARKETING,API}', 'PRIORITY'),
  ('CUSTOM', 1, '2026-01-01', 'RUB', 0, NULL, NULL, '{BASIC,POS_SYNC,MARKETING,API}', 'PRIORITY');
CREATE TRIGGER plan_versions_append_only BEFORE UPDATE OR DELETE ON plan_versions FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- The company that sends the invoices.
CREATE TABLE sellers (
  code       text PRIMARY KEY,
  name       text NOT NULL,
  tax_id     text NOT NULL,
  address    text NOT NULL,
  account    text NOT NULL,
  bank       text NOT NULL,
  bic        text NOT NULL,
  -- IANA name. Dates of invoices are its local days.
  time_zone  text NOT NULL,
  -- The rates of VAT, each with its first day, the oldest first.
  vat_rates  json NOT NULL,
  changed_at timestamptz NOT NULL DEFAULT now()
);

-- The last number of each year. Its row is the lock under which numbers have no gaps.
CREATE TABLE invoice_series (
  seller      text NOT NULL,
  year        integer NOT NULL,
  last_number integer NOT NULL CHECK (last_number > 0),
  PRIMARY KEY (seller, year)
);

-- What a bank statement brought, counted once however many files it stands in.
CREATE TABLE bank_entries (
  id            uuid PRIMARY KEY,
  account       text NOT NULL,
  -- SHA-256 of the bank's own reference, or of everything that tells two entries apart.
  fingerprint   bytea NOT NULL CHECK (octet_length(fingerprint) = 32),
  booked_on     date NOT NULL,
  amount        bigint NOT NULL CHECK (amount > 0),
  currency      text NOT NULL,
  payer_name    text NOT NULL,
  payer_account text NOT NULL,
  purpose       text NOT NULL,
  status        text NOT NULL CHECK (status IN ('MATCHED', 'DOUBTFUL', 'DISMISSED')),
  -- Why it was doubtful.
  reason        text CHECK (reason IN ('NO_NUMBER', 'SEVERAL_NUMBERS', 'UNKNOWN_NUMBER', 'AMOUNT', 'CURRENCY', 'CLOSED', 'REVERSAL')),
  invoice_id    uuid,
  created_at    timestamptz NOT NULL DEFAULT now(),
  UNIQUE (account, fingerprint),
  CHECK ((status = 'MATCHED') = (invoice_id IS NOT NULL)),
  CHECK (status <> 'DOUBTFUL' OR reason IS NOT NULL)
);
CREATE INDEX bank_entries_status ON bank_entries (status, id);

-- A network's plan over time. The state is what its changes have made of it.
CREATE TABLE subscriptions (
  network_id    uuid NOT NULL,
  id            uuid NOT NULL,
  state         text NOT NULL CHECK (state IN ('TRIAL', 'ACTIVE', 'PAST_DUE', 'GRACE', 'CANCELLED')),
  terms         json NOT NULL,
  -- The terms from the end of the period on; null: the same.
  next_terms    json,
  started_on    date NOT NULL,
  trial_ends_on date,
  -- The first day of the first paid period; its day of the month begins every other.
  anchor        date NOT NULL,
  -- Counts paid periods from 0; null during the trial.
  period        integer CHECK (period >= 0),
  period_start  date NOT NULL,
  -- The first day of the next period. Days are local days of the network.
  period_end    date NOT NULL CHECK (period_end > period_start),
  -- The day on which it ends; null: no end is planned.
  ends_on       date,
  mrr           bigint NOT NULL CHECK (mrr >= 0),
  payer         json NOT NULL,
  sequence      integer NOT NULL CHECK (sequence > 0),
  created_at    timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (network_id, id),
  FOREIGN KEY (network_id) REFERENCES networks (id),
  CHECK ((state = 'TRIAL') <= (trial_ends_on IS NOT NULL)),
  CHECK (state = 'CANCELLED' OR (state = 'TRIAL') = (period IS NULL))
);
CREATE UNIQUE INDEX subscriptions_live ON subscriptions (network_id) WHERE state <> 'CANCELLED';

-- Every change of a subscription. Monthly recurring revenue is made of these rows alone.
CREATE TABLE subscription_changes (
  network_id      uuid NOT NULL,
  subscription_id uuid NOT NULL,
  sequence        integer NOT NULL CHECK (sequence > 0),
  kind            text NOT NULL,
  effective_on    date NOT NULL,
  terms           json NOT NULL,
  currency        text NOT NULL,
  mrr_before      bigint NOT NULL CHECK (mrr_before >= 0),
  mrr_after       bigint NOT NULL CHECK (mrr_after >= 0),
  movement        text CHECK (movement IN ('NEW', 'EXPANSION', 'CONTRACTION', 'CHURN', 'REACTIVATION')),
  created_at      timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (network_id, subscription_id, sequence),
  FOREIGN KEY (network_id, subscription_id) REFERENCES subscriptions (network_id, id),
  CHECK ((movement IS NULL) = (mrr_before = mrr_after))
);
CREATE INDEX subscription_changes_day ON subscription_changes (effective_on) WHERE movement IS NOT NULL;
CREATE TRIGGER subscription_changes_append_only BEFORE UPDATE OR DELETE ON subscription_changes FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Invoices and credit notes. Only what was paid and credited of one changes; none is deleted.
CREATE TABLE invoices (
  network_id      uuid NOT NULL,
  id              uuid NOT NULL,
  seller          text NOT NULL,
  year            integer NOT NULL,
  number          integer NOT NULL,
  kind            text NOT NULL CHECK (kind IN ('INVOICE', 'CREDIT_NOTE')),
  -- The invoice that a credit note corrects.
  corrects_id     uuid,
  subscription_id uuid NOT NULL,
  -- The reason of the bill within the subscription, which is billed once: a period, an upgrade, a correction.
  bill            text NOT NULL,
  issued_on       date NOT NULL,
  due_on          date NOT NULL,
  currency        text NOT NULL,
  payer           json NOT NULL,
  payee           json NOT NULL,
  net             bigint NOT NULL,
  vat             bigint NOT NULL CHECK (vat >= 0),
  total           bigint NOT NULL CHECK (total > 0 AND total = net + vat),
  paid            bigint NOT NULL DEFAULT 0 CHECK (paid >= 0),
  credited        bigint NOT NULL DEFAULT 0 CHECK (credited >= 0),
  reason          text,
  created_at      timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (network_id, id),
  UNIQUE (network_id, subscription_id, bill),
  FOREIGN KEY (network_id, subscription_id) REFERENCES subscriptions (network_id, id),
  CHECK (paid + credited <= total),
  CHECK ((kind = 'CREDIT_NOTE') = (corrects_id IS NOT NULL))
);
CREATE UNIQUE INDEX invoices_number ON invoices (seller, year, number);
CREATE INDEX invoices_unpaid ON invoices (network_id, due_on) WHERE kind = 'INVOICE' AND paid + credited < total;
CREATE TRIGGER invoices_kept BEFORE DELETE ON invoices FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE invoice_lines (
  network_id   uuid NOT NULL,
  invoice_id   uuid NOT NULL,
  position     integer NOT NULL,
  kind         text NOT NULL CHECK (kind IN ('PERIOD', 'UNUSED', 'UPGRADE', 'CREDIT')),
  plan_code    text NOT NULL,
  from_on      date NOT NULL,
  -- The day after the last.
  to_on        date NOT NULL,
  vat_rate_ppm integer NOT NULL CHECK (vat_rate_ppm >= 0),
  net          bigint NOT NULL,
  vat          bigint NOT NULL,
  total        bigint NOT NULL CHECK (total = net + vat),
  PRIMARY KEY (network_id, invoice_id, position),
  FOREIGN KEY (network_id, invoice_id) REFERENCES invoices (network_id, id)
);
CREATE TRIGGER invoice_lines_append_only BEFORE UPDATE OR DELETE ON invoice_lines FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Money that came for an invoice.
CREATE TABLE payments (
  network_id  uuid NOT NULL,
  id          uuid NOT NULL,
  invoice_id  uuid NOT NULL,
  amount      bigint NOT NULL CHECK (amount > 0),
  currency    text NOT NULL,
  paid_on     date NOT NULL,
  method      text NOT NULL CHECK (method IN ('MANUAL', 'BANK')),
  reference   text,
  -- The entry of a bank statement that it was; null: a person recorded it.
  entry_id    uuid,
  recorded_by uuid,
  created_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (network_id, id),
  FOREIGN KEY (network_id, invoice_id) REFERENCES invoices (network_id, id),
  CHECK ((method = 'BANK') = (entry_id IS NOT NULL))
);
CREATE UNIQUE INDEX payments_entry ON payments (entry_id) WHERE entry_id IS NOT NULL;
CREATE INDEX payments_invoice ON payments (network_id, invoice_id);
CREATE TRIGGER payments_append_only BEFORE UPDATE OR DELETE ON payments FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Letters about an unpaid invoice, each sent once.
CREATE TABLE dunning_steps (
  network_id uuid NOT NULL,
  invoice_id uuid NOT NULL,
  step       text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (network_id, invoice_id, step),
  FOREIGN KEY (network_id, invoice_id) REFERENCES invoices (network_id, id)
);

DO $$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY ARRAY['subscriptions', 'subscription_changes', 'invoices', 'invoice_lines', 'payments', 'dunning_steps'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY network_only ON %I TO loyalty_app
      USING (network_id = (SELECT current_setting(''app.network_id'')::uuid))
      WITH CHECK (network_id = (SELECT current_setting(''app.network_id'')::uuid))', t);
    EXECUTE format('REVOKE ALL ON %I FROM PUBLIC', t);
  END LOOP;
  -- The owner of the installation sees plans and invoices of all networks.
  FOREACH t IN ARRAY ARRAY['subscriptions', 'subscription_changes', 'invoices'] LOOP
    EXECUTE format('CREATE POLICY platform_reads ON %I FOR SELECT TO loyalty_platform USING (true)', t);
    EXECUTE format('GRANT SELECT ON %I TO loyalty_platform', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['plan_versions', 'sellers', 'invoice_series', 'bank_entries'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY platform ON %I TO loyalty_platform USING (true) WITH CHECK (true)', t);
    EXECUTE format('REVOKE ALL ON %I FROM PUBLIC', t);
  END LOOP;
  -- A network issues by the plans, the seller and the numbers of the installation.
  FOREACH t IN ARRAY ARRAY['plan_versions', 'sellers', 'invoice_series'] LOOP
    EXECUTE format('CREATE POLICY all_networks ON %I TO loyalty_app USING (true) WITH CHECK (true)', t);
  END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE ON subscriptions TO loyalty_app;
GRANT SELECT, INSERT ON subscription_changes, invoice_lines, payments, dunning_steps TO loyalty_app;
GRANT SELECT, INSERT, UPDATE (paid, credited) ON invoices TO loyalty_app;
GRANT SELECT ON plan_versions, sellers TO loyalty_app;
GRANT SELECT, INSERT, UPDATE ON invoice_series TO loyalty_app;
GRANT SELECT, INSERT ON plan_versions TO loyalty_platform;
GRANT SELECT ON invoice_series TO loyalty_platform;
GRANT SELECT, INSERT, UPDATE ON sellers, bank_entries TO loyalty_platform;
