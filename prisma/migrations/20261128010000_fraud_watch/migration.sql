-- Rules of fraud watch as a network uses them. A rule without a row is off.
CREATE TABLE fraud_rules (
  network_id uuid NOT NULL REFERENCES networks (id),
  rule       text NOT NULL,
  version    integer NOT NULL CHECK (version > 0),
  is_on      boolean NOT NULL,
  -- Parameters that the network has set, by name.
  params     json NOT NULL DEFAULT '{}',
  changed_at timestamptz NOT NULL,
  PRIMARY KEY (network_id, rule)
);

-- How far the journal of a network is judged.
CREATE TABLE fraud_positions (
  network_id uuid PRIMARY KEY REFERENCES networks (id),
  judged_to  timestamptz NOT NULL,
  -- When the next acts are judged; infinity: no rule is on and nothing waits.
  due_at     timestamptz NOT NULL
);

-- What cashiers did on a business date by restaurant and hour, with which others are compared.
CREATE TABLE fraud_days (
  network_id    uuid NOT NULL REFERENCES networks (id),
  business_date date NOT NULL,
  counts        json NOT NULL,
  PRIMARY KEY (network_id, business_date)
);

-- Signals about one person that somebody has to decide on.
CREATE TABLE fraud_cases (
  network_id    uuid NOT NULL REFERENCES networks (id),
  id            uuid NOT NULL,
  subject_kind  text NOT NULL CHECK (subject_kind IN ('CASHIER', 'GUEST')),
  subject_id    uuid NOT NULL,
  restaurant_id uuid,
  state         text NOT NULL DEFAULT 'OPEN' CHECK (state IN ('OPEN', 'ASKED', 'CONFIRMED', 'DISMISSED')),
  opened_at     timestamptz NOT NULL,
  decided_at    timestamptz,
  -- The guest is to be blocked, at the word of this person; null: nothing is to be done.
  blocked_by    uuid,
  PRIMARY KEY (network_id, id),
  CHECK ((decided_at IS NOT NULL) = (state IN ('CONFIRMED', 'DISMISSED')))
);
CREATE UNIQUE INDEX fraud_cases_open ON fraud_cases (network_id, subject_kind, subject_id) WHERE decided_at IS NULL;
CREATE INDEX fraud_cases_to_block ON fraud_cases (network_id) WHERE blocked_by IS NOT NULL;
CREATE INDEX fraud_cases_subject ON fraud_cases (network_id, subject_id);

-- Circumstances that a rule found, each once by its rule, version, subject and first act.
CREATE TABLE fraud_signals (
  network_id    uuid NOT NULL REFERENCES networks (id),
  id            uuid NOT NULL,
  rule          text NOT NULL,
  version       integer NOT NULL,
  subject_kind  text NOT NULL CHECK (subject_kind IN ('CASHIER', 'GUEST')),
  subject_id    uuid NOT NULL,
  first_act     uuid NOT NULL,
  occurred_at   timestamptz NOT NULL,
  business_date date NOT NULL,
  restaurant_id uuid,
  acts          uuid[] NOT NULL,
  doubtful_acts uuid[] NOT NULL,
  inputs        json NOT NULL,
  events        integer NOT NULL,
  surprise      double precision NOT NULL,
  case_id       uuid,
  PRIMARY KEY (network_id, id),
  UNIQUE (network_id, rule, version, subject_kind, subject_id, first_act),
  FOREIGN KEY (network_id, case_id) REFERENCES fraud_cases (network_id, id)
);
CREATE INDEX fraud_signals_case ON fraud_signals (network_id, case_id);
CREATE INDEX fraud_signals_time ON fraud_signals (network_id, occurred_at);

-- Decisions on cases, with their ground and measures.
CREATE TABLE fraud_decisions (
  network_id uuid NOT NULL REFERENCES networks (id),
  id         uuid NOT NULL,
  case_id    uuid NOT NULL,
  decision   text NOT NULL CHECK (decision IN ('CONFIRM', 'DISMISS', 'ASK')),
  ground     text NOT NULL,
  measures   json NOT NULL,
  decided_by uuid NOT NULL,
  decided_at timestamptz NOT NULL,
  PRIMARY KEY (network_id, id),
  FOREIGN KEY (network_id, case_id) REFERENCES fraud_cases (network_id, id)
);
CREATE INDEX fraud_decisions_case ON fraud_decisions (network_id, case_id, id);

-- Points of doubtful acts that wait, each act once. The points themselves stand in the guest's account in review.
CREATE TABLE review_holds (
  network_id     uuid NOT NULL REFERENCES networks (id),
  transaction_id uuid NOT NULL,
  case_id        uuid NOT NULL,
  guest_id       uuid NOT NULL,
  -- The journal row that put the points in review; null: none did yet, or there were no points.
  hold_id        uuid,
  points         bigint NOT NULL DEFAULT 0,
  until          timestamptz NOT NULL,
  -- WAITING: to be put in review; HELD: in review up to `until`; TAKING and FREEING: a manager decided so, the act follows;
  -- TAKEN and FREE: done; NONE: no points were there.
  state          text NOT NULL CHECK (state IN ('WAITING', 'HELD', 'TAKING', 'FREEING', 'TAKEN', 'FREE', 'NONE')),
  PRIMARY KEY (network_id, transaction_id),
  FOREIGN KEY (network_id, case_id) REFERENCES fraud_cases (network_id, id)
);
CREATE INDEX review_holds_case ON review_holds (network_id, case_id);
CREATE INDEX review_holds_guest ON review_holds (network_id, guest_id);
CREATE INDEX review_holds_under_way ON review_holds (network_id) WHERE state IN ('WAITING', 'TAKING', 'FREEING');

ALTER TABLE fraud_rules ENABLE ROW LEVEL SECURITY;
ALTER TABLE fraud_rules FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON fraud_rules TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
ALTER TABLE fraud_positions ENABLE ROW LEVEL SECURITY;
ALTER TABLE fraud_positions FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON fraud_positions TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
ALTER TABLE fraud_days ENABLE ROW LEVEL SECURITY;
ALTER TABLE fraud_days FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON fraud_days TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
ALTER TABLE fraud_cases ENABLE ROW LEVEL SECURITY;
ALTER TABLE fraud_cases FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON fraud_cases TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
ALTER TABLE fraud_signals ENABLE ROW LEVEL SECURITY;
ALTER TABLE fraud_signals FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON fraud_signals TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
ALTER TABLE fraud_decisions ENABLE ROW LEVEL SECURITY;
ALTER TABLE fraud_decisions FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON fraud_decisions TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
ALTER TABLE review_holds ENABLE ROW LEVEL SECURITY;
ALTER TABLE review_holds FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON review_holds TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON fraud_rules, fraud_positions, fraud_days, fraud_cases, fraud_signals, fraud_decisions, review_holds FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE (version, is_on, params, changed_at) ON fraud_rules TO loyalty_app;
GRANT SELECT, INSERT, UPDATE (judged_to, due_at) ON fraud_positions TO loyalty_app;
GRANT SELECT, INSERT, DELETE, UPDATE (counts) ON fraud_days TO loyalty_app;
GRANT SELECT, INSERT, UPDATE (state, decided_at, blocked_by) ON fraud_cases TO loyalty_app;
GRANT SELECT, INSERT, DELETE, UPDATE (occurred_at, business_date, restaurant_id, acts, doubtful_acts, inputs, events, surprise, case_id)
  ON fraud_signals TO loyalty_app;
GRANT SELECT, INSERT, UPDATE (ground, measures) ON fraud_decisions TO loyalty_app;
GRANT SELECT, INSERT, UPDATE (guest_id, hold_id, points, state) ON review_holds TO loyalty_app;
