-- The whole foundation: enums, tables, append-only guards, row-level security, grants.
--
-- Roles. `loyalty_app` and `loyalty_platform` are group roles without login; the roles that the
-- application signs in with are their members. Where roles are managed elsewhere they exist already.
DO $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'loyalty_app') THEN
    CREATE ROLE loyalty_app NOLOGIN NOBYPASSRLS;
  END IF;
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'loyalty_platform') THEN
    CREATE ROLE loyalty_platform NOLOGIN NOBYPASSRLS;
  END IF;
END $$;

CREATE TYPE transaction_type AS ENUM (
  'SALE', 'REDEMPTION', 'MANUAL', 'REFUND', 'AWARD', 'EXPIRY', 'TRANSFER',
  -- Journal rows that move points between a guest's own accounts, or change the tier or what counts towards it; no API
  -- calls them transactions.
  'HOLD', 'RELEASE', 'ACTIVATION', 'TIER', 'COUNT',
  -- The guest was warned of points that end; points lived on because nobody was.
  'WARNING', 'EXTENSION');
CREATE TYPE account_kind AS ENUM (
  'GUEST_AVAILABLE', 'GUEST_PENDING', 'GUEST_HELD', 'GUEST_IN_REVIEW', 'GUEST_RECEIVABLE',
  'RESTAURANT_ISSUED', 'RESTAURANT_REDEEMED', 'RESTAURANT_OFFLINE_LOSS',
  'NETWORK_ISSUED', 'NETWORK_REDEEMED', 'NETWORK_EXPIRY', 'NETWORK_BREAKAGE', 'NETWORK_ADJUSTMENT', 'PARTNER');
CREATE TYPE transfer_code AS ENUM (
  'ACCRUAL', 'REDEMPTION', 'EXPIRY', 'HOLD', 'RELEASE', 'ACTIVATION',
  'TAKE_BACK', 'DEBT', 'SETTLEMENT', 'GIVE_BACK', 'RESTORE', 'ADJUSTMENT', 'OFFLINE_LOSS',
  'TRANSFER');
CREATE TYPE user_role AS ENUM ('owner', 'manager', 'analyst', 'cashier');

-- ---------------------------------------------------------------------------------------------
-- Layer 3: configuration
-- ---------------------------------------------------------------------------------------------

-- PostgreSQL's identifier of this cluster, which initdb makes and no dump carries; null where a host withholds it. It cannot
-- change while a backend lives, and reading it opens a file, so the backend remembers it.
CREATE FUNCTION this_system() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  known text := current_setting('app.this_system', true);
BEGIN
  IF coalesce(known, '') = '' THEN
    BEGIN
      SELECT system_identifier::text INTO known FROM pg_control_system();
    EXCEPTION WHEN insufficient_privilege OR undefined_function OR feature_not_supported THEN
      known := 'withheld';
    END;
    PERFORM set_config('app.this_system', known, false);
  END IF;
  RETURN nullif(known, 'withheld');
END $$;
REVOKE ALL ON FUNCTION this_system() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION this_system() TO loyalty_app, loyalty_platform;

CREATE TABLE networks (
  id              uuid PRIMARY KEY,
  code            text NOT NULL UNIQUE CHECK (code ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  name            text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  currency        text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  currency_digits smallint NOT NULL CHECK (currency_digits BETWEEN 0 AND 4),
  time_zone       text NOT NULL,
  locale          text NOT NULL CHECK (locale IN ('ru', 'en')),
  country         text NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
  -- Limits, windows and choices of the network; shape and defaults in src/configuration/networks.
  settings        jsonb NOT NULL DEFAULT '{}',
  -- Covers programme, tiers, campaigns, catalogue and limits; rises with each publication.
  rules_version   bigint NOT NULL DEFAULT 1,
  -- Positions are (epoch, xid, id). The epoch rises where transaction ids count from anew, as after a restore into another
  -- cluster: `raise_epoch` does it, and nothing else writes these two.
  epoch           integer NOT NULL DEFAULT 1 CHECK (epoch > 0),
  -- The cluster whose transaction ids the positions of this epoch carry.
  system_identifier text DEFAULT (this_system()),
  created_at      timestamptz NOT NULL DEFAULT now(),
  closed_at       timestamptz
);

CREATE TABLE restaurants (
  network_id uuid NOT NULL REFERENCES networks (id),
  id         uuid NOT NULL,
  code       text NOT NULL,
  name       text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  address    text,
  created_at timestamptz NOT NULL DEFAULT now(),
  closed_at  timestamptz,
  PRIMARY KEY (network_id, id),
  UNIQUE (network_id, code)
);

CREATE TABLE points_of_sale (
  network_id    uuid NOT NULL,
  id            uuid NOT NULL,
  restaurant_id uuid NOT NULL,
  code          text NOT NULL,
  name          text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  created_at    timestamptz NOT NULL DEFAULT now(),
  closed_at     timestamptz,
  PRIMARY KEY (network_id, id),
  UNIQUE (network_id, code),
  FOREIGN KEY (network_id, restaurant_id) REFERENCES restaurants (network_id, id)
);

CREATE TABLE program_versions (
  network_id     uuid NOT NULL REFERENCES networks (id),
  version        integer NOT NULL CHECK (version > 0),
  status         text NOT NULL CHECK (status IN ('DRAFT', 'PUBLISHED', 'ARCHIVED')),
  document       json NOT NULL,
  -- sha256 of the canonical document, hex.
  document_hash  text NOT NULL,
  created_by     uuid,
  created_at     timestamptz NOT NULL DEFAULT now(),
  published_by   uuid,
  published_at   timestamptz,
  effective_from timestamptz,
  PRIMARY KEY (network_id, version),
  CHECK (status <> 'PUBLISHED' OR effective_from IS NOT NULL)
);

-- ---------------------------------------------------------------------------------------------
-- Layer 7: security
-- ---------------------------------------------------------------------------------------------

-- Staff. A manager, analyst or cashier belongs to one network; an owner to none.
CREATE TABLE users (
  id              uuid PRIMARY KEY,
  network_id      uuid REFERENCES networks (id),
  role            user_role NOT NULL,
  name            text NOT NULL DEFAULT '',
  email_encrypted bytea NOT NULL,
  email_index     bytea NOT NULL UNIQUE,
  -- bcrypt; null until the person has set one by the link.
  password_hash   text,
  locale          text CHECK (locale IN ('ru', 'en')),
  -- A guest that this person is; acts on it are refused (own_account).
  guest_id        uuid,
  created_at      timestamptz NOT NULL DEFAULT now(),
  disabled_at     timestamptz,
  CHECK ((role = 'owner') = (network_id IS NULL))
);
CREATE INDEX users_network ON users (network_id);

CREATE TABLE user_restaurants (
  network_id    uuid NOT NULL,
  user_id       uuid NOT NULL REFERENCES users (id),
  restaurant_id uuid NOT NULL,
  PRIMARY KEY (network_id, user_id, restaurant_id),
  FOREIGN KEY (network_id, restaurant_id) REFERENCES restaurants (network_id, id)
);

-- A one-time link with which a user sets a password.
CREATE TABLE password_links (
  token_hash bytea PRIMARY KEY,
  user_id    uuid NOT NULL REFERENCES users (id),
  expires_at timestamptz NOT NULL,
  used_at    timestamptz
);

-- One row a session of a user or a guest; refresh tokens rotate within it.
CREATE TABLE sessions (
  id              uuid PRIMARY KEY,
  network_id      uuid,
  user_id         uuid REFERENCES users (id),
  guest_id        uuid,
  -- sha256 of the one refresh token that is valid now.
  refresh_hash    bytea NOT NULL UNIQUE,
  created_at      timestamptz NOT NULL DEFAULT now(),
  last_used_at    timestamptz NOT NULL DEFAULT now(),
  expires_at      timestamptz NOT NULL,
  revoked_at      timestamptz,
  revoked_reason  text,
  CHECK ((user_id IS NULL) <> (guest_id IS NULL))
);
CREATE INDEX sessions_user ON sessions (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX sessions_guest ON sessions (network_id, guest_id) WHERE guest_id IS NOT NULL;
CREATE INDEX sessions_revoked ON sessions (revoked_at) WHERE revoked_at IS NOT NULL;

-- Refresh tokens that were used once; meeting one again ends its whole session.
CREATE TABLE used_refresh_tokens (
  refresh_hash bytea PRIMARY KEY,
  session_id   uuid NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  used_at      timestamptz NOT NULL DEFAULT now()
);
-- A session that is dropped takes its tokens along, and every sign-in drops some.
CREATE INDEX used_refresh_tokens_session ON used_refresh_tokens (session_id);

CREATE TABLE api_keys (
  network_id   uuid NOT NULL REFERENCES networks (id),
  id           uuid NOT NULL,
  name         text NOT NULL,
  key_hash     bytea NOT NULL UNIQUE,
  scopes       text[] NOT NULL,
  created_by   uuid,
  created_at   timestamptz NOT NULL DEFAULT now(),
  last_used_at timestamptz,
  revoked_at   timestamptz,
  PRIMARY KEY (network_id, id)
);

-- Who did or read what. Till acts carry their audit in their own row (transactions.actor_id, channel, request_id).
CREATE TABLE audit_log (
  network_id  uuid NOT NULL,
  id          uuid NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  actor_kind  text NOT NULL CHECK (actor_kind IN ('user', 'guest', 'key', 'system')),
  actor_id    uuid,
  -- An owner of the installation who acts for the network.
  on_behalf   boolean NOT NULL DEFAULT false,
  action      text NOT NULL,
  subject_kind text,
  subject_id  text,
  -- Only what changed; personal data is replaced by its kind ("phone: changed").
  before      jsonb,
  after       jsonb,
  address     text,
  request_id  text,
  PRIMARY KEY (network_id, id)
);
-- What the audit is asked by, newest first: who did something, to whom or what, and which kind of thing was done. Most
-- entries of a network are of guests whom its tills looked up: those are found by going back, and not worth an entry more.
CREATE INDEX audit_log_actor ON audit_log (network_id, actor_id, id) WHERE actor_id IS NOT NULL;
CREATE INDEX audit_log_subject ON audit_log (network_id, subject_id, id) WHERE subject_id IS NOT NULL;
CREATE INDEX audit_log_action ON audit_log (network_id, action, id) WHERE action <> 'guest.looked_up';

-- The same for what belongs to no network.
CREATE TABLE platform_audit_log (
  id          uuid PRIMARY KEY,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  actor_kind  text NOT NULL CHECK (actor_kind IN ('user', 'guest', 'key', 'system')),
  actor_id    uuid,
  action      text NOT NULL,
  subject_kind text,
  subject_id  text,
  before      jsonb,
  after       jsonb,
  address     text,
  request_id  text
);

-- Failures, codes and misses counted in fixed windows. Not truth: may be lost with a crash.
CREATE UNLOGGED TABLE rate_counters (
  -- What is limited and for whom, personal parts as blind indexes ("login:account:…").
  subject    text NOT NULL,
  window_start timestamptz NOT NULL,
  hits       integer NOT NULL,
  PRIMARY KEY (subject, window_start)
);

-- ---------------------------------------------------------------------------------------------
-- Layer 1: identity
-- ---------------------------------------------------------------------------------------------

-- The person behind guests of any network: a verified phone.
CREATE TABLE guest_accounts (
  id              uuid PRIMARY KEY,
  phone_encrypted bytea NOT NULL,
  phone_index     bytea NOT NULL UNIQUE,
  created_at      timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE guests (
  network_id        uuid NOT NULL REFERENCES networks (id),
  id                uuid NOT NULL,
  account_id        uuid,
  external_id       text CHECK (length(external_id) BETWEEN 1 AND 200),
  name              text CHECK (length(name) <= 200),
  phone_encrypted   bytea,
  -- Blind indexes: of the whole phone (unique) and of its last four digits.
  phone_index       bytea,
  phone_last4_index bytea,
  email_encrypted   bytea,
  email_index       bytea,
  birth_date        date,
  locale            text CHECK (locale IN ('ru', 'en')),
  note              text CHECK (length(note) <= 1000),
  card_number       text NOT NULL,
  restaurant_id     uuid,
  source            text NOT NULL CHECK (source IN ('STAFF', 'SELF', 'IMPORT', 'API')),
  created_at        timestamptz NOT NULL DEFAULT now(),
  created_by        uuid,
  erased_at         timestamptz,
  -- The guest that this one is, too: its cards and its phone are that guest's from then on.
  merged_into       uuid,
  PRIMARY KEY (network_id, id),
  UNIQUE (network_id, external_id),
  UNIQUE (network_id, phone_index),
  UNIQUE (network_id, card_number)
);
CREATE INDEX guests_account ON guests (account_id) WHERE account_id IS NOT NULL;
CREATE INDEX guests_last4 ON guests (network_id, phone_last4_index) WHERE phone_last4_index IS NOT NULL;
CREATE INDEX guests_name ON guests (network_id, lower(name) text_pattern_ops);

-- Six-digit codes that live two minutes, unique in the network while they live.
CREATE TABLE card_codes (
  network_id uuid NOT NULL,
  code       text NOT NULL CHECK (code ~ '^[0-9]{6}$'),
  guest_id   uuid NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at    timestamptz,
  PRIMARY KEY (network_id, code),
  FOREIGN KEY (network_id, guest_id) REFERENCES guests (network_id, id)
);
CREATE INDEX card_codes_guest ON card_codes (network_id, guest_id);

-- One-time codes sent to a phone, with what the registration will become.
CREATE TABLE verifications (
  network_id    uuid NOT NULL REFERENCES networks (id),
  id            uuid NOT NULL,
  phone_index   bytea NOT NULL,
  -- phone, name, birth date, referral code and consents, encrypted until the code is given.
  payload       bytea NOT NULL,
  code_hash     bytea NOT NULL,
  channel       text NOT NULL,
  wrong_codes   smallint NOT NULL DEFAULT 0,
  created_at    timestamptz NOT NULL DEFAULT now(),
  expires_at    timestamptz NOT NULL,
  used_at       timestamptz,
  PRIMARY KEY (network_id, id)
);

CREATE TABLE consents (
  network_id   uuid NOT NULL,
  guest_id     uuid NOT NULL,
  id           uuid NOT NULL,
  kind         text NOT NULL,
  text_version text NOT NULL,
  given        boolean NOT NULL,
  source       text NOT NULL,
  recorded_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (network_id, guest_id, id),
  FOREIGN KEY (network_id, guest_id) REFERENCES guests (network_id, id)
);

-- Messages to people; where no provider takes a channel they are shown on the development outbox page.
CREATE TABLE messages (
  network_id        uuid NOT NULL REFERENCES networks (id),
  id                uuid NOT NULL,
  guest_id          uuid,
  channel           text NOT NULL CHECK (channel IN ('SMS', 'TELEGRAM', 'EMAIL', 'INBOX')),
  recipient_encrypted bytea NOT NULL,
  recipient_index   bytea NOT NULL,
  body_encrypted    bytea NOT NULL,
  status            text NOT NULL CHECK (status IN ('OUTBOX', 'SENT', 'DELIVERED', 'FAILED')),
  created_at        timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (network_id, id)
);
CREATE INDEX messages_recipient ON messages (network_id, recipient_index, id);

-- ---------------------------------------------------------------------------------------------
-- Layer 2: transactions. One mutable row a guest, open lots, and a journal that is only appended.
-- ---------------------------------------------------------------------------------------------

-- The monitor of a guest: everything that `decide` reads, but the lots. Whoever changes any of it, or a lot,
-- locks this row first and raises `version` in the same transaction (ledger.md, rule 1).
CREATE TABLE guest_states (
  network_id    uuid NOT NULL,
  guest_id      uuid NOT NULL,
  version       bigint NOT NULL DEFAULT 0,
  blocked       boolean NOT NULL DEFAULT false,
  -- Month × 100 + day; the fact "birthday today" is derived from it.
  birthday      smallint,
  -- Local day number of the registration, from which the years of an anniversary window are counted.
  joined_day    integer NOT NULL DEFAULT (now() AT TIME ZONE 'UTC')::date - DATE '1970-01-01',
  tier          text,
  -- Local day number (days since 1970-01-01) until whose end a tier that is no longer deserved is kept; null: deserved.
  grace_until   integer,
  available     bigint NOT NULL DEFAULT 0,
  pending       bigint NOT NULL DEFAULT 0 CHECK (pending >= 0),
  held          bigint NOT NULL DEFAULT 0 CHECK (held >= 0),
  in_review     bigint NOT NULL DEFAULT 0 CHECK (in_review >= 0),
  receivable    bigint NOT NULL DEFAULT 0 CHECK (receivable >= 0),
  -- Set by the refund policy NEGATIVE alone.
  overdraft     boolean NOT NULL DEFAULT false,
  -- Lifetime, less refunds: what qualifies never falls when points are spent.
  spend         bigint NOT NULL DEFAULT 0,
  visits        bigint NOT NULL DEFAULT 0,
  points_earned bigint NOT NULL DEFAULT 0,
  sales         bigint NOT NULL DEFAULT 0,
  -- Spend, visits and points by local day within the longest window: day, spend, visits, points, day, …
  days          bigint[] NOT NULL DEFAULT '{}',
  -- Rare figures: caps of the day, open holds, the first-sale bonus. Shape: src/transactions/guest-state.
  counters      json,
  -- The next instant at which something happens of itself: a lot expires or becomes active, a hold ends, a tier is reviewed.
  due_at        timestamptz NOT NULL DEFAULT 'infinity',
  PRIMARY KEY (network_id, guest_id),
  FOREIGN KEY (network_id, guest_id) REFERENCES guests (network_id, id),
  CONSTRAINT guest_balance_not_negative CHECK (available >= 0 OR overdraft)
) WITH (fillfactor = 70);
CREATE INDEX guest_states_birthday ON guest_states (network_id, birthday, guest_id) WHERE birthday IS NOT NULL;
CREATE INDEX guest_states_due ON guest_states (network_id, due_at) WHERE due_at < 'infinity';

-- The points of one accrual that are still there. A row leaves when nothing remains: its whole story is in the
-- transfers that name it, from which it can be made anew.
CREATE TABLE lots (
  network_id    uuid NOT NULL,
  guest_id      uuid NOT NULL,
  expires_at    timestamptz NOT NULL,
  lot_id        uuid NOT NULL,
  amount        bigint NOT NULL CHECK (amount > 0),
  remaining     bigint NOT NULL,
  -- The part of `remaining` that open holds have set aside.
  held          bigint NOT NULL DEFAULT 0,
  -- Not spendable before; null: active.
  activates_at  timestamptz,
  restaurant_id uuid,
  -- No foreign key: the guard below already demands that the guest's state was written by the same transaction.
  PRIMARY KEY (network_id, guest_id, expires_at, lot_id),
  CHECK (remaining > 0 AND remaining <= amount),
  CHECK (held >= 0 AND held <= remaining)
) WITH (fillfactor = 80);

-- The journal. A row is an act that was decided: business record, key, audit and answer in one. Never changed.
CREATE TABLE transactions (
  network_id      uuid NOT NULL,
  id              uuid NOT NULL,
  type            transaction_type NOT NULL,
  guest_id        uuid,
  -- The guest's version that this row made; the order in which a guest's journal is replayed. Of a refund of a receipt of
  -- nobody its place among the refunds of that receipt, from 1.
  guest_version   bigint,
  restaurant_id   uuid,
  point_of_sale_id uuid,
  shift_id        uuid,
  actor_kind      text NOT NULL,
  actor_id        uuid,
  channel         text NOT NULL,
  -- The refunded sale, the captured hold, the claimed receipt, the released hold.
  related_id      uuid,
  receipt_number  text,
  external_order_id text,
  business_date   date,
  occurred_at     timestamptz NOT NULL,
  -- `now` of the decision, by the database's clock.
  recorded_at     timestamptz NOT NULL,
  amount          bigint NOT NULL DEFAULT 0,
  discount        bigint NOT NULL DEFAULT 0,
  -- SALE, REDEMPTION: redeemed in all on this receipt. REFUND: given back. HOLD: held.
  points_redeemed bigint NOT NULL DEFAULT 0,
  points_value    bigint NOT NULL DEFAULT 0,
  payable         bigint NOT NULL DEFAULT 0,
  -- SALE, AWARD, MANUAL credit: given. REFUND, EXPIRY, MANUAL debit: taken.
  points_earned   bigint NOT NULL DEFAULT 0,
  -- REFUND: what could not be taken back and became debt, was let go below zero, or was forgiven.
  points_not_taken bigint NOT NULL DEFAULT 0,
  available       bigint NOT NULL DEFAULT 0,
  pending         bigint NOT NULL DEFAULT 0,
  held            bigint NOT NULL DEFAULT 0,
  in_review       bigint NOT NULL DEFAULT 0,
  receivable      bigint NOT NULL DEFAULT 0,
  tier_before     text,
  tier            text,
  -- What the answer says of the way to the next tier: [next code | null, amount to it, visits to it, points to it].
  tier_progress   json,
  program_version integer,
  -- Lines with the division of every effect, derived facts, decided details, trace: bytes that are sealed.
  items           json,
  facts           json,
  details         json,
  trace           json,
  payment_method  text,
  direction       text,
  reason_code     text,
  comment_hash    bytea,
  request_hash    bytea,
  request_id      text,
  xid             bigint NOT NULL DEFAULT (pg_current_xact_id()::text::bigint),
  -- With its instant, so that the age of what is owed is read from the index alone.
  PRIMARY KEY (network_id, id) INCLUDE (occurred_at),
  CHECK (amount >= 0 AND discount >= 0 AND payable >= 0)
);
CREATE UNIQUE INDEX transactions_guest ON transactions (network_id, guest_id, guest_version) WHERE guest_id IS NOT NULL;
CREATE INDEX transactions_shift ON transactions (network_id, shift_id, id) WHERE shift_id IS NOT NULL;
-- What lived on for want of a warning, and what expired after the last time: few, listed for the manager.
CREATE INDEX transactions_unwarned ON transactions (network_id, id)
  WHERE type = 'EXTENSION' OR (type = 'EXPIRY' AND reason_code = 'UNWARNED');
-- Sales whose points waited when they were recorded, by what a payment is told by. No other sale is in them.
CREATE INDEX transactions_pending_order ON transactions (network_id, external_order_id)
  WHERE type = 'SALE' AND pending > 0 AND external_order_id IS NOT NULL;
CREATE INDEX transactions_pending_receipt ON transactions (network_id, receipt_number)
  WHERE type = 'SALE' AND pending > 0 AND receipt_number IS NOT NULL;
CREATE INDEX transactions_related ON transactions (network_id, related_id) WHERE related_id IS NOT NULL;

-- Free text about a transaction: erasable, its hash stands in the sealed row.
CREATE TABLE transaction_comments (
  network_id     uuid NOT NULL,
  transaction_id uuid NOT NULL,
  comment        text NOT NULL CHECK (length(comment) <= 1000),
  PRIMARY KEY (network_id, transaction_id),
  FOREIGN KEY (network_id, transaction_id) REFERENCES transactions (network_id, id)
);

-- The ledger: one immutable row a movement. An account is a kind and its owner (guest, restaurant, network, partner).
-- A movement that touches a guest names the lot it moves, so lots and balances can be made anew from here.
CREATE TABLE transfers (
  network_id     uuid NOT NULL,
  transaction_id uuid NOT NULL,
  n              smallint NOT NULL,
  code           transfer_code NOT NULL,
  debit_kind     account_kind NOT NULL,
  debit_owner    uuid NOT NULL,
  credit_kind    account_kind NOT NULL,
  credit_owner   uuid NOT NULL,
  amount         bigint NOT NULL CHECK (amount > 0),
  -- Null: POINTS. Else the stamp card whose stamps are moved.
  unit           uuid,
  lot_id         uuid,
  -- Of the lot that an accrual or a restoration opens.
  expires_at     timestamptz,
  activates_at   timestamptz,
  -- No foreign key to the transaction: it was two fifths of the cost of a sale, a query a row. The one function that
  -- writes here writes both, and verify-ledger finds a movement without its transaction.
  PRIMARY KEY (network_id, transaction_id, n),
  CHECK (debit_kind <> credit_kind OR debit_owner <> credit_owner)
);

-- What may happen once: keys, receipts and their aliases, external events, device counters. Not partitioned,
-- so that they stay unique (rule 15). `digest` is the first 128 bits of sha256(kind, scope, value).
CREATE TABLE claims (
  network_id uuid NOT NULL,
  digest     uuid NOT NULL,
  kind       "char" NOT NULL,
  -- The transaction, stored answer or other row that holds the claim.
  holder_id  uuid NOT NULL,
  PRIMARY KEY (network_id, digest)
);

-- Answers that are no transaction: refusals of the business, 202, and the other modules' keyed calls.
CREATE TABLE stored_answers (
  network_id   uuid NOT NULL,
  id           uuid NOT NULL,
  request_hash bytea NOT NULL,
  status       smallint NOT NULL,
  -- A refusal as code and data; any other body encrypted, since it may name a person.
  code         text,
  data         json,
  body_encrypted bytea,
  recorded_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (network_id, id)
);

-- Manual acts and refunds that wait for another manager.
CREATE TABLE approvals (
  network_id   uuid NOT NULL,
  -- The transaction that it becomes when it is approved.
  id           uuid NOT NULL,
  type         transaction_type NOT NULL,
  guest_id     uuid NOT NULL,
  request      jsonb NOT NULL,
  -- What counts against the shift's limit while it waits.
  points       bigint NOT NULL DEFAULT 0,
  shift_id     uuid,
  status       text NOT NULL CHECK (status IN ('AWAITING_APPROVAL', 'POSTED', 'REJECTED')),
  version      integer NOT NULL DEFAULT 1,
  requested_by uuid NOT NULL,
  requested_at timestamptz NOT NULL DEFAULT now(),
  decided_by   uuid,
  decided_at   timestamptz,
  PRIMARY KEY (network_id, id)
);
CREATE INDEX approvals_waiting ON approvals (network_id, id) WHERE status = 'AWAITING_APPROVAL';

-- Cashier × till × business date. Totals are read from the transactions, so that no act locks this row.
CREATE TABLE shifts (
  network_id       uuid NOT NULL,
  id               uuid NOT NULL,
  point_of_sale_id uuid NOT NULL,
  user_id          uuid NOT NULL,
  business_date    date NOT NULL,
  number           smallint NOT NULL DEFAULT 1,
  opened_at        timestamptz NOT NULL DEFAULT now(),
  closed_at        timestamptz,
  PRIMARY KEY (network_id, id),
  UNIQUE (network_id, point_of_sale_id, user_id, business_date, number)
);
CREATE UNIQUE INDEX shifts_open ON shifts (network_id, point_of_sale_id, user_id, business_date) WHERE closed_at IS NULL;

-- Tills that send acts later: the highest counter taken, and the gaps noted.
CREATE TABLE devices (
  network_id uuid NOT NULL,
  id         text NOT NULL CHECK (length(id) BETWEEN 1 AND 100),
  last_counter bigint NOT NULL,
  gaps       jsonb NOT NULL DEFAULT '[]',
  seen_at    timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (network_id, id)
);

-- A chain a network over its transactions and transfers (rule 13).
CREATE TABLE seals (
  network_id uuid NOT NULL,
  number     bigint NOT NULL CHECK (number > 0),
  previous   bytea NOT NULL,
  -- The range sealed: positions (epoch, xid, id) after `from_…` up to and with `to_…`.
  from_epoch integer NOT NULL,
  from_xid   bigint NOT NULL,
  from_id    uuid NOT NULL,
  to_epoch   integer NOT NULL,
  to_xid     bigint NOT NULL,
  to_id      uuid NOT NULL,
  transactions integer NOT NULL CHECK (transactions > 0),
  transfers  integer NOT NULL,
  merkle_root bytea NOT NULL,
  -- Totals of the accounts of network and restaurants up to here: [[kind, owner, unit, balance], …].
  totals     json NOT NULL,
  hash       bytea NOT NULL,
  signature  bytea NOT NULL,
  key_id     text NOT NULL,
  sealed_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (network_id, number),
  UNIQUE (network_id, previous)
);

-- Figures of a business date, kept by the relay; the console reads these instead of the journal.
CREATE TABLE daily_figures (
  network_id    uuid NOT NULL,
  business_date date NOT NULL,
  restaurant_id uuid NOT NULL,
  sales         bigint NOT NULL DEFAULT 0,
  guest_sales   bigint NOT NULL DEFAULT 0,
  amount        bigint NOT NULL DEFAULT 0,
  guest_amount  bigint NOT NULL DEFAULT 0,
  discount      bigint NOT NULL DEFAULT 0,
  payable       bigint NOT NULL DEFAULT 0,
  refunds       bigint NOT NULL DEFAULT 0,
  refunded      bigint NOT NULL DEFAULT 0,
  points_earned bigint NOT NULL DEFAULT 0,
  points_redeemed bigint NOT NULL DEFAULT 0,
  points_expired bigint NOT NULL DEFAULT 0,
  new_guests    bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (network_id, business_date, restaurant_id)
);

-- An import of a network's own history; what was read so far, to go on from.
CREATE TABLE imports (
  network_id   uuid NOT NULL REFERENCES networks (id),
  id           uuid NOT NULL,
  kind         text NOT NULL,
  file_hash    text NOT NULL,
  mapping      json NOT NULL,
  status       text NOT NULL CHECK (status IN ('RUNNING', 'DONE', 'FAILED')),
  -- Acts that are committed, in the order of the file's acts.
  position     bigint NOT NULL DEFAULT 0,
  accepted     bigint NOT NULL DEFAULT 0,
  rejected     bigint NOT NULL DEFAULT 0,
  started_at   timestamptz NOT NULL DEFAULT now(),
  finished_at  timestamptz,
  PRIMARY KEY (network_id, id),
  UNIQUE (network_id, kind, file_hash)
);

CREATE TABLE import_mappings (
  network_id uuid NOT NULL REFERENCES networks (id),
  name       text NOT NULL,
  mapping    json NOT NULL,
  saved_at   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (network_id, name)
);

-- ---------------------------------------------------------------------------------------------
-- Platform: the event log and who has read how far
-- ---------------------------------------------------------------------------------------------

-- Thin: ids only, the body is made when it is handed on. Read below the snapshot's xmin, by (epoch, xid, id).
-- Partitioned by the time in the UUIDv7, dropped a month at a time.
CREATE TABLE events (
  network_id    uuid NOT NULL,
  epoch         integer NOT NULL,
  xid           bigint NOT NULL DEFAULT (pg_current_xact_id()::text::bigint),
  id            uuid NOT NULL,
  type          text NOT NULL,
  -- The transaction, guest or other row that the event tells of.
  subject_id    uuid NOT NULL,
  guest_id      uuid,
  guest_version bigint,
  PRIMARY KEY (network_id, epoch, xid, id)
) PARTITION BY RANGE (id);
CREATE TABLE events_default PARTITION OF events DEFAULT;

CREATE TABLE event_cursors (
  network_id uuid NOT NULL REFERENCES networks (id),
  subscriber text NOT NULL,
  epoch      integer NOT NULL DEFAULT 0,
  xid        bigint NOT NULL DEFAULT 0,
  id         uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
  moved_at   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (network_id, subscriber)
);

-- Inserted rows leave nothing to clean up, and no plan hangs on the newest tenth of them. Each look of autovacuum at pages
-- that were written before the last checkpoint sends them to the log whole: looked at after each fifth and tenth of a young
-- table, as by default, sales cost half as much log again.
ALTER TABLE transactions SET (autovacuum_vacuum_insert_threshold = 1000000, autovacuum_analyze_threshold = 100000);
ALTER TABLE transfers SET (autovacuum_vacuum_insert_threshold = 1000000, autovacuum_analyze_threshold = 100000);
ALTER TABLE lots SET (autovacuum_vacuum_insert_threshold = 1000000, autovacuum_analyze_threshold = 100000);
ALTER TABLE claims SET (autovacuum_vacuum_insert_threshold = 1000000, autovacuum_analyze_threshold = 100000);
ALTER TABLE events_default SET (autovacuum_vacuum_insert_threshold = 1000000, autovacuum_analyze_threshold = 100000);

-- Whether a network's positions would stand behind what is written: its epoch counts in another cluster, or a position of
-- it is ahead of this cluster's transaction ids. Needs `app.network_id`.
CREATE FUNCTION is_epoch_due(p_network uuid, p_epoch integer, p_system text) RETURNS boolean
LANGUAGE plpgsql SECURITY INVOKER SET search_path = public, pg_temp
  -- Whatever the statistics say of a young table: the greatest is the last of the index.
  SET enable_seqscan = off SET enable_bitmapscan = off AS $$
BEGIN
  RETURN p_system IS DISTINCT FROM this_system() OR coalesce(
    greatest(
      (SELECT e.xid FROM events e WHERE e.network_id = p_network AND e.epoch = p_epoch ORDER BY e.xid DESC LIMIT 1),
      (SELECT max(c.xid) FROM event_cursors c WHERE c.network_id = p_network AND c.epoch = p_epoch))
    -- This transaction's own rows are visible to it, and its id may be above what its snapshot knows of.
    >= greatest(pg_snapshot_xmax(pg_current_snapshot())::text::bigint, pg_current_xact_id_if_assigned()::text::bigint + 1), false);
END $$;

-- Raises the epoch of a network where that is due, and returns the epoch in force. The row's lock lets two processes raise
-- it once.
CREATE FUNCTION raise_epoch(p_network uuid) RETURNS integer
LANGUAGE plpgsql SECURITY INVOKER SET search_path = public, pg_temp AS $$
DECLARE
  current_epoch integer;
  system text;
BEGIN
  SELECT n.epoch, n.system_identifier INTO current_epoch, system FROM networks n WHERE n.id = p_network FOR UPDATE;
  IF is_epoch_due(p_network, current_epoch, system) THEN
    current_epoch := current_epoch + 1;
    UPDATE networks n SET epoch = current_epoch, system_identifier = this_system() WHERE n.id = p_network;
  END IF;
  RETURN current_epoch;
END $$;

-- The epoch in which an event of this transaction is written. An epoch of another cluster is raised first, so that no
-- event is ever written behind those that were restored, by whichever process.
CREATE FUNCTION epoch_of(p_network uuid) RETURNS integer
LANGUAGE plpgsql SECURITY INVOKER SET search_path = public, pg_temp AS $$
DECLARE
  current_epoch integer;
  system text;
BEGIN
  SELECT n.epoch, n.system_identifier INTO current_epoch, system FROM networks n WHERE n.id = p_network;
  IF system IS DISTINCT FROM this_system() THEN RETURN raise_epoch(p_network); END IF;
  RETURN current_epoch;
END $$;

-- Those of these networks whose epoch has to be raised.
CREATE FUNCTION list_due_epochs(p_networks uuid[]) RETURNS SETOF uuid
LANGUAGE plpgsql SECURITY INVOKER SET search_path = public, pg_temp AS $$
DECLARE
  network uuid;
BEGIN
  FOREACH network IN ARRAY p_networks LOOP
    PERFORM set_config('app.network_id', network::text, true);
    RETURN QUERY SELECT n.id FROM networks n WHERE n.id = network AND is_epoch_due(n.id, n.epoch, n.system_identifier);
  END LOOP;
END $$;

REVOKE ALL ON FUNCTION is_epoch_due(uuid, integer, text), raise_epoch(uuid), epoch_of(uuid), list_due_epochs(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION is_epoch_due(uuid, integer, text), raise_epoch(uuid), epoch_of(uuid), list_due_epochs(uuid[]) TO loyalty_app;

-- ---------------------------------------------------------------------------------------------
-- Guards
-- ---------------------------------------------------------------------------------------------

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'LP001';
END $$;

DO $$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY ARRAY['transactions', 'transfers', 'seals', 'audit_log', 'platform_audit_log', 'events'] LOOP
    EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', t || '_append_only', t);
    IF t <> 'events' THEN
      EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', t || '_no_truncate', t);
    END IF;
  END LOOP;
END $$;

-- The condition is the trigger's, not the function's: where it does not hold, no function is called.
CREATE FUNCTION require_version_raise() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'guest_states.version must rise with every change' USING ERRCODE = 'LP002';
END $$;
CREATE TRIGGER guest_states_version BEFORE UPDATE ON guest_states
  FOR EACH ROW WHEN (NEW.version <= OLD.version) EXECUTE FUNCTION require_version_raise();

-- A lot changes only in a transaction that has written the state of its guest. A savepoint writes under an id of its
-- own, later than that of its transaction, so the writer is this transaction or one that began after it.
CREATE FUNCTION require_guest_written() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE me bigint := pg_current_xact_id()::text::bigint & 4294967295;
BEGIN
  IF EXISTS (
    SELECT 1 FROM changed c
    LEFT JOIN LATERAL (
      SELECT s.xmin::text::bigint AS writer FROM guest_states s
      WHERE s.network_id = c.network_id AND s.guest_id = c.guest_id OFFSET 0) s ON true
    WHERE s.writer IS NULL OR ((s.writer - me) & 4294967295) >= 2147483648
  ) THEN
    RAISE EXCEPTION 'a lot changed without its guest' USING ERRCODE = 'LP002';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER lots_insert_guard AFTER INSERT ON lots REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION require_guest_written();
CREATE TRIGGER lots_update_guard AFTER UPDATE ON lots REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION require_guest_written();
CREATE TRIGGER lots_delete_guard AFTER DELETE ON lots REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION require_guest_written();

-- A published programme version never changes but by being archived.
CREATE FUNCTION refuse_published_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status <> 'DRAFT' AND (TG_OP = 'DELETE' OR NEW.document::text <> OLD.document::text
      OR NEW.effective_from IS DISTINCT FROM OLD.effective_from OR NEW.version <> OLD.version OR NEW.status = 'DRAFT') THEN
    RAISE EXCEPTION 'a published programme version never changes' USING ERRCODE = 'LP003';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER program_versions_published BEFORE UPDATE OR DELETE ON program_versions FOR EACH ROW EXECUTE FUNCTION refuse_published_change();

-- The digits of a currency never change after the first sale.
CREATE FUNCTION refuse_currency_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.currency <> OLD.currency OR NEW.currency_digits <> OLD.currency_digits)
     AND EXISTS (SELECT 1 FROM transactions WHERE network_id = OLD.id) THEN
    RAISE EXCEPTION 'the currency of a network with transactions never changes' USING ERRCODE = 'LP004';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER networks_currency BEFORE UPDATE ON networks FOR EACH ROW EXECUTE FUNCTION refuse_currency_change();

-- ---------------------------------------------------------------------------------------------
-- Row-level security: forced on every table; `app.network_id` unset is an error, not an empty answer.
-- ---------------------------------------------------------------------------------------------

DO $$ DECLARE t text; BEGIN
  -- Tables of a network.
  FOREACH t IN ARRAY ARRAY['restaurants', 'points_of_sale', 'program_versions', 'user_restaurants', 'api_keys', 'audit_log',
    'guests', 'card_codes', 'verifications', 'consents', 'messages', 'guest_states', 'lots', 'transactions',
    'transaction_comments', 'transfers', 'claims', 'stored_answers', 'approvals', 'shifts', 'devices', 'seals',
    'daily_figures', 'imports', 'import_mappings', 'events', 'events_default', 'event_cursors'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY network_only ON %I TO loyalty_app
      USING (network_id = (SELECT current_setting(''app.network_id'')::uuid))
      WITH CHECK (network_id = (SELECT current_setting(''app.network_id'')::uuid))', t);
  END LOOP;
  -- Tables of the platform, and the two that both sides read.
  FOREACH t IN ARRAY ARRAY['networks', 'users', 'password_links', 'sessions', 'used_refresh_tokens', 'platform_audit_log',
    'rate_counters', 'guest_accounts'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY platform ON %I TO loyalty_platform USING (true) WITH CHECK (true)', t);
  END LOOP;
  -- What the platform reads of the networks' own: keys at the door, places of a user at sign-in.
  FOREACH t IN ARRAY ARRAY['api_keys', 'user_restaurants'] LOOP
    EXECUTE format('CREATE POLICY platform_reads ON %I FOR SELECT TO loyalty_platform USING (true)', t);
  END LOOP;
END $$;
CREATE POLICY own_network ON networks TO loyalty_app
  USING (id = (SELECT current_setting('app.network_id')::uuid)) WITH CHECK (id = (SELECT current_setting('app.network_id')::uuid));
CREATE POLICY own_users ON users TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid)) WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
-- Guests of one account, in every network, for the account itself.
CREATE POLICY platform_reads_accounts ON guests FOR SELECT TO loyalty_platform USING (account_id IS NOT NULL);

REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO loyalty_app, loyalty_platform;

-- The application: nothing it can change or delete in what is only appended.
GRANT SELECT, INSERT ON transactions, transfers, seals, audit_log, events, consents, stored_answers TO loyalty_app;
GRANT SELECT, INSERT, UPDATE ON restaurants, points_of_sale, api_keys, guests, verifications, messages,
  guest_states, approvals, shifts, devices, daily_figures, imports, event_cursors TO loyalty_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON program_versions, user_restaurants, card_codes, lots, claims,
  transaction_comments, import_mappings TO loyalty_app;
GRANT SELECT, UPDATE (name, settings, rules_version, locale, time_zone, country, currency, currency_digits, epoch, system_identifier) ON networks TO loyalty_app;
GRANT SELECT, INSERT, UPDATE ON users TO loyalty_app;

-- The platform role: sign-in, networks, limits.
GRANT SELECT, INSERT, UPDATE ON networks, users, sessions, password_links, guest_accounts TO loyalty_platform;
GRANT SELECT, INSERT, UPDATE, DELETE ON used_refresh_tokens, rate_counters TO loyalty_platform;
GRANT DELETE ON sessions, password_links TO loyalty_platform;
GRANT SELECT, INSERT ON platform_audit_log TO loyalty_platform;
GRANT SELECT ON api_keys, user_restaurants, guests TO loyalty_platform;
