-- From the schema of 0.2.0 to that of 0.3.0. Functions stand in prisma/functions and are applied after it.

-- The owner of the tables has no policy: until the end of this migration it reads and writes the rows of all networks.
DO $$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY ARRAY[
    'networks', 'users', 'sessions', 'guests', 'guest_states', 'transactions', 'claims', 'stored_answers', 'audit_log',
    'api_keys', 'events', 'event_cursors', 'daily_figures'
  ] LOOP
    EXECUTE format('ALTER TABLE %I NO FORCE ROW LEVEL SECURITY', t);
  END LOOP;
END $$;

-- The role that a backup reads with. Row-level security is forced, also on the owner, and BYPASSRLS takes a superuser to
-- give; so every table has a policy by which this role, and no other, reads all rows.
DO $$ BEGIN
  IF to_regrole('loyalty_backup') IS NULL THEN
    CREATE ROLE loyalty_backup NOLOGIN NOBYPASSRLS;
  END IF;
EXCEPTION
  -- Roles are managed elsewhere: an administrator makes it, and the next start opens the tables to it.
  WHEN insufficient_privilege THEN RAISE NOTICE 'the role loyalty_backup could not be made: %', SQLERRM;
  WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
-- The role of the queue. Jobs are not bound to a network, so a statement in the role of the application, which is bound to
-- one, must not write them. The start gives the queue's schema to this role (src/platform/queue/queue-connection.ts).
DO $$ BEGIN
  IF to_regrole('loyalty_queue') IS NULL THEN
    CREATE ROLE loyalty_queue NOLOGIN NOBYPASSRLS;
  END IF;
EXCEPTION
  -- Roles are managed elsewhere: without this one the queue uses the role of the application, as before.
  WHEN insufficient_privilege THEN RAISE NOTICE 'the role loyalty_queue could not be made: %', SQLERRM;
  WHEN duplicate_object OR unique_violation THEN NULL;
END $$;

-- Functions whose results or arguments change, or that are no more. Files make them again.
DROP FUNCTION till_read(till_asked[]);
DROP FUNCTION figures_advance(uuid, integer);
-- Triggers need a function to name, which its file replaces before anything is served.
DO $$ DECLARE f text; BEGIN
  FOREACH f IN ARRAY ARRAY['keep_words_of_new_guests', 'keep_words_of_guest', 'summarize_new_guests', 'summarize_guest', 'refuse_audit_change'] LOOP
    EXECUTE format('CREATE FUNCTION %I() RETURNS trigger LANGUAGE plpgsql AS
      $f$ BEGIN RAISE EXCEPTION ''the functions of the database are not applied yet''; END $f$', f);
  END LOOP;
END $$;
-- What rows that are there already get their values by.
-- Ten characters that are read and typed without mistakes: no I, L, O or U.
CREATE FUNCTION new_referral_code() RETURNS text
LANGUAGE sql VOLATILE SET search_path = public, pg_temp AS $$
  SELECT string_agg(substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', (get_byte(r.bytes, b.n) & 31) + 1, 1), '' ORDER BY b.n)
  -- The bytes 6 and 8 of a random UUID hold its version.
  FROM (SELECT uuid_send(gen_random_uuid()) AS bytes) r CROSS JOIN unnest(ARRAY[0, 1, 2, 3, 4, 5, 9, 10, 11, 12]) b(n)
$$;
-- The words of a name in small letters, with ё as е. The collation is named, because the database may have one that knows
-- no Cyrillic letters.
CREATE FUNCTION name_words(p_name text) RETURNS SETOF text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT DISTINCT word FROM regexp_split_to_table(
    translate(lower(normalize(p_name, NFKC) COLLATE "und-x-icu"), 'ё', 'е'), '[^[:alnum:]]+') word
  WHERE word <> ''
$$;
-- The name as the list sorts it; a guest without a name comes after all others.
CREATE FUNCTION name_key(p_name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(nullif(btrim(translate(lower(normalize(p_name, NFKC) COLLATE "und-x-icu"), 'ё', 'е')), ''), U&'\+10FFFF')
$$;

-- A manager blocks a guest, or ends that; a guest joins a campaign, or leaves it; balances that guests bring from an earlier
-- system, with the account that they come from.
ALTER TYPE transaction_type ADD VALUE 'BLOCK';
ALTER TYPE transaction_type ADD VALUE 'JOIN';
ALTER TYPE transaction_type ADD VALUE 'OPENING';
ALTER TYPE transfer_code ADD VALUE 'OPENING';
ALTER TYPE account_kind ADD VALUE 'NETWORK_OPENING';

-- What the till reads and writes.
ALTER TYPE till_group ADD ATTRIBUTE blocked boolean;
CREATE TYPE till_budget_use AS (grp integer, lease uuid, budget uuid, transaction_id uuid, amount bigint);
-- A refund's part of what a campaign gave by an earlier transaction, in each unit.
CREATE TYPE till_budget_return AS (
  grp integer, campaign text, transaction_id uuid, points bigint, money bigint, uses bigint);
ALTER TYPE till_batch ADD ATTRIBUTE budget_uses till_budget_use[], ADD ATTRIBUTE budget_returns till_budget_return[];
CREATE TYPE till_look_up AS (actor uuid, guest uuid);
-- A spend by its receipt, with the instant since when spent points count.
CREATE TYPE till_spending AS (since timestamptz, first_id uuid, receipt text, external_order text, till uuid);
-- A balance shows when the guest's points end, by the sums of this many next ends.
ALTER TYPE till_reading ADD ATTRIBUTE ends integer, ADD ATTRIBUTE look_ups till_look_up[], ADD ATTRIBUTE spendings till_spending[];
CREATE TYPE till_row AS (
  ordinal integer, now_ms double precision, version bigint, blocked boolean, birthday smallint, joined_day integer, tier text, grace_until integer,
  available bigint, pending bigint, held bigint, in_review bigint, receivable bigint, overdraft boolean,
  spend bigint, visits bigint, points_earned bigint, sales bigint, days bigint[], counters text, due_ms double precision, lots text, in_family boolean,
  segments text[], codes text, identified text, spent bigint[]);
-- A guest by its card or by the index of its phone, and what is read of it.
CREATE TYPE till_key AS (network uuid, card text, phone bytea, need_lots boolean, ends integer);

-- How the guest of an act was identified, and the session that asked for it; null: not looked up, a key or the system.
ALTER TABLE transactions ADD COLUMN identified_by text, ADD COLUMN session_id uuid;
-- Points of a row that count against the budget of its restaurant, as they were decided. Null: the row can give none, or is
-- older; then `points_given` reads them from its details.
ALTER TABLE transactions ADD COLUMN points_given bigint;
SELECT follow_journal_columns();

-- A receipt is claimed under each of its names. Until now a sale that named the order of the till system claimed that alone, so
-- the same receipt by point of sale and number could be recorded again. Whatever holds the order gets the number, too.
-- The digest of claimDigest('RECEIPT', till, period, number); JavaScript counts the length of a text in UTF-16 units.
CREATE FUNCTION pg_temp.part_of_digest(part text) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
  SELECT '\x00'::bytea || convert_to(
    (length(part) + length(regexp_replace(part, '[\u0001-\uffff]', '', 'g')))::text || ':' || part, 'UTF8') $$;
CREATE FUNCTION pg_temp.receipt_digest(VARIADIC parts text[]) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
  SELECT left(encode(sha256('RECEIPT'::bytea || string_agg(pg_temp.part_of_digest(part), ''::bytea ORDER BY n)), 'hex'), 32)::uuid
  FROM unnest(parts) WITH ORDINALITY p(part, n) $$;
INSERT INTO claims (network_id, digest, kind, holder_id)
SELECT t.network_id, pg_temp.receipt_digest(t.point_of_sale_id::text, CASE n.settings->>'receiptScope'
    WHEN 'YEAR' THEN left(t.business_date::text, 4) WHEN 'FOREVER' THEN '' ELSE t.business_date::text END, t.receipt_number),
  'R', c.holder_id
FROM transactions t
JOIN networks n ON n.id = t.network_id
JOIN claims c ON c.network_id = t.network_id AND c.digest = pg_temp.receipt_digest('order', t.external_order_id)
WHERE t.type IN ('SALE', 'REDEMPTION') AND t.external_order_id IS NOT NULL AND t.receipt_number IS NOT NULL
  AND t.point_of_sale_id IS NOT NULL AND t.business_date IS NOT NULL
ORDER BY t.network_id, t.id
ON CONFLICT DO NOTHING;

-- How a caller last identified a guest; of use while the guest stands at the till.
CREATE TABLE identifications (
  network_id uuid NOT NULL,
  actor_id   uuid NOT NULL,
  guest_id   uuid NOT NULL,
  way        text NOT NULL,
  noted_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (network_id, actor_id, guest_id),
  FOREIGN KEY (network_id, guest_id) REFERENCES guests (network_id, id)
);
GRANT SELECT, INSERT, UPDATE (way, noted_at) ON identifications TO loyalty_app;
-- A spend that the guest is asked to confirm, by the code of a message or a tap. Good for one act.
CREATE TABLE confirmations (
  network_id   uuid NOT NULL,
  id           uuid NOT NULL,
  guest_id     uuid NOT NULL,
  -- The caller who asked, the only one who may use it.
  actor_id     uuid NOT NULL,
  -- The most that it lets the act spend.
  points       bigint NOT NULL CHECK (points > 0),
  -- Whose code was sent; null: no message could be, so only a tap confirms it.
  verification_id uuid,
  created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
  expires_at   timestamptz NOT NULL,
  confirmed_by text CHECK (confirmed_by IN ('ONE_TIME_CODE', 'TAP')),
  refused_at   timestamptz,
  used_at      timestamptz,
  PRIMARY KEY (network_id, id),
  FOREIGN KEY (network_id, guest_id) REFERENCES guests (network_id, id)
);
CREATE INDEX confirmations_guest ON confirmations (network_id, guest_id, created_at);
GRANT SELECT, INSERT, UPDATE (confirmed_by, refused_at, used_at) ON confirmations TO loyalty_app;
-- The strongest way of identifying a guest that the service of a key may name.
ALTER TABLE api_keys ADD COLUMN identifies text NOT NULL DEFAULT 'TILL_SYSTEM';

-- How the rules of a version are read. What was published before keeps the first form, so its acts are decided again as they were;
-- whatever is published from now on has the second, whenever its draft was written.
ALTER TABLE program_versions ADD COLUMN form smallint NOT NULL DEFAULT 1 CHECK (form IN (1, 2));
ALTER TABLE program_versions ALTER COLUMN form SET DEFAULT 2;

-- Until when guests with new transactions were looked at, after the pass of the day; null: not since the upgrade.
ALTER TABLE expiry_warning_passes ADD COLUMN looked_at timestamptz;

-- Versions of the programme that a seal is the first to cover: [[version, hash of the document, microseconds of its effect], …];
-- null: none, or a seal of form 1.
ALTER TABLE seals ADD COLUMN programs json;
CREATE INDEX seals_programs ON seals (network_id) WHERE programs IS NOT NULL;

-- What a file had rejected can be run again with another mapping: each run of it is an attempt.
ALTER TABLE imports ADD COLUMN attempt integer NOT NULL DEFAULT 1 CHECK (attempt > 0);
-- The lines at which recorded rows begin, [first, last, first, last, …]; null while it runs, and for imports before this version.
ALTER TABLE imports ADD COLUMN recorded_lines json;
ALTER TABLE imports DROP CONSTRAINT imports_network_id_kind_file_hash_key;
ALTER TABLE imports ADD CONSTRAINT imports_network_id_kind_file_hash_attempt_key UNIQUE (network_id, kind, file_hash, attempt);

-- By which time a month takes rows in: RECORDED, as months closed before this version; BUSINESS: imported acts, and what the
-- ledger does of itself, belong to the month in which they happened.
ALTER TABLE ledger_periods ADD COLUMN booking text NOT NULL DEFAULT 'RECORDED' CHECK (booking IN ('RECORDED', 'BUSINESS'));

-- A guest account and an integration each have idempotency keys of their own; the staff of a network share one space. The
-- digest of a key in a space is made from the digest that it had without one, so the claims that stand can be moved.
-- To its maker alone a stored answer shows what is shown once.
ALTER TABLE stored_answers ADD COLUMN maker_id uuid;
-- An answer with a body was stored in the transaction that wrote its line in the audit, so both have its time.
CREATE TEMPORARY TABLE made_by ON COMMIT DROP AS
SELECT s.network_id, s.id, min(a.actor_kind) AS actor_kind, min(a.actor_id::text)::uuid AS actor_id
FROM stored_answers s
JOIN audit_log a ON a.network_id = s.network_id AND a.recorded_at = s.recorded_at AND a.actor_id IS NOT NULL
WHERE s.body_encrypted IS NOT NULL
GROUP BY s.network_id, s.id
HAVING count(DISTINCT a.actor_id) = 1;
UPDATE stored_answers s SET maker_id = m.actor_id FROM made_by m WHERE m.network_id = s.network_id AND m.id = s.id;
UPDATE claims c
SET digest = encode(substr(sha256('KEY_OF'::bytea || '\x00'::bytea || convert_to('36:' || o.space, 'UTF8')
      || '\x00'::bytea || convert_to('36:' || c.digest, 'UTF8')), 1, 16), 'hex')::uuid
FROM (
  SELECT network_id, id, actor_id::text AS space FROM transactions
  WHERE actor_kind IN ('key', 'guest') AND request_hash IS NOT NULL
  UNION ALL
  SELECT network_id, id, actor_id::text FROM made_by WHERE actor_kind IN ('key', 'guest')
) o
WHERE c.network_id = o.network_id AND c.kind = 'K' AND c.holder_id = o.id;
-- A claim is never deleted. One that is free again moves to a digest that stands for nothing, under the kind F.
REVOKE DELETE ON claims FROM loyalty_app;

-- An integration outlives its API keys: a key that takes the place of another belongs to the same integration, and for a
-- while both are good. A key may end by itself.
ALTER TABLE api_keys ADD COLUMN integration_id uuid, ADD COLUMN expires_at timestamptz;
UPDATE api_keys SET integration_id = id;
ALTER TABLE api_keys ALTER COLUMN integration_id SET NOT NULL;

-- A new account may not approve at once. Those that are there were not made for an approval.
ALTER TABLE users ADD COLUMN approves_from timestamptz NOT NULL DEFAULT now();
GRANT SELECT (approves_from), INSERT (approves_from), UPDATE (approves_from) ON users TO loyalty_app;
-- What one manager alone may not do: rights of a manager, a way into a manager's account, higher limits, ways to give points,
-- and who decides who signs in.
CREATE TABLE change_requests (
  network_id   uuid NOT NULL REFERENCES networks (id),
  id           uuid NOT NULL,
  kind         text NOT NULL CHECK (kind IN ('MANAGER_RIGHTS', 'PASSWORD_LINK', 'SECOND_FACTOR', 'SETTINGS',
    'API_KEY', 'API_KEY_ROTATION', 'CAMPAIGN', 'SIGN_IN_PROVIDER', 'OWN_ROLE')),
  -- The user, or the network whose settings it is about.
  subject_id   uuid NOT NULL,
  -- The body of the call that asked for it.
  change       jsonb NOT NULL DEFAULT '{}',
  status       text NOT NULL DEFAULT 'WAITING' CHECK (status IN ('WAITING', 'APPROVED', 'REJECTED', 'WITHDRAWN')),
  requested_by uuid NOT NULL,
  requested_at timestamptz NOT NULL DEFAULT now(),
  decided_by   uuid,
  decided_at   timestamptz,
  reason       text CHECK (length(reason) BETWEEN 1 AND 1000),
  PRIMARY KEY (network_id, id)
);
CREATE INDEX change_requests_waiting ON change_requests (network_id, id) WHERE status = 'WAITING';
GRANT SELECT, INSERT, UPDATE (status, decided_by, decided_at, reason) ON change_requests TO loyalty_app;

-- From where a session was opened, for acts that name it.
ALTER TABLE sessions ADD COLUMN device text CHECK (length(device) <= 300), ADD COLUMN address text;
GRANT SELECT (device, address) ON sessions TO loyalty_app;

-- A message waits (QUEUED) until a provider takes it. While one attempt is under way (SENDING), `due_at` is the end of its lease.
ALTER TABLE messages
  ADD COLUMN subject     text,
  -- Whether the body is a code or a link, which is taken out of the row once the message is gone.
  ADD COLUMN secret      boolean NOT NULL DEFAULT false,
  ADD COLUMN attempts    smallint NOT NULL DEFAULT 0,
  ADD COLUMN due_at      timestamptz,
  ADD COLUMN expires_at  timestamptz,
  ADD COLUMN provider    text,
  ADD COLUMN provider_id text,
  ADD COLUMN failure     text;
ALTER TABLE messages DROP CONSTRAINT messages_status_check;
ALTER TABLE messages ADD CONSTRAINT messages_status_check
  CHECK (status IN ('OUTBOX', 'QUEUED', 'SENDING', 'SENT', 'DELIVERED', 'FAILED'));
-- One job delivers the messages of all networks: the platform's role sees which are due, and nothing else of them.
CREATE INDEX messages_due ON messages (channel, due_at) WHERE status IN ('QUEUED', 'SENDING');
CREATE POLICY platform_finds_due ON messages FOR SELECT TO loyalty_platform USING (status IN ('QUEUED', 'SENDING'));
GRANT SELECT (network_id, id, channel, status, due_at) ON messages TO loyalty_platform;

-- A code is good for what it was sent for. Those that are on their way were all sent to register.
ALTER TABLE verifications ADD COLUMN purpose text NOT NULL DEFAULT 'REGISTRATION' CHECK (purpose IN ('REGISTRATION', 'PHONE_CHANGE', 'SPEND'));
ALTER TABLE verifications ALTER COLUMN purpose DROP DEFAULT;
-- The chat with the bot of whoever proved this phone to Telegram.
ALTER TABLE guest_accounts ADD COLUMN telegram_encrypted bytea, ADD COLUMN telegram_index bytea UNIQUE;

-- One address may have an account in each network. When it was taken by one, a manager of another network was told so.
-- Owners have no network, and still one account an address.
CREATE UNIQUE INDEX users_email ON users (email_index, network_id) NULLS NOT DISTINCT;
ALTER TABLE users DROP CONSTRAINT users_email_index_key;

-- The guests whom a change of the programme concerns, as one impact found them; those of the newest impacts are kept.
CREATE TABLE impact_guests (
  network_id   uuid NOT NULL REFERENCES networks (id),
  impact_id    uuid NOT NULL,
  guest_id     uuid NOT NULL,
  -- When the change would come into force.
  tier_without text NOT NULL,
  tier_with    text NOT NULL,
  -- What a year brings with the change less what it brings without it: money in minor units, points, points, money.
  discount     bigint NOT NULL,
  earned       bigint NOT NULL,
  expired      bigint NOT NULL,
  value        bigint NOT NULL,
  PRIMARY KEY (network_id, impact_id, guest_id),
  FOREIGN KEY (network_id, impact_id) REFERENCES backtests (network_id, id)
);
CREATE INDEX impact_guests_value ON impact_guests (network_id, impact_id, value, guest_id);
GRANT SELECT, INSERT, DELETE ON impact_guests TO loyalty_app;

-- What guests ask of people: a request to the personal shopper, the concierge or priority support, which a manager works off.
CREATE TABLE guest_cases (
  network_id      uuid NOT NULL,
  id              uuid NOT NULL,
  kind            text NOT NULL CHECK (kind IN ('PERSONAL_SHOPPER', 'CONCIERGE', 'PRIORITY_SUPPORT')),
  -- Whom it is about.
  guest_id        uuid NOT NULL,
  -- Guests that were merged into this one and brought it, the last one last.
  came_from       uuid[] NOT NULL DEFAULT '{}',
  -- Where the guest wants it; null: anywhere.
  restaurant_id   uuid,
  text            text NOT NULL,
  -- The tier that gave the right to ask.
  tier            text NOT NULL,
  status          text NOT NULL DEFAULT 'OPEN' CHECK (status IN ('OPEN', 'IN_WORK', 'DONE')),
  -- Raised by each change.
  version         integer NOT NULL DEFAULT 1,
  assignee_id     uuid,
  created_by_kind text NOT NULL CHECK (created_by_kind IN ('user', 'guest', 'key', 'system')),
  created_by_id   uuid,
  created_at      timestamptz NOT NULL DEFAULT now(),
  changed_at      timestamptz NOT NULL DEFAULT now(),
  done_at         timestamptz,
  PRIMARY KEY (network_id, id),
  FOREIGN KEY (network_id, guest_id) REFERENCES guests (network_id, id),
  FOREIGN KEY (network_id, restaurant_id) REFERENCES restaurants (network_id, id),
  CHECK ((status = 'DONE') = (done_at IS NOT NULL))
);
CREATE INDEX guest_cases_status ON guest_cases (network_id, status, id);
CREATE INDEX guest_cases_guest ON guest_cases (network_id, guest_id, id);
GRANT SELECT, INSERT, UPDATE ON guest_cases TO loyalty_app;
-- What staff write down while they work on a case; only appended.
CREATE TABLE guest_case_notes (
  network_id uuid NOT NULL,
  id         uuid NOT NULL,
  case_id    uuid NOT NULL,
  author_id  uuid,
  text       text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (network_id, id),
  FOREIGN KEY (network_id, case_id) REFERENCES guest_cases (network_id, id)
);
CREATE INDEX guest_case_notes_case ON guest_case_notes (network_id, case_id, id);
GRANT SELECT, INSERT ON guest_case_notes TO loyalty_app;

-- The sum of a day that a person or an integration moved by hand is read before each such act. Few rows are in it.
CREATE INDEX transactions_manual ON transactions (network_id, actor_id, id) WHERE type = 'MANUAL';

-- The session names the device; it ends and is deleted by itself, while the entry stays.
ALTER TABLE audit_log ADD COLUMN session_id uuid;
ALTER TABLE platform_audit_log ADD COLUMN session_id uuid;
GRANT INSERT (session_id) ON platform_audit_log TO loyalty_app;

-- A till tells a guest of points that end: on the slip, or by the cashier who sees it with the guest. The till and the act
-- with which it did are kept; the delivery itself is a row of the journal like that of a message.
ALTER TABLE expiry_warnings
  ADD COLUMN told_way text CHECK (told_way IN ('PRINTED', 'SHOWN')),
  ADD COLUMN told_at timestamptz,
  ADD COLUMN point_of_sale_id uuid,
  ADD COLUMN transaction_id uuid,
  ADD CONSTRAINT expiry_warnings_told CHECK (
    num_nulls(told_way, told_at, point_of_sale_id, transaction_id) IN (0, 4));
GRANT UPDATE (told_way, told_at, point_of_sale_id, transaction_id) ON expiry_warnings TO loyalty_app;
-- Warnings of points that have not ended yet, for managers.
CREATE INDEX expiry_warnings_ends ON expiry_warnings (network_id, ends_at);

-- The menu of a network: what cashiers ring up line by line where the network wants it. Archived, never deleted.
CREATE TABLE menu_items (
  network_id  uuid NOT NULL,
  id          uuid NOT NULL,
  -- The article number that lines of receipts, programmes and rewards name.
  code        text NOT NULL,
  name_ru     text,
  name_en     text,
  category    text,
  -- The kind of line that a programme may exclude; null: ordinary goods.
  type        text CHECK (type IN ('ALCOHOL', 'TOBACCO', 'DELIVERY', 'TIP', 'SERVICE', 'GIFT_CARD', 'PROMO')),
  -- Minor units.
  price       bigint NOT NULL CHECK (price >= 0),
  created_at  timestamptz NOT NULL DEFAULT now(),
  archived_at timestamptz,
  -- What the goods of one unit cost the network, in minor units; null: not known. Results of campaigns are told after it.
  cost        bigint CHECK (cost >= 0),
  PRIMARY KEY (network_id, id),
  UNIQUE (network_id, code),
  FOREIGN KEY (network_id) REFERENCES networks (id),
  CHECK (name_ru IS NOT NULL OR name_en IS NOT NULL)
);
GRANT SELECT, INSERT, UPDATE ON menu_items TO loyalty_app;

CREATE TABLE guest_words (
  network_id uuid NOT NULL,
  word       text COLLATE "C" NOT NULL,
  guest_id   uuid NOT NULL
);
CREATE TRIGGER guests_words_insert AFTER INSERT ON guests REFERENCING NEW TABLE AS made
  FOR EACH STATEMENT EXECUTE FUNCTION keep_words_of_new_guests();
CREATE TRIGGER guests_words_update AFTER UPDATE OF name, erased_at, merged_into ON guests FOR EACH ROW
  WHEN ((OLD.name, OLD.erased_at, OLD.merged_into) IS DISTINCT FROM (NEW.name, NEW.erased_at, NEW.merged_into))
  EXECUTE FUNCTION keep_words_of_guest();
INSERT INTO guest_words (network_id, word, guest_id)
SELECT g.network_id, w.word, g.id FROM guests g CROSS JOIN LATERAL name_words(g.name) w(word)
WHERE g.erased_at IS NULL AND g.merged_into IS NULL;
-- When the rows are there, since building an index takes less than keeping it row by row.
ALTER TABLE guest_words ADD PRIMARY KEY (network_id, word, guest_id);
CREATE INDEX guest_words_guest ON guest_words (network_id, guest_id, word);
GRANT SELECT, INSERT, DELETE ON guest_words TO loyalty_app;
-- The search that this index served is by words now.
DROP INDEX guests_name;

CREATE TABLE guest_summaries (
  network_id    uuid NOT NULL,
  guest_id      uuid NOT NULL,
  name_key      text COLLATE "C" NOT NULL,
  -- Code of the tier; empty before the first one.
  tier          text COLLATE "C" NOT NULL DEFAULT '',
  available     bigint NOT NULL DEFAULT 0,
  -- When the guest bought last; a sale that was refunded whole does not count.
  last_visit_at timestamptz NOT NULL DEFAULT '-infinity',
  PRIMARY KEY (network_id, guest_id) INCLUDE (tier, available, last_visit_at)
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_insert_scale_factor = 0.05);
CREATE TRIGGER guests_summaries_insert AFTER INSERT ON guests REFERENCING NEW TABLE AS made
  FOR EACH STATEMENT EXECUTE FUNCTION summarize_new_guests();
CREATE TRIGGER guests_summaries_update AFTER UPDATE OF name, erased_at, merged_into ON guests FOR EACH ROW
  WHEN ((OLD.name, OLD.erased_at, OLD.merged_into) IS DISTINCT FROM (NEW.name, NEW.erased_at, NEW.merged_into))
  EXECUTE FUNCTION summarize_guest();
-- Guests of today are summarized here, and what comes after is read from the events.
INSERT INTO event_cursors (network_id, subscriber, epoch, xid, id)
SELECT n.id, 'guest-summaries', n.epoch, pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1, 'ffffffff-ffff-ffff-ffff-ffffffffffff'
FROM networks n;
WITH RECURSIVE whole AS MATERIALIZED (
  SELECT r.network_id, r.related_id AS id FROM transactions r WHERE r.type = 'REFUND' AND (r.details ->> 'whole')::boolean
), visits AS (
  SELECT t.network_id, t.guest_id, max(t.occurred_at) AS at FROM transactions t
  WHERE t.type = 'SALE' AND t.guest_id IS NOT NULL
    AND NOT EXISTS (SELECT FROM whole r WHERE r.network_id = t.network_id AND r.id = t.id)
  GROUP BY t.network_id, t.guest_id
), cards (network_id, guest_id, card_id) AS (
  SELECT g.network_id, g.id, g.id FROM guests g WHERE g.erased_at IS NULL AND g.merged_into IS NULL
  UNION ALL
  SELECT c.network_id, c.guest_id, m.id FROM cards c JOIN guests m ON m.network_id = c.network_id AND m.merged_into = c.card_id
)
INSERT INTO guest_summaries (network_id, guest_id, name_key, tier, available, last_visit_at)
SELECT g.network_id, g.id, name_key(g.name), coalesce(s.tier, ''), s.available, coalesce(v.at, '-infinity')
FROM (
  SELECT c.network_id, c.guest_id, max(v.at) AS at FROM cards c
  LEFT JOIN visits v ON v.network_id = c.network_id AND v.guest_id = c.card_id
  GROUP BY c.network_id, c.guest_id) v
JOIN guests g ON g.network_id = v.network_id AND g.id = v.guest_id
JOIN guest_states s ON s.network_id = g.network_id AND s.guest_id = g.id;
-- Each order of the list with everything that filters it, so that a page is read from one index.
CREATE INDEX guest_summaries_name ON guest_summaries (network_id, name_key, guest_id) INCLUDE (tier, available, last_visit_at);
CREATE INDEX guest_summaries_tier ON guest_summaries (network_id, tier, guest_id) INCLUDE (available, last_visit_at);
CREATE INDEX guest_summaries_points ON guest_summaries (network_id, available, guest_id) INCLUDE (tier, last_visit_at);
CREATE INDEX guest_summaries_visit ON guest_summaries (network_id, last_visit_at, guest_id) INCLUDE (tier, available);
GRANT SELECT, INSERT, UPDATE, DELETE ON guest_summaries TO loyalty_app;

-- A request above somebody's limits is refused with a reason, or taken back by the person who asked.
ALTER TABLE approvals DROP CONSTRAINT approvals_status_check;
ALTER TABLE approvals ADD CONSTRAINT approvals_status_check
  CHECK (status IN ('AWAITING_APPROVAL', 'POSTED', 'REJECTED', 'WITHDRAWN'));
ALTER TABLE approvals ADD COLUMN reason text CHECK (length(reason) BETWEEN 1 AND 1000);

-- Net sales are the money paid less the money handed back, of all sales and of those of guests.
ALTER TABLE daily_figures ADD COLUMN refunded_payable bigint NOT NULL DEFAULT 0;
ALTER TABLE daily_figures ADD COLUMN guest_payable bigint NOT NULL DEFAULT 0;
ALTER TABLE daily_figures ADD COLUMN guest_refunded_payable bigint NOT NULL DEFAULT 0;
-- The same of what was counted before, up to the cursor of each network.
CREATE TEMPORARY TABLE not_counted ON COMMIT DROP AS
SELECT e.network_id, e.id FROM event_cursors c
JOIN events e ON e.network_id = c.network_id AND (e.epoch, e.xid, e.id) > (c.epoch, c.xid, c.id)
WHERE c.subscriber = 'figures';
UPDATE daily_figures f SET refunded_payable = r.refunded_payable, guest_payable = r.guest_payable,
  guest_refunded_payable = r.guest_refunded_payable
FROM (
  SELECT t.network_id,
    coalesce(t.business_date, ((t.recorded_at AT TIME ZONE n.time_zone)
      - (coalesce(n.settings ->> 'dayStart', '04:00')::time - time '00:00'))::date) AS business_date,
    coalesce(t.restaurant_id, '00000000-0000-0000-0000-000000000000') AS restaurant_id,
    coalesce(sum(t.payable) FILTER (WHERE t.type = 'REFUND'), 0) AS refunded_payable,
    coalesce(sum(t.payable) FILTER (WHERE t.type = 'SALE' AND t.guest_id IS NOT NULL), 0) AS guest_payable,
    coalesce(sum(t.payable) FILTER (WHERE t.type = 'REFUND' AND t.guest_id IS NOT NULL), 0) AS guest_refunded_payable
  FROM transactions t
  JOIN networks n ON n.id = t.network_id
  WHERE t.type IN ('SALE', 'REFUND') AND (t.network_id, t.id) NOT IN (SELECT u.network_id, u.id FROM not_counted u)
  GROUP BY 1, 2, 3
) r
WHERE f.network_id = r.network_id AND f.business_date = r.business_date AND f.restaurant_id = r.restaurant_id;
-- Guests who came again are counted by the business date of their sales. Dates grow with the table, so ranges of blocks do.
CREATE INDEX transactions_business_dates ON transactions USING brin (business_date);

-- The name that people gave a batch of coupons; batches of earlier versions have none.
ALTER TABLE coupon_batches ADD COLUMN name text CHECK (char_length(name) BETWEEN 1 AND 80);
-- Uses of a batch are counted from the index alone.
CREATE INDEX redemptions_batch ON redemptions (network_id, batch_id) WHERE batch_id IS NOT NULL AND status <> 'CANCELLED';

-- RFM: the limits between the fifths of a network's guests, made each night. A guest's scores follow from them and from the
-- guest's own figures of the moment, so no score is stored that a sale would have to change.
CREATE TABLE rfm_boundaries (
  network_id uuid NOT NULL REFERENCES networks (id),
  -- The business day for which they were made, in days since 1970.
  day        integer NOT NULL,
  -- Guests with a purchase, whom the limits part.
  guests     bigint NOT NULL,
  -- Four limits each, rising: days since the last purchase, visits, money paid in minor units. Empty without such a guest.
  recency    bigint[] NOT NULL,
  frequency  bigint[] NOT NULL,
  money      bigint[] NOT NULL,
  made_at    timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (network_id, day),
  CHECK (guests >= 0),
  CHECK (cardinality(recency) = cardinality(frequency) AND cardinality(frequency) = cardinality(money)),
  CHECK (cardinality(recency) = CASE WHEN guests = 0 THEN 0 ELSE 4 END)
);
GRANT SELECT, INSERT, UPDATE ON rfm_boundaries TO loyalty_app;

-- Figures of the liability and of its forecast, kept up from the event log by the job `liability`. A reader adds what stands
-- above the cursor, so the figures equal the open lots and the journal at every moment.

-- The months by which a network's figures are counted. Other months (another time zone) raise `counting`, and all is counted anew.
CREATE TABLE liability_countings (
  network_id uuid PRIMARY KEY REFERENCES networks (id),
  counting   integer NOT NULL,
  -- A digest of the first instants of all months.
  months     text NOT NULL
);
-- Points of each guest by state, tier, restaurant, month of earning and month of the end, as they are in the sums.
CREATE TABLE liability_guests (
  network_id uuid NOT NULL,
  guest_id   uuid NOT NULL,
  -- A row of an earlier counting is in no sum.
  counting   integer NOT NULL,
  parts      text[] NOT NULL,
  keys       text[] NOT NULL,
  points     bigint[] NOT NULL,
  -- It has the acts up to this version of the guest; what later ones moved is added, so a count costs the same whatever the
  -- guest's history. Null: the next count reads all of the guest's lots.
  version    bigint,
  PRIMARY KEY (network_id, guest_id)
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);
-- The same of all guests together. A month is its year times 12 and the months before it in the year.
CREATE TABLE liability_sums (
  network_id uuid NOT NULL,
  part       text COLLATE "C" NOT NULL,
  -- Empty: none, as for points of the network itself.
  key        text COLLATE "C" NOT NULL,
  points     bigint NOT NULL,
  PRIMARY KEY (network_id, part, key)
) WITH (fillfactor = 50);
-- Points that entered lots and left them, by the months of earning, of the lot's own date, and of the movement.
CREATE TABLE liability_movements (
  network_id uuid NOT NULL,
  cohort     integer NOT NULL,
  expires    integer NOT NULL,
  month      integer NOT NULL,
  issued     bigint NOT NULL,
  redeemed   bigint NOT NULL,
  expired    bigint NOT NULL,
  PRIMARY KEY (network_id, cohort, expires, month)
) WITH (fillfactor = 50);
GRANT SELECT, INSERT, UPDATE ON liability_countings, liability_guests, liability_sums, liability_movements TO loyalty_app;
-- What was counted by other months is taken away.
GRANT DELETE ON liability_sums, liability_movements TO loyalty_app;

-- The loyalty status has the last redemption and the last change of tier. A guest who never redeemed, or kept one tier, had the
-- whole history read for it. Both indexes leave out most sales, so that they cost a sale nothing.
CREATE INDEX transactions_redeemed ON transactions (network_id, guest_id, guest_version) WHERE points_redeemed > 0;
CREATE INDEX transactions_tier_changed ON transactions (network_id, guest_id, guest_version) WHERE tier IS DISTINCT FROM tier_before;

-- Campaigns: what a network gives beside its programme for a time. A version of the document never changes; which one is
-- in force, and whether it runs, is the newest state whose time has come.
CREATE TABLE campaigns (
  network_id uuid NOT NULL,
  id         uuid NOT NULL,
  -- The name in decisions, traces and sales. Stays.
  code       text NOT NULL CHECK (code ~ '^[A-Z][A-Z0-9_]{0,49}$'),
  created_by uuid,
  created_at timestamptz NOT NULL DEFAULT now(),
  -- An archived campaign leaves the lists; what it did stays.
  archived_at timestamptz,
  PRIMARY KEY (network_id, id),
  UNIQUE (network_id, code),
  FOREIGN KEY (network_id) REFERENCES networks (id)
);
CREATE TABLE campaign_versions (
  network_id  uuid NOT NULL,
  campaign_id uuid NOT NULL,
  version     integer NOT NULL CHECK (version > 0),
  document    json NOT NULL,
  created_by  uuid,
  created_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (network_id, campaign_id, version),
  FOREIGN KEY (network_id, campaign_id) REFERENCES campaigns (network_id, id)
);
-- RUNNING: it gives what the version says, within its schedule, from the time on.
CREATE TABLE campaign_states (
  network_id     uuid NOT NULL,
  campaign_id    uuid NOT NULL,
  number         integer NOT NULL CHECK (number > 0),
  state          text NOT NULL CHECK (state IN ('RUNNING', 'PAUSED', 'ENDED')),
  version        integer NOT NULL,
  reason         text,
  changed_by     uuid,
  changed_at     timestamptz NOT NULL DEFAULT now(),
  effective_from timestamptz NOT NULL,
  PRIMARY KEY (network_id, campaign_id, number),
  FOREIGN KEY (network_id, campaign_id, version) REFERENCES campaign_versions (network_id, campaign_id, version),
  -- Sales that were decided already never see it (rule 7 of the ledger).
  CHECK (effective_from >= changed_at)
);
GRANT SELECT, INSERT ON campaigns, campaign_versions, campaign_states TO loyalty_app;

-- Budgets of campaigns. A process leases a portion and spends it without looking at the budget again: each use is written
-- with its lease, and what is left of a lease goes back when it is closed. Never above the limit.
CREATE TABLE budgets (
  network_id    uuid NOT NULL,
  id            uuid NOT NULL,
  -- The code of the campaign.
  campaign      text NOT NULL,
  unit          text NOT NULL CHECK (unit IN ('POINTS', 'MONEY', 'USES')),
  -- Null: of the whole network.
  restaurant_id uuid,
  -- The version of the campaign that says the limit.
  version       integer NOT NULL,
  most          bigint NOT NULL CHECK (most >= 0),
  -- Granted by leases that are open.
  leased        bigint NOT NULL DEFAULT 0 CHECK (leased >= 0),
  -- Used of leases that are closed.
  spent         bigint NOT NULL DEFAULT 0 CHECK (spent >= 0),
  -- By refunds.
  returned      bigint NOT NULL DEFAULT 0 CHECK (returned >= 0),
  PRIMARY KEY (network_id, id),
  UNIQUE NULLS NOT DISTINCT (network_id, campaign, unit, restaurant_id),
  FOREIGN KEY (network_id) REFERENCES networks (id),
  CONSTRAINT budgets_within CHECK (leased + spent - returned <= most)
);
CREATE TABLE budget_leases (
  network_id uuid NOT NULL,
  id         uuid NOT NULL,
  budget_id  uuid NOT NULL,
  granted    bigint NOT NULL CHECK (granted > 0),
  used       bigint NOT NULL DEFAULT 0 CHECK (used >= 0),
  expires_at timestamptz NOT NULL,
  is_open    boolean NOT NULL DEFAULT true,
  PRIMARY KEY (network_id, id),
  FOREIGN KEY (network_id, budget_id) REFERENCES budgets (network_id, id),
  CONSTRAINT budget_leases_within CHECK (used <= granted)
);
CREATE INDEX budget_leases_open ON budget_leases (network_id, expires_at) WHERE is_open;
-- Appended by the till, so without a key to the rows that many sales share (rule 8 of the ledger).
CREATE TABLE budget_uses (
  network_id     uuid NOT NULL,
  budget_id      uuid NOT NULL,
  -- The sale or activity.
  transaction_id uuid NOT NULL,
  lease_id       uuid NOT NULL,
  amount         bigint NOT NULL CHECK (amount > 0),
  given_back     bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (network_id, transaction_id, budget_id),
  CHECK (given_back BETWEEN 0 AND amount)
);
CREATE INDEX budget_uses_of ON budget_uses (network_id, budget_id, lease_id);
GRANT SELECT, INSERT ON budgets, budget_leases, budget_uses TO loyalty_app;
GRANT UPDATE (version, most, leased, spent, returned) ON budgets TO loyalty_app;
GRANT UPDATE (used, expires_at, is_open) ON budget_leases TO loyalty_app;
GRANT UPDATE (given_back) ON budget_uses TO loyalty_app;

GRANT UPDATE (archived_at) ON campaigns TO loyalty_app;

-- Guests whom a campaign meant when it started, each with its arm: results count them all, purchases or none. The same row is
-- the claim of the guest's announcement, so it is written once.
CREATE TABLE campaign_guests (
  network_id  uuid NOT NULL,
  campaign_id uuid NOT NULL,
  guest_id    uuid NOT NULL,
  -- CONTROL: of the campaign's control group; HELD_OUT: of the network's. Both get nothing.
  arm         text NOT NULL CHECK (arm IN ('TREATED', 'CONTROL', 'HELD_OUT')),
  met_at      timestamptz NOT NULL DEFAULT now(),
  -- Null: told nothing.
  message_id  uuid,
  -- Null: the campaign has no variants.
  variant     text,
  -- Why the guest was not told. WAITS: for the end of the network's quiet hours; CAPPED: the guest had as many messages as the
  -- network allows. Null: told, or the message was not for the guest.
  unsent      text CHECK (unsent IN ('WAITS', 'CAPPED')),
  -- When the guest was told; null: not, or when the campaign met the guest.
  told_at     timestamptz,
  PRIMARY KEY (network_id, campaign_id, guest_id),
  FOREIGN KEY (network_id, campaign_id) REFERENCES campaigns (network_id, id),
  FOREIGN KEY (network_id, guest_id) REFERENCES guests (network_id, id),
  CHECK (message_id IS NULL OR arm = 'TREATED'),
  CHECK (unsent IS NULL OR message_id IS NULL AND arm = 'TREATED')
);
-- How far the guests of a network were looked at for a campaign that has started.
CREATE TABLE campaign_passes (
  network_id  uuid NOT NULL,
  campaign_id uuid NOT NULL,
  after_guest uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
  is_done     boolean NOT NULL DEFAULT false,
  -- False: begun too late to announce anything, after a long outage or from a restored backup.
  announces   boolean NOT NULL,
  begun_at    timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (network_id, campaign_id),
  FOREIGN KEY (network_id, campaign_id) REFERENCES campaigns (network_id, id)
);
GRANT SELECT, INSERT ON campaign_guests, campaign_passes TO loyalty_app;
GRANT UPDATE (after_guest, is_done) ON campaign_passes TO loyalty_app;

ALTER TABLE guests ADD COLUMN referral_code text NOT NULL DEFAULT new_referral_code();
CREATE UNIQUE INDEX guests_network_id_referral_code_key ON guests (network_id, referral_code);
-- A code that a new guest named at the registration. A refused one is kept with its reason.
CREATE TABLE referrals (
  network_id   uuid NOT NULL,
  id           uuid NOT NULL,
  friend_id    uuid NOT NULL,
  -- Null: no guest has the code.
  referrer_id  uuid,
  code         text NOT NULL,
  refusal      text CHECK (refusal IN ('CODE_UNKNOWN', 'SELF')),
  -- A keyed hash of address and browser of a guest who registered alone.
  device_index bytea,
  created_at   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (network_id, id),
  UNIQUE (network_id, friend_id),
  FOREIGN KEY (network_id, friend_id) REFERENCES guests (network_id, id),
  FOREIGN KEY (network_id, referrer_id) REFERENCES guests (network_id, id),
  CHECK (referrer_id IS NOT NULL OR refusal = 'CODE_UNKNOWN')
);
CREATE INDEX referrals_referrer ON referrals (network_id, referrer_id, id);
GRANT SELECT, INSERT ON referrals TO loyalty_app;
-- A first sale of a friend, and what came of it. After its refund another sale may be the first.
CREATE TABLE referral_rounds (
  network_id  uuid NOT NULL,
  id          uuid NOT NULL,
  referral_id uuid NOT NULL,
  sale_id     uuid NOT NULL,
  state       text NOT NULL CHECK (state IN ('QUALIFIED', 'IN_REVIEW', 'REFUSED', 'PAID', 'RETURNING', 'TAKEN_BACK')),
  -- Why it is reviewed or was refused.
  reasons     text[] NOT NULL DEFAULT '{}',
  -- The member of staff who took the sale.
  seller_id   uuid,
  decided_by  uuid,
  comment     text,
  created_at  timestamptz NOT NULL DEFAULT now(),
  changed_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (network_id, id),
  UNIQUE (network_id, referral_id, sale_id),
  FOREIGN KEY (network_id, referral_id) REFERENCES referrals (network_id, id)
);
CREATE INDEX referral_rounds_sale ON referral_rounds (network_id, sale_id);
CREATE INDEX referral_rounds_state ON referral_rounds (network_id, state, id);
GRANT SELECT, INSERT, UPDATE ON referral_rounds TO loyalty_app;
-- The award of one side, written in the transaction of the award; likewise what takes it back.
CREATE TABLE referral_payouts (
  network_id uuid NOT NULL,
  round_id   uuid NOT NULL,
  side       text NOT NULL CHECK (side IN ('REFERRER', 'FRIEND')),
  guest_id   uuid NOT NULL,
  -- Null: the award was refused, with this code.
  award_id   uuid,
  refused    text,
  revoke_id  uuid,
  points     bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (network_id, round_id, side),
  FOREIGN KEY (network_id, round_id) REFERENCES referral_rounds (network_id, id),
  CHECK ((award_id IS NULL) = (refused IS NOT NULL))
);
GRANT SELECT, INSERT, UPDATE ON referral_payouts TO loyalty_app;
-- Sales of today have no referral, so reading begins with those to come.
INSERT INTO event_cursors (network_id, subscriber, epoch, xid, id)
SELECT n.id, 'referrals', n.epoch, pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1, 'ffffffff-ffff-ffff-ffff-ffffffffffff'
FROM networks n;

-- Runs that estimate what a campaign would have cost over the past.
ALTER TABLE backtests DROP CONSTRAINT backtests_mode_check;
ALTER TABLE backtests ADD CONSTRAINT backtests_mode_check CHECK (mode IN ('DRAFT', 'REPRODUCE', 'IMPACT', 'CAMPAIGN'));

-- Rewards, fulfilments and campaigns under the ids that clients of loyaltea gave them, as they wrote them. A campaign is one of
-- `campaigns` with the same id; this table only answers the calls of loyaltea.
CREATE TABLE loyaltea_items (
  network_id uuid NOT NULL,
  kind       text NOT NULL CHECK (kind IN ('REWARD', 'FULFILLMENT', 'CAMPAIGN')),
  id         uuid NOT NULL,
  -- Counts from 1 in the network, by kind; the address of a fulfilment ends with it.
  number     integer NOT NULL CHECK (number > 0),
  body       json NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (network_id, kind, id),
  UNIQUE (network_id, kind, number),
  FOREIGN KEY (network_id) REFERENCES networks (id)
);
GRANT SELECT, INSERT ON loyaltea_items TO loyalty_app;

-- A network's connections to its till systems, and every event that came in by one of them.
CREATE TABLE till_connections (
  network_id            uuid NOT NULL,
  id                    uuid NOT NULL,
  kind                  text NOT NULL CHECK (kind IN ('IIKO', 'RKEEPER')),
  name                  text NOT NULL,
  -- Where the till system is called; null: it only calls us.
  base_url              text,
  -- The secrets of the till system as one JSON object; null: none.
  credentials_encrypted bytea,
  -- SHA-256 of the token in the paths that the till system calls.
  token_hash            bytea NOT NULL CHECK (octet_length(token_hash) = 32),
  -- What the kind lets a manager choose; the API validates it.
  options               json NOT NULL DEFAULT '{}',
  -- Its organisations and terminals, and the till of the network that each of them is.
  places                json NOT NULL DEFAULT '[]',
  -- Its menu categories that are no ordinary goods.
  item_types            json NOT NULL DEFAULT '[]',
  enabled               boolean NOT NULL DEFAULT true,
  last_success_at       timestamptz,
  last_failure_at       timestamptz,
  last_failure          text,
  created_at            timestamptz NOT NULL DEFAULT now(),
  -- Removed connections keep their row, because their events name them.
  removed_at            timestamptz,
  -- Calls of the till system, and those that the database was late for: of the last day with any and of the day before it.
  calls_day             date,
  calls                 integer NOT NULL DEFAULT 0,
  calls_late            integer NOT NULL DEFAULT 0,
  calls_before          integer NOT NULL DEFAULT 0,
  calls_late_before     integer NOT NULL DEFAULT 0,
  PRIMARY KEY (network_id, id),
  UNIQUE (network_id, token_hash),
  FOREIGN KEY (network_id) REFERENCES networks (id),
  CHECK ((last_failure_at IS NULL) = (last_failure IS NULL))
);
GRANT SELECT, INSERT, UPDATE ON till_connections TO loyalty_app;
-- An event as it came, stored before it is answered. Deleted by age, but not while it waits.
CREATE TABLE inbox_events (
  network_id       uuid NOT NULL,
  id               uuid NOT NULL,
  connection_id    uuid NOT NULL,
  -- What it is in the words of the till system.
  kind             text NOT NULL,
  -- SHA-256 of the till system's own id of the event, or of its body: an event that comes again finds its row.
  digest           bytea NOT NULL CHECK (octet_length(digest) = 32),
  -- The order of the till system that it is about, by which events are found; null: none.
  subject          text,
  -- The bytes that came, each as one character.
  body_encrypted   bytea NOT NULL,
  body_bytes       integer NOT NULL,
  received_at      timestamptz NOT NULL DEFAULT now(),
  status           text NOT NULL DEFAULT 'WAITING' CHECK (status IN ('WAITING', 'DONE', 'IGNORED', 'REFUSED')),
  -- A code: why it waits, was ignored or refused, or what is worth a look.
  reason           text,
  -- The transaction that it became; null: none.
  transaction_id   uuid,
  -- The answer that the till got, where a repeated call must get the same bytes.
  answer_encrypted bytea,
  attempts         integer NOT NULL DEFAULT 0,
  -- When it is worked on next, while it waits.
  due_at           timestamptz NOT NULL DEFAULT now(),
  finished_at      timestamptz,
  PRIMARY KEY (network_id, id),
  UNIQUE (network_id, connection_id, digest),
  FOREIGN KEY (network_id, connection_id) REFERENCES till_connections (network_id, id),
  CHECK ((status = 'WAITING') = (finished_at IS NULL))
);
CREATE INDEX inbox_events_due ON inbox_events (network_id, due_at) WHERE status = 'WAITING';
CREATE INDEX inbox_events_connection ON inbox_events (network_id, connection_id, id);
CREATE INDEX inbox_events_subject ON inbox_events (network_id, connection_id, subject, id) WHERE subject IS NOT NULL;
GRANT SELECT, INSERT, UPDATE, DELETE ON inbox_events TO loyalty_app;

-- The number by which a till system with 32-bit accounts knows a guest; given at the first look-up, never changed.
CREATE TABLE till_accounts (
  network_id uuid NOT NULL,
  number     bigint NOT NULL CHECK (number BETWEEN 1 AND 4294967295),
  guest_id   uuid NOT NULL,
  PRIMARY KEY (network_id, number),
  UNIQUE (network_id, guest_id),
  FOREIGN KEY (network_id, guest_id) REFERENCES guests (network_id, id)
);
GRANT SELECT, INSERT ON till_accounts TO loyalty_app;
-- A till finds a guest by the e-mail address.
CREATE INDEX guests_email ON guests (network_id, email_index) WHERE email_index IS NOT NULL;

CREATE INDEX campaign_guests_told ON campaign_guests (network_id, guest_id) WHERE message_id IS NOT NULL;
CREATE INDEX campaign_guests_waiting ON campaign_guests (network_id, campaign_id, guest_id) WHERE unsent = 'WAITS';
GRANT UPDATE (message_id, unsent, told_at) ON campaign_guests TO loyalty_app;

-- The part of their price that the goods of a menu category cost the network, where an item has no cost of its own.
CREATE TABLE menu_category_costs (
  network_id   uuid NOT NULL,
  -- The category in the form in which categories are compared.
  category_key text NOT NULL,
  category     text NOT NULL,
  cost_ppm     integer NOT NULL CHECK (cost_ppm BETWEEN 0 AND 1000000),
  PRIMARY KEY (network_id, category_key),
  FOREIGN KEY (network_id) REFERENCES networks (id)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON menu_category_costs TO loyalty_app;

-- How far a connection was compared with its till system, and when that is done next.
CREATE TABLE till_reconciliations (
  network_id    uuid NOT NULL,
  connection_id uuid NOT NULL,
  -- Revisions up to which each organisation was read: {"orders": {id: revision}, "menu": {id: revision}}.
  revisions     json NOT NULL DEFAULT '{}',
  due_at        timestamptz NOT NULL,
  -- When the job last looked whether it is due: a gap is an outage of ours.
  looked_at     timestamptz NOT NULL DEFAULT now(),
  started_at    timestamptz,
  -- The last one that went through.
  finished_at   timestamptz,
  failed_at     timestamptz,
  failure       text,
  -- Tries since the last one that went through.
  attempts      integer NOT NULL DEFAULT 0,
  -- Orders that the last or current one read, and those of them that had not come before.
  orders_read   integer NOT NULL DEFAULT 0,
  orders_found  integer NOT NULL DEFAULT 0,
  PRIMARY KEY (network_id, connection_id),
  FOREIGN KEY (network_id, connection_id) REFERENCES till_connections (network_id, id),
  CHECK ((failed_at IS NULL) = (failure IS NULL))
);
GRANT SELECT, INSERT, UPDATE ON till_reconciliations TO loyalty_app;

-- The menu category of each product of a till system whose checks name products alone.
CREATE TABLE till_products (
  network_id    uuid NOT NULL,
  connection_id uuid NOT NULL,
  -- The till system's own id.
  product_id    text NOT NULL,
  category      text NOT NULL,
  PRIMARY KEY (network_id, connection_id, product_id),
  FOREIGN KEY (network_id, connection_id) REFERENCES till_connections (network_id, id)
);
GRANT SELECT, INSERT, UPDATE ON till_products TO loyalty_app;

-- Wallets of a till system that follow the points of guests.
CREATE TABLE till_mirrors (
  network_id    uuid NOT NULL,
  connection_id uuid NOT NULL,
  -- Organisation and programme of the wallets: with another one, every guest is met anew.
  program       text NOT NULL,
  -- How far the event log was read.
  epoch         integer NOT NULL DEFAULT 0,
  xid           bigint NOT NULL DEFAULT 0,
  event_id      uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
  -- The guests who had points when the mirror began are listed once, by their ids.
  after_guest   uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
  is_seeded     boolean NOT NULL DEFAULT false,
  PRIMARY KEY (network_id, connection_id),
  FOREIGN KEY (network_id, connection_id) REFERENCES till_connections (network_id, id)
);
GRANT SELECT, INSERT, UPDATE ON till_mirrors TO loyalty_app;
-- What a wallet was told of its guest, and the one movement that is under way.
CREATE TABLE mirrored_guests (
  network_id    uuid NOT NULL,
  connection_id uuid NOT NULL,
  guest_id      uuid NOT NULL,
  -- The guest's id in the till system; null: not met yet.
  customer_id   text,
  wallet_id     text,
  -- Points that the wallet has by what it was told; null: not met yet.
  told          bigint,
  -- By how many points the wallet differed from them when it was last read: movements of the till system itself.
  differs_by    bigint NOT NULL DEFAULT 0,
  -- Written before it is sent: a movement whose answer was lost is looked for by this id.
  step_id       uuid,
  step_points   bigint,
  -- Points that are set aside there, under an id that makes a repetition harmless.
  hold_id       uuid,
  hold_points   bigint,
  hold_done     boolean NOT NULL DEFAULT false,
  -- The tier whose category the guest has there.
  tier          text,
  -- Raised by each change of the guest, so that a change during a call is not overlooked.
  changes       bigint NOT NULL DEFAULT 1,
  due_at        timestamptz NOT NULL DEFAULT now(),
  leased_until  timestamptz NOT NULL DEFAULT '-infinity',
  attempts      integer NOT NULL DEFAULT 0,
  -- A code of why the last try failed; null: it did not.
  failure       text,
  PRIMARY KEY (network_id, connection_id, guest_id),
  FOREIGN KEY (network_id, connection_id) REFERENCES till_mirrors (network_id, connection_id),
  FOREIGN KEY (network_id, guest_id) REFERENCES guests (network_id, id),
  CHECK ((step_id IS NULL) = (step_points IS NULL)),
  CHECK ((hold_id IS NULL) = (hold_points IS NULL))
);
CREATE INDEX mirrored_guests_due ON mirrored_guests (network_id, connection_id, due_at) WHERE due_at < 'infinity';
GRANT SELECT, INSERT, UPDATE ON mirrored_guests TO loyalty_app;

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
  changed_at timestamptz NOT NULL DEFAULT now(),
  -- What a Russian bank needs of a payment, beside account and BIK.
  kpp        text,
  correspondent_account text
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
  -- The file that brought it first; null: read before files were kept.
  import_id     uuid,
  UNIQUE (account, fingerprint),
  CHECK ((status = 'MATCHED') = (invoice_id IS NOT NULL)),
  CHECK (status <> 'DOUBTFUL' OR reason IS NOT NULL)
);
CREATE INDEX bank_entries_status ON bank_entries (status, id);
CREATE INDEX bank_entries_import ON bank_entries (import_id);
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
  -- Paid over the total and not given back.
  overpaid        bigint NOT NULL DEFAULT 0 CHECK (overpaid >= 0),
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
-- Money that came for an invoice.
CREATE TABLE payments (
  network_id  uuid NOT NULL,
  id          uuid NOT NULL,
  invoice_id  uuid NOT NULL,
  amount      bigint NOT NULL CHECK (amount > 0),
  currency    text NOT NULL,
  paid_on     date NOT NULL,
  method      text NOT NULL CHECK (method IN ('MANUAL', 'BANK', 'ONLINE')),
  reference   text,
  -- The entry of a bank statement that it was; null: a person recorded it.
  entry_id    uuid,
  recorded_by uuid,
  created_at  timestamptz NOT NULL DEFAULT now(),
  -- The part of it that was over what was left to pay.
  excess      bigint NOT NULL DEFAULT 0,
  online_payment_id uuid,
  PRIMARY KEY (network_id, id),
  FOREIGN KEY (network_id, invoice_id) REFERENCES invoices (network_id, id),
  CHECK ((method = 'BANK') = (entry_id IS NOT NULL)),
  FOREIGN KEY (network_id, online_payment_id) REFERENCES online_payments (network_id, id),
  CONSTRAINT payments_excess_check CHECK (excess BETWEEN 0 AND amount),
  CONSTRAINT payments_online_check CHECK ((method = 'ONLINE') = (online_payment_id IS NOT NULL))
);
CREATE UNIQUE INDEX payments_entry ON payments (entry_id) WHERE entry_id IS NOT NULL;
CREATE UNIQUE INDEX payments_online ON payments (network_id, online_payment_id) WHERE online_payment_id IS NOT NULL;
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
GRANT SELECT ON subscriptions, subscription_changes, invoices TO loyalty_platform;
GRANT SELECT, INSERT, UPDATE ON subscriptions TO loyalty_app;
GRANT SELECT, INSERT ON subscription_changes, invoice_lines, payments, dunning_steps TO loyalty_app;
GRANT SELECT, INSERT, UPDATE (paid, credited, overpaid) ON invoices TO loyalty_app;
GRANT SELECT ON plan_versions, sellers TO loyalty_app;
GRANT SELECT, INSERT, UPDATE ON invoice_series TO loyalty_app;
GRANT SELECT, INSERT ON plan_versions TO loyalty_platform;
GRANT SELECT ON invoice_series TO loyalty_platform;
GRANT SELECT, INSERT, UPDATE ON sellers, bank_entries TO loyalty_platform;

-- A suspended network sells on, and its managers change nothing. A closed one is shut to everybody and keeps its data.
ALTER TABLE networks
  ADD COLUMN suspended_at timestamptz,
  -- When the network signed up by itself; null: the owner opened it.
  ADD COLUMN signed_up_at timestamptz;
GRANT INSERT (signed_up_at), UPDATE (suspended_at, closed_at) ON networks TO loyalty_app;
-- Sessions of the staff of a closed network are found and ended at once.
CREATE INDEX sessions_staff ON sessions (network_id, id) WHERE user_id IS NOT NULL AND revoked_at IS NULL;
-- Events that were refused lately are counted on the owner's page.
CREATE INDEX inbox_events_refused ON inbox_events (network_id, id) WHERE status = 'REFUSED';

-- Receivers of a network's events, and each delivery to them.
CREATE TABLE webhooks (
  network_id           uuid NOT NULL,
  id                   uuid NOT NULL,
  name                 text NOT NULL,
  url                  text NOT NULL,
  -- Patterns of event types, such as `transaction.*`.
  events               text[] NOT NULL CHECK (cardinality(events) > 0),
  -- Null: deleted with the webhook.
  secret_encrypted     bytea,
  -- The secret before the last rotation signs too until then.
  old_secret_encrypted bytea,
  old_secret_until     timestamptz,
  -- Null: it is enabled.
  disabled_reason      text CHECK (disabled_reason IN ('MANUAL', 'FAILING', 'GONE')),
  disabled_at          timestamptz,
  -- How far the event log was read for it.
  epoch                integer NOT NULL,
  xid                  bigint NOT NULL,
  event_id             uuid NOT NULL,
  -- The lane that delivers to it now, and until when it has the right to.
  lane                 uuid,
  lane_until           timestamptz,
  -- Failures of the receiver in a row, and when it is called next.
  failures             integer NOT NULL DEFAULT 0,
  due_at               timestamptz NOT NULL DEFAULT now(),
  -- The first failure since the last success.
  failing_since        timestamptz,
  last_success_at      timestamptz,
  last_failure_at      timestamptz,
  last_failure         text,
  created_at           timestamptz NOT NULL DEFAULT now(),
  -- Removed webhooks keep their row, because their deliveries name them.
  removed_at           timestamptz,
  -- A webhook that was off for longer than the log is kept: events before this moment did not come to it.
  skipped_before       timestamptz,
  PRIMARY KEY (network_id, id),
  FOREIGN KEY (network_id) REFERENCES networks (id),
  CHECK (secret_encrypted IS NOT NULL OR removed_at IS NOT NULL),
  CHECK ((old_secret_encrypted IS NULL) = (old_secret_until IS NULL)),
  CHECK ((disabled_reason IS NULL) = (disabled_at IS NULL)),
  CHECK ((lane IS NULL) = (lane_until IS NULL)),
  CHECK ((last_failure IS NULL) = (last_failure_at IS NULL))
);
GRANT SELECT, INSERT, UPDATE ON webhooks TO loyalty_app;
-- Ids are in the order in which a webhook gets its events. Deleted by age, but not while it waits.
CREATE TABLE webhook_deliveries (
  network_id      uuid NOT NULL,
  id              uuid NOT NULL,
  webhook_id      uuid NOT NULL,
  -- The `webhook-id` header, the same with each attempt: the id of the event.
  event_id        uuid NOT NULL,
  type            text NOT NULL,
  -- Deliveries of one guest go one after the other.
  guest_id        uuid,
  -- The bytes that are signed and sent, as text.
  body            text NOT NULL,
  status          text NOT NULL DEFAULT 'WAITING' CHECK (status IN ('WAITING', 'DELIVERED', 'FAILED')),
  attempts        integer NOT NULL DEFAULT 0,
  due_at          timestamptz NOT NULL DEFAULT now(),
  -- The last attempt: the response, or why there was none.
  attempted_at    timestamptz,
  duration_ms     integer,
  response_status integer,
  response_body   text,
  failure         text,
  created_at      timestamptz NOT NULL DEFAULT now(),
  finished_at     timestamptz,
  PRIMARY KEY (network_id, id),
  FOREIGN KEY (network_id, webhook_id) REFERENCES webhooks (network_id, id),
  CHECK ((status = 'WAITING') = (finished_at IS NULL))
);
CREATE INDEX webhook_deliveries_webhook ON webhook_deliveries (network_id, webhook_id, id);
CREATE INDEX webhook_deliveries_waiting ON webhook_deliveries (network_id, webhook_id, id) WHERE status = 'WAITING';
CREATE INDEX webhook_deliveries_guests ON webhook_deliveries (network_id, webhook_id, guest_id, id) WHERE status = 'WAITING';
GRANT SELECT, INSERT, UPDATE, DELETE ON webhook_deliveries TO loyalty_app;

-- Events of other systems that could not be recorded, with the reason, until they are sent again. Deleted by age.
CREATE TABLE dead_letters (
  network_id     uuid NOT NULL,
  id             uuid NOT NULL,
  -- The code of the network and the type of the event.
  topic          text NOT NULL,
  -- The integration that sent it, in whose key space it counts once, and the key that it used.
  integration_id uuid NOT NULL,
  key_id         uuid NOT NULL,
  -- SHA-256 of the canonical event: one that comes again finds its row.
  digest         bytea NOT NULL CHECK (octet_length(digest) = 32),
  -- The source's own id of the event; null: none could be read.
  event_id       text,
  body_encrypted bytea NOT NULL,
  body_bytes     integer NOT NULL,
  received_at    timestamptz NOT NULL DEFAULT now(),
  status         text NOT NULL DEFAULT 'WAITING' CHECK (status IN ('WAITING', 'RECORDED')),
  -- The problem of the last attempt, and the fields that did not fit.
  reason         text NOT NULL,
  faults         json NOT NULL DEFAULT '[]',
  attempts       integer NOT NULL DEFAULT 1,
  tried_at       timestamptz NOT NULL DEFAULT now(),
  -- The transaction that it became; null: none.
  transaction_id uuid,
  PRIMARY KEY (network_id, id),
  UNIQUE (network_id, integration_id, digest),
  FOREIGN KEY (network_id) REFERENCES networks (id),
  -- An event that changed a guest is recorded without a transaction.
  CHECK (status = 'RECORDED' OR transaction_id IS NULL)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON dead_letters TO loyalty_app;

-- A code by Telegram to a phone without a chat is made once its person has shared the phone with the bot.
ALTER TABLE verifications ALTER COLUMN code_hash DROP NOT NULL;

-- Until when a person was a manager, so that their account is not opened by a colleague as soon as they are none.
ALTER TABLE users ADD COLUMN manager_until timestamptz;
-- An invited manager can't sign in before a second person agreed.
GRANT SELECT (manager_until), UPDATE (manager_until), INSERT (disabled_at) ON users TO loyalty_app;
-- What the last 30 days knew.
UPDATE users u SET manager_until = a.recorded_at
  FROM networks n
  CROSS JOIN LATERAL (
    SELECT l.subject_id, max(l.recorded_at) AS recorded_at
      FROM audit_log l
     WHERE l.network_id = n.id AND l.action <> 'guest.looked_up' AND l.subject_id IS NOT NULL AND l.action = 'user.changed'
       AND l.recorded_at > now() - interval '30 days' AND l.before ->> 'role' = 'manager' AND l.after ->> 'role' <> 'manager'
     GROUP BY l.subject_id) a
 WHERE u.network_id = n.id AND u.id::text = a.subject_id AND u.role <> 'manager';

-- Across networks a verification is found by its id, or by the phone while its code waits for a chat; nothing else of it is read.
ALTER TABLE verifications ADD COLUMN waiting_phone_index bytea;
CREATE INDEX verifications_waiting ON verifications (waiting_phone_index) WHERE waiting_phone_index IS NOT NULL;
GRANT SELECT (expires_at, waiting_phone_index) ON verifications TO loyalty_platform;

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
GRANT SELECT ON online_payments, payment_refunds TO loyalty_platform;
GRANT SELECT, INSERT, UPDATE (provider_id, page_url, status, reason, check_at) ON online_payments TO loyalty_app;
GRANT SELECT, INSERT, UPDATE (provider_id, status, failure, refunded_on, credit_note_id, check_at) ON payment_refunds TO loyalty_app;

-- Settlements between the restaurants of a network: what each closed month of the books means between those that issued
-- points and those that took them, to the byte as it is handed out. Never changed: a correction is of a later month.
CREATE TABLE settlements (
  network_id  uuid NOT NULL,
  -- YYYY-MM.
  month       text NOT NULL,
  document    text NOT NULL,
  closed_by   uuid,
  closed_at   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (network_id, month),
  FOREIGN KEY (network_id, month) REFERENCES ledger_periods (network_id, month)
);
CREATE TRIGGER settlements_append_only BEFORE UPDATE OR DELETE ON settlements FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER settlements_no_truncate BEFORE TRUNCATE ON settlements FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
GRANT SELECT, INSERT ON settlements TO loyalty_app;

-- The most points that a restaurant may give in a calendar month beside its earning rules: by hand, by campaigns and as
-- bonuses. Null: no budget. Only points by hand are refused beyond it.
ALTER TABLE restaurants ADD COLUMN monthly_budget bigint CHECK (monthly_budget BETWEEN 0 AND 1000000000);
-- Such points of a business date. Refunds take none of them back.
ALTER TABLE daily_figures ADD COLUMN points_given bigint NOT NULL DEFAULT 0;

-- Groups of restaurants, such as districts. A manager of a group works in its restaurants alone, whichever they are.
CREATE TABLE restaurant_groups (
  network_id  uuid NOT NULL REFERENCES networks (id),
  id          uuid NOT NULL,
  name        text NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (network_id, id),
  UNIQUE (network_id, name)
);
CREATE TABLE restaurant_group_members (
  network_id    uuid NOT NULL,
  group_id      uuid NOT NULL,
  restaurant_id uuid NOT NULL,
  PRIMARY KEY (network_id, group_id, restaurant_id),
  FOREIGN KEY (network_id, group_id) REFERENCES restaurant_groups (network_id, id),
  FOREIGN KEY (network_id, restaurant_id) REFERENCES restaurants (network_id, id)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON restaurant_groups, restaurant_group_members TO loyalty_app;
-- The group in which a manager works; null: in the whole network.
ALTER TABLE users
  ADD COLUMN restaurant_group_id uuid CHECK (restaurant_group_id IS NULL OR role = 'manager'),
  ADD FOREIGN KEY (network_id, restaurant_group_id) REFERENCES restaurant_groups (network_id, id);
GRANT SELECT (restaurant_group_id), INSERT (restaurant_group_id), UPDATE (restaurant_group_id) ON users TO loyalty_app;

-- Roles that a network makes of the permissions. Who has one is a cashier with other permissions and the same caution.
CREATE TABLE own_roles (
  network_id     uuid NOT NULL REFERENCES networks (id),
  id             uuid NOT NULL,
  name           text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 60),
  permissions    text[] NOT NULL CHECK (cardinality(permissions) > 0),
  -- Where the people of the role work: in the restaurants that each of them has, or in all.
  places         text NOT NULL CHECK (places IN ('CHOSEN', 'ALL')),
  -- Points that one of them may post by hand; null: as many as a cashier.
  manual_at_once integer CHECK (manual_at_once >= 0),
  manual_per_day integer CHECK (manual_per_day >= 0),
  created_at     timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (network_id, id)
);
CREATE UNIQUE INDEX own_roles_name ON own_roles (network_id, lower(name));
-- A sign-in reads the role before it knows the network.
CREATE POLICY platform_reads ON own_roles FOR SELECT TO loyalty_platform USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON own_roles TO loyalty_app;
GRANT SELECT ON own_roles TO loyalty_platform;
ALTER TABLE users
  ADD COLUMN own_role_id uuid,
  ADD FOREIGN KEY (network_id, own_role_id) REFERENCES own_roles (network_id, id),
  ADD CHECK (own_role_id IS NULL OR role = 'cashier');
GRANT SELECT (own_role_id), INSERT (own_role_id), UPDATE (own_role_id) ON users TO loyalty_app;
CREATE INDEX users_own_role ON users (network_id, own_role_id) WHERE own_role_id IS NOT NULL;

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
  -- What the TXT record of each domain has to show. Public.
  domain_token     text NOT NULL DEFAULT replace(gen_random_uuid()::text, '-', ''),
  -- The domains that have shown it, which lead people to this sign-in.
  proven_domains   text[] NOT NULL DEFAULT '{}',
  CHECK (NOT enabled OR secret_encrypted IS NOT NULL),
  CHECK (NOT only_provider OR way_back_user_id IS NOT NULL)
);
CREATE INDEX identity_providers_proven_domains ON identity_providers USING gin (proven_domains);
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
GRANT SELECT, INSERT, UPDATE, DELETE ON identity_providers, identity_provider_groups, provider_people TO loyalty_app;
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
GRANT SELECT, INSERT, UPDATE, DELETE ON provider_sign_ins, provider_sessions TO loyalty_platform;

-- How far the event log of a network was handed to Kafka.
CREATE TABLE kafka_positions (
  network_id  uuid NOT NULL,
  epoch       integer NOT NULL,
  xid         bigint NOT NULL,
  event_id    uuid NOT NULL,
  -- The piece of work that hands on now, and until when it has the right to.
  holder      uuid,
  held_until  timestamptz,
  PRIMARY KEY (network_id),
  FOREIGN KEY (network_id) REFERENCES networks (id),
  CHECK ((holder IS NULL) = (held_until IS NULL))
);
GRANT SELECT, INSERT, UPDATE ON kafka_positions TO loyalty_app;

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
GRANT SELECT, INSERT ON partner_settlement_lines TO loyalty_app;

-- When Telegram last refused a message of the bot to the guest, who had stopped it; null: the bot may write.
ALTER TABLE guest_accounts ADD COLUMN telegram_refused_at timestamptz;
-- Updates of the bot that were taken: Telegram delivers one again when it got no answer. Deleted after two days.
CREATE TABLE telegram_updates (
  update_id bigint NOT NULL,
  taken_at  timestamptz NOT NULL DEFAULT now(),
  -- Each bot counts its updates by itself: the network of the bot, empty for the bot of the installation.
  source    text NOT NULL,
  PRIMARY KEY (source, update_id)
);
GRANT SELECT, INSERT, DELETE ON telegram_updates TO loyalty_platform;
CREATE INDEX telegram_updates_taken ON telegram_updates (taken_at);

-- The look of a network: colours, card, font and texts. Without a row it has the look of the product.
CREATE TABLE network_looks (
  network_id uuid PRIMARY KEY REFERENCES networks (id),
  document   json NOT NULL,
  changed_at timestamptz NOT NULL DEFAULT now()
);
-- Pictures of a look, made anew from those that were sent.
CREATE TABLE network_look_images (
  network_id uuid NOT NULL REFERENCES networks (id),
  kind       text NOT NULL CHECK (kind IN ('LOGO', 'ICON_192', 'ICON_512', 'MASKABLE_512')),
  width      integer NOT NULL CHECK (width BETWEEN 1 AND 512),
  height     integer NOT NULL CHECK (height BETWEEN 1 AND 512),
  bytes      bytea NOT NULL CHECK (octet_length(bytes) <= 2097152),
  -- sha256 of the bytes, hex: the entity tag.
  hash       text NOT NULL,
  PRIMARY KEY (network_id, kind)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON network_looks, network_look_images TO loyalty_app;

-- Erasures of guests: asked for, called back, or done in stages. The row stays as the proof that it was done.
CREATE TABLE erasures (
  network_id        uuid NOT NULL,
  id                uuid NOT NULL,
  guest_id          uuid NOT NULL,
  status            text NOT NULL DEFAULT 'WAITING' CHECK (status IN ('WAITING', 'RUNNING', 'DONE', 'CALLED_BACK')),
  requested_by_kind text NOT NULL CHECK (requested_by_kind IN ('user', 'guest', 'key', 'system')),
  requested_by      uuid,
  requested_at      timestamptz NOT NULL DEFAULT now(),
  due_at            timestamptz NOT NULL,
  -- The next stage of a run, and the row after which it goes on.
  stage             text,
  position          uuid,
  -- By what the person is found in stored bodies; only while it runs.
  sought_encrypted  bytea,
  finished_at       timestamptz,
  PRIMARY KEY (network_id, id),
  FOREIGN KEY (network_id, guest_id) REFERENCES guests (network_id, id),
  CHECK ((status = 'RUNNING') = (stage IS NOT NULL)),
  CHECK (sought_encrypted IS NULL OR status = 'RUNNING'),
  CHECK ((status IN ('DONE', 'CALLED_BACK')) = (finished_at IS NOT NULL))
);
CREATE UNIQUE INDEX erasures_open ON erasures (network_id, guest_id) WHERE status IN ('WAITING', 'RUNNING');
CREATE INDEX erasures_due ON erasures (network_id, due_at) WHERE status IN ('WAITING', 'RUNNING');
GRANT SELECT, INSERT, UPDATE ON erasures TO loyalty_app;
-- What erasure empties in rows that are otherwise only appended.
GRANT UPDATE (text) ON guest_case_notes TO loyalty_app;
GRANT UPDATE (status, code, data, body_encrypted) ON stored_answers TO loyalty_app;
GRANT UPDATE (address, before, after) ON audit_log TO loyalty_app;
GRANT UPDATE (device_index) ON referrals TO loyalty_app;
GRANT DELETE ON guest_accounts TO loyalty_platform;
DROP TRIGGER audit_log_append_only ON audit_log;
CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE ON audit_log FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();

-- A sandbox is a network beside the real one, to try things out. A network has one that is open at most; the earlier ones are closed.
ALTER TABLE networks
  ADD COLUMN sandbox_of uuid REFERENCES networks (id),
  ADD CHECK (sandbox_of <> id);
CREATE INDEX networks_sandboxes ON networks (sandbox_of) WHERE sandbox_of IS NOT NULL;
CREATE UNIQUE INDEX networks_open_sandbox ON networks (sandbox_of) WHERE sandbox_of IS NOT NULL AND closed_at IS NULL;
GRANT INSERT (sandbox_of) ON networks TO loyalty_app;
-- The account of a manager in a sandbox: it opens as long as their account in the network itself does, and by that one alone.
ALTER TABLE users ADD COLUMN home_user_id uuid REFERENCES users (id);
CREATE UNIQUE INDEX users_home ON users (network_id, home_user_id) WHERE home_user_id IS NOT NULL;
GRANT SELECT (home_user_id), INSERT (home_user_id) ON users TO loyalty_app;

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
-- A host is looked up across networks, and so are the networks that have entered a domain.
CREATE POLICY platform_reads ON network_domains FOR SELECT TO loyalty_platform USING (true);
GRANT SELECT, INSERT, UPDATE ON network_domains TO loyalty_app;
GRANT SELECT (network_id, domain, verified_at) ON network_domains TO loyalty_platform;

-- The own Telegram bot of a network, in place of that of the installation.
CREATE TABLE network_bots (
  network_id      uuid PRIMARY KEY REFERENCES networks (id),
  -- Telegram's id of the bot: one bot writes for one network.
  bot_id          bigint NOT NULL,
  username        text NOT NULL,
  -- Null: disconnected.
  token_encrypted bytea,
  connected_at    timestamptz NOT NULL DEFAULT now(),
  -- The row stays after the bot is gone: sessions that rest on its codes live on, and open no other network.
  disconnected_at timestamptz
);
CREATE UNIQUE INDEX network_bots_connected ON network_bots (bot_id) WHERE disconnected_at IS NULL;
-- Phones that people have shared with the bot of a network, and the chats in which it may write to them.
CREATE TABLE network_bot_chats (
  network_id      uuid NOT NULL REFERENCES network_bots (network_id),
  id              uuid NOT NULL,
  phone_encrypted bytea NOT NULL,
  phone_index     bytea NOT NULL,
  chat_encrypted  bytea NOT NULL,
  chat_index      bytea NOT NULL,
  linked_at       timestamptz NOT NULL DEFAULT now(),
  -- When Telegram last refused a message; null: the bot may write.
  refused_at      timestamptz,
  PRIMARY KEY (network_id, id),
  UNIQUE (network_id, phone_index),
  UNIQUE (network_id, chat_index)
);
GRANT SELECT, INSERT, UPDATE ON network_bots, network_bot_chats TO loyalty_app;
GRANT DELETE ON network_bot_chats TO loyalty_app;
-- Whether a bot belongs to another network is asked across networks.
CREATE POLICY platform_reads ON network_bots FOR SELECT TO loyalty_platform USING (true);
GRANT SELECT (network_id, bot_id, disconnected_at) ON network_bots TO loyalty_platform;

-- A verification is deleted some time after its code has ended, and with the phone that a guest has given up.
GRANT DELETE ON verifications TO loyalty_app;

-- Where a redeemed reward is sent. The row goes when its guest is erased.
CREATE TABLE reward_deliveries (
  network_id        uuid NOT NULL,
  redemption_id     uuid NOT NULL,
  address_encrypted bytea NOT NULL,
  PRIMARY KEY (network_id, redemption_id),
  FOREIGN KEY (network_id, redemption_id) REFERENCES redemptions (network_id, id)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON reward_deliveries TO loyalty_app;

-- Texts of consents that are no longer in force, so that guests can read what they agreed to.
CREATE TABLE consent_texts (
  network_id uuid NOT NULL REFERENCES networks (id),
  id         uuid NOT NULL,
  kind       text NOT NULL,
  version    text NOT NULL,
  text       json NOT NULL,
  until      timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (network_id, id)
);
CREATE INDEX consent_texts_of ON consent_texts (network_id, kind, version, until);
GRANT SELECT, INSERT ON consent_texts TO loyalty_app;

-- Messages that a guest does not want, by purpose and channel.
ALTER TABLE guests ADD COLUMN unwanted_messages text[] NOT NULL DEFAULT '{}'
  CONSTRAINT guests_unwanted_messages_known CHECK (unwanted_messages <@ ARRAY['CAMPAIGNS_INBOX', 'ORDERS_SMS']);

-- The decision on an entry of a bank statement is one transaction with the payment that it records in a network. For that the
-- application's role reaches the state of an entry, and nothing of who paid or how much.
CREATE POLICY all_networks ON bank_entries TO loyalty_app USING (true) WITH CHECK (true);
GRANT SELECT (id, status, invoice_id), UPDATE (status, invoice_id) ON bank_entries TO loyalty_app;

-- The session in the network itself from which a session in its sandbox was opened: the second ends with the first.
ALTER TABLE sessions ADD COLUMN home_session_id uuid;
ALTER TABLE sessions ADD FOREIGN KEY (home_session_id) REFERENCES sessions (id) ON DELETE CASCADE;
CREATE INDEX sessions_home ON sessions (home_session_id);

-- The event log is kept for a time that the installation sets. A partition that is past it, and that every subscriber has
-- read, is replaced by one with the rows of the journal alone: their positions are the order by which seals, proofs, closed
-- months and checks read the journal. No row is deleted by itself.

-- Up to where the event log of a network is not kept any more. Readers begin after it or are refused.
CREATE TABLE event_marks (
  network_id uuid NOT NULL,
  epoch      integer NOT NULL,
  xid        bigint NOT NULL,
  event_id   uuid NOT NULL,
  -- Events made from this moment on are kept.
  kept_from  timestamptz NOT NULL,
  PRIMARY KEY (network_id),
  FOREIGN KEY (network_id) REFERENCES networks (id)
);
GRANT SELECT, INSERT, UPDATE ON event_marks TO loyalty_app;

-- A message with a code or a link is deleted some time after that has ended, because it may name the chat of a person who is
-- no guest. Other messages lose recipient and text after `MESSAGE_DAYS`; what became of them stays.
GRANT DELETE ON messages TO loyalty_app;
CREATE INDEX messages_ended ON messages (network_id, expires_at) WHERE secret;
CREATE INDEX messages_named ON messages (network_id, id) WHERE recipient_index <> '\x'::bytea;

-- Files of the bank, read by a job. The file and its author are kept until it is read.
CREATE TABLE statement_imports (
  id          uuid PRIMARY KEY,
  account     text NOT NULL,
  file        bytea,
  author      json,
  entries     integer NOT NULL CHECK (entries >= 0),
  done        integer NOT NULL DEFAULT 0 CHECK (done BETWEEN 0 AND entries),
  matched     integer NOT NULL DEFAULT 0 CHECK (matched >= 0),
  doubtful    integer NOT NULL DEFAULT 0 CHECK (doubtful >= 0),
  created_at  timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz,
  CHECK ((finished_at IS NULL) = (file IS NOT NULL)),
  CHECK ((finished_at IS NULL) = (author IS NOT NULL))
);
CREATE INDEX statement_imports_unread ON statement_imports (id) WHERE finished_at IS NULL;
GRANT SELECT, INSERT, UPDATE ON statement_imports TO loyalty_platform;

-- When each field of a profile was set, in milliseconds since 1970: by a person, or there where another system says so. A
-- field that is left out was set at no known time, and whatever comes may change it.
ALTER TABLE guests ADD COLUMN profile_times jsonb NOT NULL DEFAULT '{}';

-- A person who can sign in as another is no second person beside them: who made an account, took a password link for it
-- or removed its second factor.
CREATE TABLE account_openings (
  network_id uuid NOT NULL REFERENCES networks (id),
  opened_by  uuid NOT NULL,
  user_id    uuid NOT NULL,
  way        text NOT NULL CHECK (way IN ('ACCOUNT', 'LINK', 'SECOND_FACTOR')),
  opened_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (network_id, opened_by, user_id, way)
);
CREATE INDEX account_openings_user ON account_openings (network_id, user_id);
GRANT SELECT, INSERT, UPDATE (opened_at) ON account_openings TO loyalty_app;
-- What the last 30 days knew.
INSERT INTO account_openings (network_id, opened_by, user_id, way, opened_at)
SELECT a.network_id, a.actor_id, a.subject_id::uuid, a.way, max(a.recorded_at)
  FROM networks n
  CROSS JOIN LATERAL (
    SELECT l.network_id, l.actor_id, l.subject_id, l.recorded_at,
           CASE l.action WHEN 'user.created' THEN 'ACCOUNT' WHEN 'user.password_link_made' THEN 'LINK' ELSE 'SECOND_FACTOR' END AS way
      FROM audit_log l
     WHERE l.network_id = n.id AND l.action <> 'guest.looked_up' AND l.subject_id IS NOT NULL AND l.actor_kind = 'user'
       AND l.action IN ('user.created', 'user.password_link_made', 'user.second_factor_removed')
       AND l.recorded_at > now() - interval '30 days' AND l.actor_id IS NOT NULL AND l.subject_id <> l.actor_id::text) a
 GROUP BY a.network_id, a.actor_id, a.subject_id, a.way;
-- Above what one manager lets through in a day, a second one agrees.
ALTER TABLE approvals ADD COLUMN first_approved_by uuid, ADD COLUMN first_approved_at timestamptz;
CREATE INDEX approvals_let_through ON approvals (network_id, decided_by, decided_at)
  WHERE type = 'MANUAL' AND status = 'POSTED' AND first_approved_by IS NULL;

-- A session is asked for a second factor only where the network demanded one at its sign-in. Sessions of before are asked as they were.
ALTER TABLE sessions ADD COLUMN factor_demanded boolean NOT NULL DEFAULT true;

-- The report of buyers reads a year of sales from here alone: the rows of the journal are ten times as wide.
CREATE INDEX transactions_buyers ON transactions (network_id, business_date) INCLUDE (guest_id, restaurant_id)
  WHERE type = 'SALE' AND guest_id IS NOT NULL;

-- A key that waited for a second person is made by the approval, and its secret by the one who asked for it, once.
ALTER TABLE api_keys ADD COLUMN secret_for uuid;

-- What a guest took from partners is found without reading the sales.
CREATE INDEX transactions_partner ON transactions (network_id, guest_id, guest_version) WHERE type = 'MANUAL' AND facts->'partner' IS NOT NULL;

-- Settings by which the ledger was decided and which are no longer in force, so that each row is decided anew by those of
-- its time. The ones in force stand in the network itself.
CREATE TABLE earlier_settings (
  network_id            uuid NOT NULL REFERENCES networks (id),
  id                    uuid NOT NULL,
  until                 timestamptz NOT NULL DEFAULT ledger_now(),
  time_zone             text NOT NULL,
  day_start             text NOT NULL,
  receipt_scope         text NOT NULL CHECK (receipt_scope IN ('BUSINESS_DAY', 'YEAR', 'FOREVER')),
  capture_grace_minutes integer NOT NULL CHECK (capture_grace_minutes >= 0),
  restore_grace_days    integer NOT NULL CHECK (restore_grace_days >= 0),
  PRIMARY KEY (network_id, id)
);
CREATE INDEX earlier_settings_until ON earlier_settings (network_id, until, id);
GRANT SELECT, INSERT ON earlier_settings TO loyalty_app;
-- Changes until now stand in the audit, which has the settings that a network chose as a whole, and the zone where it was
-- changed. The value before a change is that of the first entry from it on that has one, or the one in force now.
WITH changes AS (
  SELECT n.id AS network, l.id, l.recorded_at, l.before ->> 'timeZone' AS zone, l.before -> 'settings' AS settings,
         n.time_zone AS zone_now, n.settings::jsonb AS settings_now
    FROM networks n
    JOIN audit_log l ON l.network_id = n.id AND l.action = 'network.changed'
   WHERE l.before ? 'timeZone'
      OR (SELECT array_agg(l.before -> 'settings' -> k) IS DISTINCT FROM array_agg(l.after -> 'settings' -> k)
            FROM unnest(ARRAY['dayStart', 'receiptScope', 'captureGraceMinutes', 'restoreGraceDays']) k)),
former AS (
  SELECT c.network, c.id, c.recorded_at,
         coalesce((SELECT x.zone FROM changes x WHERE x.network = c.network AND (x.recorded_at, x.id) >= (c.recorded_at, c.id)
                      AND x.zone IS NOT NULL ORDER BY x.recorded_at, x.id LIMIT 1), c.zone_now) AS zone,
         coalesce((SELECT x.settings FROM changes x WHERE x.network = c.network AND (x.recorded_at, x.id) >= (c.recorded_at, c.id)
                      AND x.settings IS NOT NULL ORDER BY x.recorded_at, x.id LIMIT 1), c.settings_now) AS settings
    FROM changes c)
INSERT INTO earlier_settings (network_id, id, until, time_zone, day_start, receipt_scope, capture_grace_minutes, restore_grace_days)
SELECT f.network, f.id, f.recorded_at, f.zone, coalesce(f.settings ->> 'dayStart', '04:00'),
       coalesce(f.settings ->> 'receiptScope', 'BUSINESS_DAY'), coalesce((f.settings ->> 'captureGraceMinutes')::integer, 15),
       coalesce((f.settings ->> 'restoreGraceDays')::integer, 30)
  FROM former f;

-- Guests that a network brings from its earlier system in a file.

-- Cards that were printed for an earlier system: they find their guest beside the card of the guest itself.
CREATE TABLE guest_cards (
  network_id uuid NOT NULL,
  number     text NOT NULL CHECK (length(number) BETWEEN 1 AND 40),
  guest_id   uuid NOT NULL,
  -- The import that brought it, which takes it away when it is undone.
  import_id  uuid,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (network_id, number),
  FOREIGN KEY (network_id, guest_id) REFERENCES guests (network_id, id)
);
CREATE INDEX guest_cards_guest ON guest_cards (network_id, guest_id, number);
GRANT SELECT, INSERT, DELETE ON guest_cards TO loyalty_app;
-- The guest of each line that an import took, so that a repetition doubles nothing and all of it can be undone.
CREATE TABLE guest_import_lines (
  network_id uuid NOT NULL,
  import_id  uuid NOT NULL,
  line       integer NOT NULL CHECK (line > 0),
  guest_id   uuid NOT NULL,
  is_new     boolean NOT NULL,
  -- The act that brought points, tier and totals; null: the line has none.
  opening_id uuid,
  -- Empty fields of a known guest that the line filled.
  filled     text[] NOT NULL DEFAULT '{}',
  PRIMARY KEY (network_id, import_id, line),
  UNIQUE (network_id, import_id, guest_id),
  FOREIGN KEY (network_id, import_id) REFERENCES imports (network_id, id),
  FOREIGN KEY (network_id, guest_id) REFERENCES guests (network_id, id)
);
GRANT SELECT, INSERT ON guest_import_lines TO loyalty_app;
ALTER TABLE imports DROP CONSTRAINT imports_status_check,
  ADD CONSTRAINT imports_status_check CHECK (status IN ('RUNNING', 'DONE', 'FAILED', 'UNDOING', 'UNDONE'));

-- Rows of a network are seen by the application in that network alone.
DO $$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY ARRAY[
    'identifications', 'confirmations', 'change_requests', 'impact_guests', 'guest_cases', 'guest_case_notes', 'menu_items',
    'guest_words', 'guest_summaries', 'rfm_boundaries', 'liability_countings', 'liability_guests', 'liability_sums',
    'liability_movements', 'campaigns', 'campaign_versions', 'campaign_states', 'budgets', 'budget_leases', 'budget_uses',
    'campaign_guests', 'campaign_passes', 'referrals', 'referral_rounds', 'referral_payouts', 'loyaltea_items',
    'till_connections', 'inbox_events', 'till_accounts', 'menu_category_costs', 'till_reconciliations', 'till_products',
    'till_mirrors', 'mirrored_guests', 'subscriptions', 'subscription_changes', 'invoices', 'invoice_lines', 'payments',
    'dunning_steps', 'webhooks', 'webhook_deliveries', 'dead_letters', 'online_payments', 'payment_refunds', 'settlements',
    'restaurant_groups', 'restaurant_group_members', 'own_roles', 'identity_providers', 'identity_provider_groups',
    'provider_people', 'kafka_positions', 'partners', 'partner_settlements', 'partner_settlement_lines', 'network_looks',
    'network_look_images', 'erasures', 'network_domains', 'network_bots', 'network_bot_chats', 'reward_deliveries',
    'consent_texts', 'event_marks', 'account_openings', 'earlier_settings', 'guest_cards', 'guest_import_lines'
  ] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY network_only ON %I TO loyalty_app
      USING (network_id = (SELECT current_setting(''app.network_id'')::uuid))
      WITH CHECK (network_id = (SELECT current_setting(''app.network_id'')::uuid))', t);
    EXECUTE format('REVOKE ALL ON %I FROM PUBLIC', t);
  END LOOP;
END $$;
-- Rows of the installation are seen by the platform.
DO $$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY ARRAY[
    'plan_versions', 'sellers', 'invoice_series', 'bank_entries', 'provider_sign_ins', 'provider_sessions', 'telegram_updates',
    'statement_imports'
  ] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY platform ON %I TO loyalty_platform USING (true) WITH CHECK (true)', t);
    EXECUTE format('REVOKE ALL ON %I FROM PUBLIC', t);
  END LOOP;
END $$;
-- The owner of the installation sees plans and invoices of all networks; a notification of a payment names the provider's id alone.
DO $$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY ARRAY['subscriptions', 'subscription_changes', 'invoices', 'online_payments', 'payment_refunds'] LOOP
    EXECUTE format('CREATE POLICY platform_reads ON %I FOR SELECT TO loyalty_platform USING (true)', t);
  END LOOP;
END $$;
-- A network issues by the plans, the seller and the numbers of the installation.
DO $$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY ARRAY['plan_versions', 'sellers', 'invoice_series'] LOOP
    EXECUTE format('CREATE POLICY all_networks ON %I TO loyalty_app USING (true) WITH CHECK (true)', t);
  END LOOP;
END $$;

-- The owner is bound, too, from here on.
DO $$ DECLARE t regclass; BEGIN
  FOR t IN SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relrowsecurity AND NOT relforcerowsecurity LOOP
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', t);
  END LOOP;
END $$;
