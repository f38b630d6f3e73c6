-- Files of guests that managers upload, from the upload to the end of the import.
CREATE TABLE guest_files (
  network_id   uuid NOT NULL REFERENCES networks (id),
  id           uuid NOT NULL,
  name         text NOT NULL,
  status       text NOT NULL CHECK (status IN ('UPLOADING', 'READING', 'READY', 'CHECKING', 'CHECKED', 'WAITING', 'RUNNING',
                 'DONE', 'FAILED', 'UNDOING', 'UNDONE', 'DISCARDED')),
  bytes        bigint NOT NULL DEFAULT 0,
  parts        integer NOT NULL DEFAULT 0,
  -- Lines of the file; null: it was not read yet.
  line_count   integer,
  -- The last line that the step under way has done.
  position     integer NOT NULL DEFAULT 0,
  -- Header and first rows as JSON.
  head_encrypted bytea,
  mapping      json,
  made         integer NOT NULL DEFAULT 0,
  merged       integer NOT NULL DEFAULT 0,
  rejected     integer NOT NULL DEFAULT 0,
  points       bigint NOT NULL DEFAULT 0,
  -- How many rows each reason refused, with an example, as JSON.
  refusals_encrypted bytea,
  fault        text,
  -- The row of imports, once its first piece is done.
  import_id    uuid,
  created_at   timestamptz NOT NULL DEFAULT now(),
  created_by   uuid NOT NULL,
  requested_by uuid,
  requested_at timestamptz,
  -- The second person; null: none was needed.
  approved_by  uuid,
  finished_at  timestamptz,
  PRIMARY KEY (network_id, id)
);
CREATE INDEX guest_files_open ON guest_files (network_id, id) WHERE status IN ('READING', 'CHECKING', 'RUNNING', 'UNDOING');
GRANT SELECT, INSERT ON guest_files TO loyalty_app;
GRANT UPDATE (status, bytes, parts, line_count, position, head_encrypted, mapping, made, merged, rejected, points, refusals_encrypted,
  fault, import_id, requested_by, requested_at, approved_by, finished_at) ON guest_files TO loyalty_app;

-- Pieces of the bytes, and of the two files that say what became of each row.
CREATE TABLE guest_file_parts (
  network_id uuid NOT NULL,
  file_id    uuid NOT NULL,
  kind       text NOT NULL CHECK (kind IN ('FILE', 'ROWS', 'REFUSED')),
  number     integer NOT NULL CHECK (number >= 0),
  content_encrypted bytea NOT NULL,
  PRIMARY KEY (network_id, file_id, kind, number),
  FOREIGN KEY (network_id, file_id) REFERENCES guest_files (network_id, id)
);
GRANT SELECT, INSERT, DELETE ON guest_file_parts TO loyalty_app;

DO $$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY ARRAY['guest_files', 'guest_file_parts'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY network_only ON %I TO loyalty_app
      USING (network_id = (SELECT current_setting(''app.network_id'')::uuid))
      WITH CHECK (network_id = (SELECT current_setting(''app.network_id'')::uuid))', t);
    EXECUTE format('REVOKE ALL ON %I FROM PUBLIC', t);
  END LOOP;
END $$;

-- Why a message is sent, who caused it, and where it went.
ALTER TABLE messages
  ADD COLUMN purpose text NOT NULL DEFAULT 'SERVICE',
  ADD COLUMN source text,
  ADD COLUMN source_id uuid,
  ADD COLUMN language text,
  ADD COLUMN dedupe_key text,
  ADD COLUMN reason text,
  ADD COLUMN tried text[],
  ADD COLUMN in_inbox boolean NOT NULL DEFAULT false,
  ADD COLUMN opened_at timestamptz,
  ADD COLUMN decided_at timestamptz,
  ADD CONSTRAINT messages_purpose_check CHECK (purpose IN ('CODE', 'RECEIPT', 'SERVICE', 'MARKETING')) NOT VALID,
  ADD CONSTRAINT messages_source_check
    CHECK (source IN ('CAMPAIGN', 'EXPIRY_WARNING', 'AUTOMATION', 'FEEDBACK', 'STAFF', 'TEST', 'GIFT_CARD')) NOT VALID,
  DROP CONSTRAINT messages_status_check,
  ADD CONSTRAINT messages_status_check CHECK (status IN ('OUTBOX', 'PLANNED', 'HELD', 'SUPPRESSED', 'QUEUED', 'SENDING', 'SENT', 'DELIVERED', 'FAILED', 'UNKNOWN')) NOT VALID,
  DROP CONSTRAINT messages_channel_check,
  ADD CONSTRAINT messages_channel_check CHECK (channel IN ('SMS', 'TELEGRAM', 'MAX', 'PUSH', 'EMAIL', 'INBOX')) NOT VALID;
GRANT SELECT (purpose) ON messages TO loyalty_platform;

-- An address to which nothing but codes is sent: a provider said that it does not exist, or its owner complained or opted out.
CREATE TABLE stopped_addresses (
  network_id      uuid NOT NULL REFERENCES networks (id),
  channel         text NOT NULL CHECK (channel IN ('SMS', 'EMAIL')),
  recipient_index bytea NOT NULL,
  reason          text NOT NULL CHECK (reason IN ('BOUNCED', 'COMPLAINT', 'OPTED_OUT')),
  -- Answer of the provider.
  failure         text NOT NULL,
  -- The message that met it, and its guest; null: a code to a person who was no guest yet.
  message_id      uuid NOT NULL,
  guest_id        uuid,
  stopped_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- When its owner confirmed it again; null: it is stopped.
  reopened_at     timestamptz,
  PRIMARY KEY (network_id, channel, recipient_index)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON stopped_addresses TO loyalty_app;
ALTER TABLE stopped_addresses ENABLE ROW LEVEL SECURITY;
ALTER TABLE stopped_addresses FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON stopped_addresses TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON stopped_addresses FROM PUBLIC;

-- When the next message of a channel may leave: the rate of its provider holds over all processes.
CREATE TABLE message_rates (
  channel text PRIMARY KEY,
  next_at timestamptz NOT NULL
);
GRANT SELECT, INSERT, UPDATE ON message_rates TO loyalty_platform;
ALTER TABLE message_rates ENABLE ROW LEVEL SECURITY;
ALTER TABLE message_rates FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON message_rates TO loyalty_platform USING (true) WITH CHECK (true);
REVOKE ALL ON message_rates FROM PUBLIC;

-- Automations: what guests go through after an event, step by step. A version never changes; a run is one guest's way.
CREATE TABLE automations (
  network_id      uuid NOT NULL REFERENCES networks (id),
  id              uuid NOT NULL,
  state           text NOT NULL DEFAULT 'DRAFT' CHECK (state IN ('DRAFT', 'ACTIVE', 'PAUSED', 'ENDED')),
  -- The newest version of the document.
  version         integer NOT NULL DEFAULT 1,
  -- The version by which guests enter; null: it was never started.
  running_version integer,
  revision        integer NOT NULL DEFAULT 1,
  started_at      timestamptz,
  entered         bigint NOT NULL DEFAULT 0,
  -- Entries of a local day, for the limit of the day.
  entered_day     integer NOT NULL DEFAULT 0,
  entered_today   integer NOT NULL DEFAULT 0,
  -- When the job has work beside the runs: guests to look through, to move, or to let out; null: none.
  due_at          timestamptz,
  -- The last local day for which all guests were looked at; the day of a look that is under way, and the guest after whom it goes on.
  looked_day      integer,
  look_day        integer,
  look_after      uuid,
  -- Whether guests who fit already when it starts are to enter.
  takes_existing  boolean NOT NULL DEFAULT false,
  archived_at     timestamptz,
  created_by      uuid,
  created_at      timestamptz NOT NULL,
  changed_by      uuid,
  changed_at      timestamptz NOT NULL,
  PRIMARY KEY (network_id, id),
  CHECK (state = 'DRAFT' OR running_version IS NOT NULL)
);
CREATE INDEX automations_open ON automations (network_id, id) WHERE state IN ('ACTIVE', 'PAUSED');
CREATE INDEX automations_due ON automations (network_id, due_at) WHERE due_at IS NOT NULL;

CREATE TABLE automation_versions (
  network_id    uuid NOT NULL,
  automation_id uuid NOT NULL,
  version       integer NOT NULL,
  document      json NOT NULL,
  created_by    uuid,
  created_at    timestamptz NOT NULL,
  -- Whether guests may be inside by it.
  is_live       boolean NOT NULL DEFAULT false,
  -- Guests inside move to that version, to the step of the same name; null: they stay.
  moves_to      integer,
  PRIMARY KEY (network_id, automation_id, version),
  FOREIGN KEY (network_id, automation_id) REFERENCES automations (network_id, id)
);
CREATE INDEX automation_versions_live ON automation_versions (network_id, automation_id) WHERE is_live;

CREATE TABLE automation_runs (
  network_id    uuid NOT NULL,
  id            uuid NOT NULL,
  automation_id uuid NOT NULL,
  version       integer NOT NULL,
  guest_id      uuid NOT NULL,
  -- Once for a guest who may enter once, else the event or the day that brought the guest.
  entry_key     text NOT NULL,
  state         text NOT NULL DEFAULT 'WAITING' CHECK (state IN ('WAITING', 'DONE', 'GOAL', 'LEFT', 'HELD_OUT')),
  reason        text,
  -- Null: the guest was not let in yet.
  step          text,
  -- Steps that were done.
  visit         integer NOT NULL DEFAULT 0,
  -- When the guest came to the step.
  at            timestamptz NOT NULL,
  due_at        timestamptz NOT NULL,
  -- Types of events that the run listens to, and the event that it heard.
  hears         text[],
  heard         uuid,
  -- The goal was reached.
  is_met        boolean NOT NULL DEFAULT false,
  -- The code that a step gave.
  coupon_batch  uuid,
  coupon_number integer,
  entered_at    timestamptz NOT NULL,
  ended_at      timestamptz,
  PRIMARY KEY (network_id, id),
  FOREIGN KEY (network_id, automation_id) REFERENCES automations (network_id, id),
  FOREIGN KEY (network_id, guest_id) REFERENCES guests (network_id, id)
);
CREATE UNIQUE INDEX automation_runs_entry ON automation_runs (network_id, automation_id, guest_id, entry_key);
CREATE INDEX automation_runs_due ON automation_runs (network_id, automation_id, due_at) WHERE state = 'WAITING';
CREATE INDEX automation_runs_of ON automation_runs (network_id, guest_id);
CREATE INDEX automation_runs_at ON automation_runs (network_id, automation_id, version, state, step);

CREATE TABLE automation_run_steps (
  network_id    uuid NOT NULL,
  run_id        uuid NOT NULL,
  visit         integer NOT NULL,
  id            uuid NOT NULL,
  automation_id uuid NOT NULL,
  version       integer NOT NULL,
  step          text NOT NULL,
  kind          text NOT NULL,
  outcome       text NOT NULL CHECK (outcome IN ('PASSED', 'REFUSED', 'TIMED_OUT', 'SENT', 'WAITS', 'NOT_SENT')),
  at            timestamptz NOT NULL,
  reason        text,
  branch        integer,
  points        integer,
  subject_id    uuid,
  PRIMARY KEY (network_id, run_id, visit),
  FOREIGN KEY (network_id, run_id) REFERENCES automation_runs (network_id, id)
);
CREATE INDEX automation_run_steps_at ON automation_run_steps (network_id, automation_id, version, step, outcome);

-- What a webhook is told of.
CREATE INDEX automation_run_steps_called ON automation_run_steps (network_id, id) WHERE kind = 'WEBHOOK';

-- How many codes of a batch automations gave; the next one is the one after them.
CREATE TABLE automation_codes (
  network_id uuid NOT NULL,
  batch_id   uuid NOT NULL,
  given      integer NOT NULL,
  PRIMARY KEY (network_id, batch_id),
  FOREIGN KEY (network_id, batch_id) REFERENCES coupon_batches (network_id, id)
);

DO $$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY ARRAY['automations', 'automation_versions', 'automation_runs', 'automation_run_steps', 'automation_codes'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY network_only ON %I TO loyalty_app
      USING (network_id = (SELECT current_setting(''app.network_id'')::uuid))
      WITH CHECK (network_id = (SELECT current_setting(''app.network_id'')::uuid))', t);
    EXECUTE format('REVOKE ALL ON %I FROM PUBLIC', t);
  END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE ON automations, automation_codes TO loyalty_app;
GRANT SELECT, INSERT, UPDATE (is_live, moves_to) ON automation_versions TO loyalty_app;

-- A run whose guest was not let in goes, so that the guest may come again.
GRANT SELECT, INSERT, UPDATE, DELETE ON automation_runs TO loyalty_app;
GRANT SELECT, INSERT ON automation_run_steps TO loyalty_app;

-- The start of an automation with large gifts waits for a second person, as that of a campaign does.
ALTER TABLE change_requests DROP CONSTRAINT change_requests_kind_check;

-- A question to a guest about a visit, with its answer: a row a sale that the network asks about.
CREATE TABLE feedback_requests (
  network_id      uuid NOT NULL,
  sale_id         uuid NOT NULL,
  guest_id        uuid NOT NULL,
  restaurant_id   uuid,
  sold_at         timestamptz NOT NULL,
  -- WAITING for its time; ASKED: told by a message; UNSENT: no message, but the cabinet asks; DROPPED: not asked (`reason`).
  state           text NOT NULL DEFAULT 'WAITING' CHECK (state IN ('WAITING', 'ASKED', 'UNSENT', 'DROPPED')),
  reason          text,
  ask_at          timestamptz NOT NULL,
  -- When it was put to the guest; null: it was not.
  asked_at        timestamptz,
  score           smallint CHECK (score BETWEEN 1 AND 5),
  words_encrypted bytea,
  answered_at     timestamptz,
  -- Points for the answer: DUE, GIVEN or REFUSED; null: it earns none.
  reward          text CHECK (reward IN ('DUE', 'GIVEN', 'REFUSED')),
  reward_points   bigint,
  award_id        uuid,
  rewarded_at     timestamptz,
  PRIMARY KEY (network_id, sale_id),
  FOREIGN KEY (network_id, guest_id) REFERENCES guests (network_id, id),
  FOREIGN KEY (network_id, restaurant_id) REFERENCES restaurants (network_id, id),
  CHECK ((score IS NULL) = (answered_at IS NULL)),
  CHECK (score IS NULL OR asked_at IS NOT NULL)
);

-- A guest has one question to come at most.
CREATE UNIQUE INDEX feedback_requests_waiting ON feedback_requests (network_id, guest_id) WHERE state = 'WAITING';
CREATE INDEX feedback_requests_due ON feedback_requests (network_id, ask_at) WHERE state = 'WAITING';
CREATE INDEX feedback_requests_of_guest ON feedback_requests (network_id, guest_id, asked_at) WHERE asked_at IS NOT NULL;
CREATE INDEX feedback_requests_answers ON feedback_requests (network_id, sale_id) WHERE score IS NOT NULL;
CREATE INDEX feedback_requests_sold ON feedback_requests (network_id, sold_at) WHERE asked_at IS NOT NULL;
CREATE INDEX feedback_requests_rewards ON feedback_requests (network_id, sale_id) WHERE reward = 'DUE';
CREATE INDEX feedback_requests_rewarded ON feedback_requests (network_id, rewarded_at) WHERE reward = 'GIVEN';
GRANT SELECT, INSERT, UPDATE ON feedback_requests TO loyalty_app;
ALTER TABLE feedback_requests ENABLE ROW LEVEL SECURITY;
ALTER TABLE feedback_requests FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON feedback_requests TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON feedback_requests FROM PUBLIC;

-- A bad answer is a case about its sale, one a sale.
ALTER TABLE guest_cases ADD COLUMN sale_id uuid;
ALTER TABLE guest_cases DROP CONSTRAINT guest_cases_kind_check;
ALTER TABLE guest_cases ADD CONSTRAINT guest_cases_kind_check
  CHECK (kind IN ('PERSONAL_SHOPPER', 'CONCIERGE', 'PRIORITY_SUPPORT', 'BAD_VISIT')) NOT VALID;
-- squawk-ignore require-concurrent-index-creation
CREATE UNIQUE INDEX guest_cases_sale ON guest_cases (network_id, sale_id) WHERE sale_id IS NOT NULL;
-- Words of staff that went to the guest.
ALTER TABLE guest_case_notes ADD COLUMN to_guest boolean NOT NULL DEFAULT false;

-- Texts of messages that a network writes once and uses again. A saved text makes a new version, and a version never changes.
CREATE TABLE message_templates (
  network_id  uuid NOT NULL REFERENCES networks (id),
  id          uuid NOT NULL,
  code        text NOT NULL CHECK (code ~ '^[A-Z][A-Z0-9_]{0,49}$'),
  -- What may send it, which decides the variables that it may name, and for what purpose. Both stay.
  source      text NOT NULL CHECK (source IN ('CAMPAIGN', 'EXPIRY_WARNING', 'AUTOMATION', 'FEEDBACK')),
  purpose     text NOT NULL CHECK (purpose IN ('SERVICE', 'MARKETING')),
  -- The newest one.
  version     integer NOT NULL DEFAULT 1 CHECK (version > 0),
  created_by  uuid,
  created_at  timestamptz NOT NULL DEFAULT now(),
  archived_at timestamptz,
  PRIMARY KEY (network_id, id),
  CONSTRAINT message_templates_code_key UNIQUE (network_id, code)
);

-- The warning of points that end has one text, its own or that of the product.
CREATE UNIQUE INDEX message_templates_warning ON message_templates (network_id) WHERE source = 'EXPIRY_WARNING' AND archived_at IS NULL;
GRANT SELECT, INSERT ON message_templates TO loyalty_app;
GRANT UPDATE (version, archived_at) ON message_templates TO loyalty_app;

CREATE TABLE message_template_versions (
  network_id  uuid NOT NULL,
  template_id uuid NOT NULL,
  version     integer NOT NULL CHECK (version > 0),
  name        text NOT NULL,
  -- Subject and text by language.
  texts       json NOT NULL,
  changed_by  uuid,
  changed_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (network_id, template_id, version),
  FOREIGN KEY (network_id, template_id) REFERENCES message_templates (network_id, id)
);
GRANT SELECT, INSERT ON message_template_versions TO loyalty_app;

DO $$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY ARRAY['message_templates', 'message_template_versions'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY network_only ON %I TO loyalty_app
      USING (network_id = (SELECT current_setting(''app.network_id'')::uuid))
      WITH CHECK (network_id = (SELECT current_setting(''app.network_id'')::uuid))', t);
    EXECUTE format('REVOKE ALL ON %I FROM PUBLIC', t);
  END LOOP;
END $$;

-- The version of the template that a message was written from; null: from none.
ALTER TABLE messages ADD COLUMN template_id uuid, ADD COLUMN template_version integer;

-- What a person decided on messages that a campaign has in the outbox: their claim asks it, and a job moves the rows in pieces.
CREATE TABLE held_sources (
  network_id uuid NOT NULL REFERENCES networks (id),
  source_id  uuid NOT NULL,
  -- HOLD: they wait; RELEASE: they go on; ENDED: they are not sent any more.
  wish       text NOT NULL CHECK (wish IN ('HOLD', 'RELEASE', 'ENDED')),
  -- Whether rows may be left to which the wish was not applied.
  is_open    boolean NOT NULL DEFAULT true,
  PRIMARY KEY (network_id, source_id)
);
CREATE INDEX held_sources_open ON held_sources (network_id) WHERE is_open;
GRANT SELECT, INSERT, UPDATE, DELETE ON held_sources TO loyalty_app;
GRANT SELECT (network_id, is_open) ON held_sources TO loyalty_platform;
ALTER TABLE held_sources ENABLE ROW LEVEL SECURITY;
ALTER TABLE held_sources FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON held_sources TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
CREATE POLICY platform_finds_open ON held_sources FOR SELECT TO loyalty_platform USING (is_open);
REVOKE ALL ON held_sources FROM PUBLIC;
ALTER TABLE messages
  ADD COLUMN receipt text,
  ADD CONSTRAINT messages_receipt_check CHECK (receipt IN ('DUE', 'NOTED')) NOT VALID;

-- A device on which a guest has switched notifications on: the address of its push service, and the keys of its browser.
CREATE TABLE push_subscriptions (
  network_id             uuid NOT NULL,
  id                     uuid NOT NULL,
  guest_id               uuid NOT NULL,
  -- SHA-256 of the address.
  digest                 bytea NOT NULL CHECK (octet_length(digest) = 32),
  subscription_encrypted bytea NOT NULL,
  created_at             timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- The guests that it came through by merges, the last one last.
  came_from              uuid[] NOT NULL DEFAULT '{}',
  PRIMARY KEY (network_id, id),
  FOREIGN KEY (network_id, guest_id) REFERENCES guests (network_id, id)
);
CREATE UNIQUE INDEX push_subscriptions_network_id_digest_key ON push_subscriptions (network_id, digest);
CREATE INDEX push_subscriptions_guest ON push_subscriptions (network_id, guest_id, id);
GRANT SELECT, INSERT, UPDATE, DELETE ON push_subscriptions TO loyalty_app;
ALTER TABLE push_subscriptions ENABLE ROW LEVEL SECURITY;
ALTER TABLE push_subscriptions FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON push_subscriptions TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON push_subscriptions FROM PUBLIC;

-- A question that waits goes to the other guest of a merge as a new row.
GRANT DELETE ON feedback_requests TO loyalty_app;

-- Counts of runs: the sum over the rows of an automation. Statements only add rows, and the job joins them from time to time.
-- No foreign key: its lock would wait for a transaction that changes the automation, and automations are never deleted.
CREATE TABLE automation_counts (
  network_id    uuid NOT NULL,
  automation_id uuid NOT NULL,
  id            uuid NOT NULL DEFAULT gen_random_uuid(),
  -- Day (UTC) on which the counted guests entered; null: long ago, or a change of states.
  day           date,
  inside        bigint NOT NULL,
  -- Runs that came to the end or to the goal.
  finished      bigint NOT NULL,
  entered       bigint NOT NULL,
  PRIMARY KEY (network_id, automation_id, id)
);
ALTER TABLE automation_counts ENABLE ROW LEVEL SECURITY;
ALTER TABLE automation_counts FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON automation_counts TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON automation_counts FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE, DELETE ON automation_counts TO loyalty_app;

CREATE OR REPLACE FUNCTION count_automation_runs() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO automation_counts (network_id, automation_id, day, inside, finished, entered)
    SELECT m.network_id, m.automation_id, (m.entered_at AT TIME ZONE 'UTC')::date, count(*) FILTER (WHERE m.state = 'WAITING'),
           count(*) FILTER (WHERE m.state IN ('DONE', 'GOAL')), count(*)
    FROM made m GROUP BY 1, 2, 3;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO automation_counts (network_id, automation_id, day, inside, finished, entered)
    SELECT g.network_id, g.automation_id, (g.entered_at AT TIME ZONE 'UTC')::date, -count(*) FILTER (WHERE g.state = 'WAITING'),
           -count(*) FILTER (WHERE g.state IN ('DONE', 'GOAL')), -count(*)
    FROM gone g GROUP BY 1, 2, 3;
  ELSE
    INSERT INTO automation_counts (network_id, automation_id, inside, finished, entered)
    SELECT c.network_id, c.automation_id, sum(c.inside), sum(c.finished), 0
    FROM (SELECT m.network_id, m.automation_id, (m.state = 'WAITING')::integer AS inside, (m.state IN ('DONE', 'GOAL'))::integer AS finished
            FROM made m
          UNION ALL
          SELECT g.network_id, g.automation_id, -(g.state = 'WAITING')::integer, -(g.state IN ('DONE', 'GOAL'))::integer FROM gone g) c
    GROUP BY 1, 2 HAVING sum(c.inside) <> 0 OR sum(c.finished) <> 0;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER automation_runs_count_made AFTER INSERT ON automation_runs REFERENCING NEW TABLE AS made
  FOR EACH STATEMENT EXECUTE FUNCTION count_automation_runs();
CREATE TRIGGER automation_runs_count_gone AFTER DELETE ON automation_runs REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION count_automation_runs();
CREATE TRIGGER automation_runs_count_changed AFTER UPDATE ON automation_runs REFERENCING OLD TABLE AS gone NEW TABLE AS made
  FOR EACH STATEMENT EXECUTE FUNCTION count_automation_runs();

-- The last restore of a backup of a network. Messages and steps of automations that were due an hour before wait until a manager decides.
CREATE TABLE restores (
  network_id  uuid PRIMARY KEY REFERENCES networks (id),
  restored_at timestamptz NOT NULL,
  -- Messages and steps due before this time wait; later ones go on.
  due_before  timestamptz NOT NULL,
  -- NULL: no manager has decided yet.
  decision    text CHECK (decision IN ('SEND', 'DROP')),
  -- Whether messages may be left to which the decision was not applied.
  is_open     boolean NOT NULL DEFAULT true
);
GRANT SELECT, INSERT, UPDATE ON restores TO loyalty_app;
GRANT SELECT (network_id, is_open) ON restores TO loyalty_platform;
ALTER TABLE restores ENABLE ROW LEVEL SECURITY;
ALTER TABLE restores FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON restores TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
CREATE POLICY platform_finds_open ON restores FOR SELECT TO loyalty_platform USING (is_open);
REVOKE ALL ON restores FROM PUBLIC;
DROP POLICY platform_finds_due ON messages;
CREATE POLICY platform_finds ON messages FOR SELECT TO loyalty_platform
  USING (status IN ('PLANNED', 'QUEUED', 'SENDING') OR channel = 'SMS' AND status = 'SENT');
GRANT SELECT (provider, provider_id) ON messages TO loyalty_platform;

-- The cohorts of guests: what guests bought, by the month of their first visit. A follower of the event log keeps all three
-- tables. It begins with the first event of a network, so the past of networks that are there is counted too.
CREATE TABLE guest_days (
  network_id    uuid NOT NULL,
  -- The guest of the sale, also when that guest was merged into another one later.
  guest_id      uuid NOT NULL,
  business_date date NOT NULL,
  -- Sales of that day, without those that were refunded whole.
  visits        integer NOT NULL,
  -- Money paid for them less the money handed back, in minor units.
  money         bigint NOT NULL,
  PRIMARY KEY (network_id, guest_id, business_date)
) WITH (fillfactor = 90);

CREATE TABLE guest_cohorts (
  network_id uuid NOT NULL,
  guest_id   uuid NOT NULL,
  -- The guest into whom this one was merged, through all merges; the guest's own id where there was no merge.
  person_id  uuid NOT NULL,
  -- Of the person: the first two days with a visit.
  first_day  date,
  second_day date,
  PRIMARY KEY (network_id, guest_id),
  CHECK (second_day > first_day)
) WITH (fillfactor = 90);
CREATE INDEX guest_cohorts_merged ON guest_cohorts (network_id, person_id) WHERE person_id <> guest_id;
CREATE INDEX guest_cohorts_joined ON guest_cohorts (network_id, first_day, guest_id) WHERE first_day IS NOT NULL;

CREATE TABLE cohort_cells (
  network_id uuid NOT NULL,
  -- The first day of the month in which these guests bought first.
  joined     date NOT NULL,
  -- Months after that month.
  since      integer NOT NULL,
  -- Guests with a visit in that month, their visits and their money.
  guests     bigint NOT NULL DEFAULT 0,
  visits     bigint NOT NULL DEFAULT 0,
  money      bigint NOT NULL DEFAULT 0,
  -- In the row of the month itself: guests who came again on a later day, within so many days.
  again_30   bigint NOT NULL DEFAULT 0,
  again_60   bigint NOT NULL DEFAULT 0,
  again_90   bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (network_id, joined, since),
  CHECK (since >= 0)
) WITH (fillfactor = 50);

DO $$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY ARRAY['guest_days', 'guest_cohorts', 'cohort_cells'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY network_only ON %I TO loyalty_app
      USING (network_id = (SELECT current_setting(''app.network_id'')::uuid))
      WITH CHECK (network_id = (SELECT current_setting(''app.network_id'')::uuid))', t);
    EXECUTE format('REVOKE ALL ON %I FROM PUBLIC', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO loyalty_app', t);
  END LOOP;
END $$;

-- One store of pictures: of rewards, campaigns, items of the menu and restaurants. The picture of a reward moves into it.
CREATE TABLE pictures (
  network_id uuid NOT NULL REFERENCES networks (id),
  -- Another picture of the same owner has another id, which also names its objects in a bucket.
  id         uuid NOT NULL,
  owner_kind text NOT NULL CHECK (owner_kind IN ('CAMPAIGN', 'MENU_ITEM', 'RESTAURANT', 'REWARD')),
  owner_id   uuid NOT NULL,
  -- SHA-256 of the largest size, hex: the address that pages load it by.
  hash       text NOT NULL CHECK (hash ~ '^[0-9a-f]{64}$'),
  -- Of the largest size.
  width      integer NOT NULL CHECK (width > 0),
  height     integer NOT NULL CHECK (height > 0),
  -- Widths of all sizes, from the smallest to the largest.
  widths     integer[] NOT NULL CHECK (cardinality(widths) BETWEEN 1 AND 6),
  -- Where the bytes are: in picture_files, or in the bucket of the installation.
  place      text NOT NULL CHECK (place IN ('DATABASE', 'BUCKET')),
  changed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (network_id, owner_kind, owner_id),
  UNIQUE (network_id, id)
);
CREATE INDEX pictures_hash ON pictures (network_id, hash);

CREATE TABLE picture_files (
  network_id uuid NOT NULL,
  picture_id uuid NOT NULL,
  width      integer NOT NULL CHECK (width > 0),
  media_type text NOT NULL CHECK (media_type IN ('image/png', 'image/jpeg', 'image/webp')),
  bytes      bytea NOT NULL CHECK (octet_length(bytes) <= 2097152),
  PRIMARY KEY (network_id, picture_id, width),
  FOREIGN KEY (network_id, picture_id) REFERENCES pictures (network_id, id) ON DELETE CASCADE
);

-- WebP does not get smaller by another compression.
ALTER TABLE picture_files ALTER COLUMN bytes SET STORAGE EXTERNAL;

-- Objects of the bucket that are to be removed: of pictures that are no more, and of uploads that did not come to their end.
CREATE TABLE picture_removals (
  network_id uuid NOT NULL REFERENCES networks (id),
  picture_id uuid NOT NULL,
  widths     integer[] NOT NULL,
  due_at     timestamptz NOT NULL,
  PRIMARY KEY (network_id, picture_id)
);
CREATE INDEX picture_removals_due ON picture_removals (due_at);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['pictures', 'picture_files', 'picture_removals'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY network_only ON %I TO loyalty_app
      USING (network_id = (SELECT current_setting(''app.network_id'')::uuid))
      WITH CHECK (network_id = (SELECT current_setting(''app.network_id'')::uuid))', t);
    EXECUTE format('REVOKE ALL ON %I FROM PUBLIC', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO loyalty_app', t);
  END LOOP;
END $$;

-- The job finds what is due in all networks, and no more than that.
CREATE POLICY platform_finds_due ON picture_removals FOR SELECT TO loyalty_platform USING (true);
GRANT SELECT (network_id, picture_id, due_at) ON picture_removals TO loyalty_platform;

-- Sales by hour and by cashier, and the money that points paid. Sales of before the upgrade are counted from the event log, in pieces.
DROP FUNCTION IF EXISTS figures_take(uuid, uuid[], text[], uuid[]);

-- Money that points paid in sales of a business date, in minor units.
ALTER TABLE daily_figures ADD COLUMN points_value bigint NOT NULL DEFAULT 0;

-- Sales of a business date by the local hour in which they happened.
CREATE TABLE hourly_figures (
  network_id    uuid NOT NULL,
  business_date date NOT NULL,
  -- All zeros: no restaurant.
  restaurant_id uuid NOT NULL,
  hour          smallint NOT NULL CHECK (hour BETWEEN 0 AND 23),
  sales         bigint NOT NULL DEFAULT 0,
  guest_sales   bigint NOT NULL DEFAULT 0,
  amount        bigint NOT NULL DEFAULT 0,
  guest_amount  bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (network_id, business_date, restaurant_id, hour)
) WITH (fillfactor = 80);

-- Sales of a business date by the member of staff who sold. A guest counts who was named at the till; a receipt that a guest claimed
-- later counts apart, for the member of staff who wrote the receipt.
CREATE TABLE cashier_figures (
  network_id    uuid NOT NULL,
  business_date date NOT NULL,
  restaurant_id uuid NOT NULL,
  -- All zeros: a till system or an import sold.
  user_id       uuid NOT NULL,
  sales         bigint NOT NULL DEFAULT 0,
  guest_sales   bigint NOT NULL DEFAULT 0,
  claimed_sales bigint NOT NULL DEFAULT 0,
  amount        bigint NOT NULL DEFAULT 0,
  guest_amount  bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (network_id, business_date, restaurant_id, user_id)
) WITH (fillfactor = 80);

-- The place in the event log from which on the reader of figures counts hours, cashiers and the money that points paid by itself.
-- Events before it are counted from the begin of the log, and `is_counted` says that they are.
CREATE TABLE figure_countings (
  network_id uuid PRIMARY KEY REFERENCES networks (id),
  epoch      integer NOT NULL,
  xid        bigint NOT NULL,
  id         uuid NOT NULL,
  is_counted boolean NOT NULL DEFAULT false
);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['hourly_figures', 'cashier_figures', 'figure_countings'] LOOP
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO loyalty_app', t);
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY network_only ON %I TO loyalty_app
      USING (network_id = (SELECT current_setting(''app.network_id'')::uuid))
      WITH CHECK (network_id = (SELECT current_setting(''app.network_id'')::uuid))', t);
    EXECUTE format('REVOKE ALL ON %I FROM PUBLIC', t);
  END LOOP;
END $$;

-- Lists of the console under a name: filter, order, columns and tab of a page, of one person or shared with the network.
CREATE TABLE saved_views (
  network_id uuid NOT NULL REFERENCES networks (id),
  id         uuid NOT NULL,
  -- Who saved it.
  user_id    uuid NOT NULL REFERENCES users (id),
  page       text NOT NULL CHECK (page IN ('ANALYTICS', 'AUTOMATIONS', 'CAMPAIGNS', 'GUESTS', 'MESSAGES', 'SHIFTS')),
  name       text NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
  -- The tab of the page; null: its first one.
  tab        text CHECK (tab ~ '^[a-z-]{1,30}$'),
  -- What stands behind the question mark of the page's address.
  query      text NOT NULL CHECK (length(query) <= 2000),
  is_shared  boolean NOT NULL DEFAULT false,
  -- The page opens with it for the person who saved it.
  is_default boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (network_id, id),
  CONSTRAINT saved_views_name UNIQUE (network_id, user_id, page, name)
);
CREATE INDEX saved_views_page ON saved_views (network_id, page);
ALTER TABLE saved_views ENABLE ROW LEVEL SECURITY;
ALTER TABLE saved_views FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON saved_views TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON saved_views FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE, DELETE ON saved_views TO loyalty_app;
ALTER TABLE restaurant_groups ADD COLUMN names jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(names) = 'object');

-- What was sold with and without points, and how guests moved between tiers, by business date. A follower of the event log keeps both.

-- Lines of receipts of a business date, less what was handed back on it. `points_…`: lines that points paid, wholly or in part.
CREATE TABLE item_figures (
  network_id      uuid NOT NULL,
  business_date   date NOT NULL,
  -- All zeros: no restaurant.
  restaurant_id   uuid NOT NULL,
  -- NO_LINES: receipts without lines, as one. OTHERS: what came after the most items that a day of a restaurant may have.
  kind            text NOT NULL CHECK (kind IN ('ITEM', 'NO_LINES', 'OTHERS')),
  -- In small letters; empty: none was said.
  category        text NOT NULL,
  -- Article number, or else the name.
  item            text NOT NULL,
  -- As it was written last.
  name            text,
  quantity_milli  bigint NOT NULL DEFAULT 0,
  amount          bigint NOT NULL DEFAULT 0,
  points_quantity_milli bigint NOT NULL DEFAULT 0,
  points_amount   bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (network_id, business_date, restaurant_id, kind, category, item)
) WITH (fillfactor = 80);

-- Guests who went from one tier to another on a business date, by what moved them.
CREATE TABLE tier_figures (
  network_id    uuid NOT NULL,
  business_date date NOT NULL,
  -- Empty: the guest came back out of a merge that was undone.
  from_tier     text NOT NULL,
  -- Empty: the guest went into another one by a merge.
  to_tier       text NOT NULL,
  cause         text NOT NULL,
  guests        bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (network_id, business_date, from_tier, to_tier, cause)
) WITH (fillfactor = 80);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['item_figures', 'tier_figures'] LOOP
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO loyalty_app', t);
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY network_only ON %I TO loyalty_app
      USING (network_id = (SELECT current_setting(''app.network_id'')::uuid))
      WITH CHECK (network_id = (SELECT current_setting(''app.network_id'')::uuid))', t);
    EXECUTE format('REVOKE ALL ON %I FROM PUBLIC', t);
  END LOOP;
END $$;

-- Staff who get the weekly letter by e-mail.
CREATE TABLE letter_readers (
  network_id uuid NOT NULL REFERENCES networks (id),
  user_id    uuid NOT NULL REFERENCES users (id),
  -- The Monday of the last week of which the letter was written, or found to have nothing to say; at first the last week that was over
  -- when the person asked.
  last_week  date NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (network_id, user_id)
);
ALTER TABLE letter_readers ENABLE ROW LEVEL SECURITY;
ALTER TABLE letter_readers FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON letter_readers TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON letter_readers FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE, DELETE ON letter_readers TO loyalty_app;

-- The doctor compares the migrations of the database with those of its build, by the platform's role.
GRANT SELECT (migration_name, finished_at, rolled_back_at) ON _prisma_migrations TO loyalty_platform;

-- The names of segments in the languages of readers, as {"ru": …, "en": …}. A language that is left out is told by `name`.
ALTER TABLE segments ADD COLUMN names jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(names) = 'object');
GRANT UPDATE (names) ON segments TO loyalty_app;

-- Thresholds of figures that staff set for themselves, and when each was crossed.
CREATE TABLE figure_alerts (
  network_id    uuid NOT NULL REFERENCES networks (id),
  id            uuid NOT NULL,
  user_id       uuid NOT NULL REFERENCES users (id),
  figure        text NOT NULL CHECK (figure IN ('GUEST_SHARE', 'REFUNDS', 'LIABILITY')),
  -- Parts per million of a share, parts per million of the usual number, or minor units.
  threshold     bigint NOT NULL CHECK (threshold > 0),
  -- TOGETHER: all restaurants of the person as one; EACH: every one by itself; ONE: that of `restaurant_id`.
  scope         text NOT NULL CHECK (scope IN ('TOGETHER', 'EACH', 'ONE')),
  restaurant_id uuid,
  -- The last business date that was judged, and the places that were beyond the threshold then; the zero id: all together.
  judged_to     date NOT NULL,
  beyond        uuid[] NOT NULL DEFAULT '{}',
  created_at    timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (network_id, id),
  FOREIGN KEY (network_id, restaurant_id) REFERENCES restaurants (network_id, id),
  CHECK ((scope = 'ONE') = (restaurant_id IS NOT NULL)),
  CHECK (figure <> 'LIABILITY' OR scope = 'TOGETHER')
);
CREATE INDEX figure_alerts_due ON figure_alerts (network_id, judged_to);

CREATE TABLE figure_alert_crossings (
  network_id    uuid NOT NULL REFERENCES networks (id),
  alert_id      uuid NOT NULL,
  business_date date NOT NULL,
  -- The zero id: all restaurants together.
  restaurant_id uuid NOT NULL,
  value         bigint NOT NULL,
  -- What the value is compared with, in its unit; null where it is the threshold alone.
  usual         bigint,
  PRIMARY KEY (network_id, alert_id, business_date, restaurant_id),
  FOREIGN KEY (network_id, alert_id) REFERENCES figure_alerts (network_id, id) ON DELETE CASCADE
);
ALTER TABLE figure_alerts ENABLE ROW LEVEL SECURITY;
ALTER TABLE figure_alerts FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON figure_alerts TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
ALTER TABLE figure_alert_crossings ENABLE ROW LEVEL SECURITY;
ALTER TABLE figure_alert_crossings FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON figure_alert_crossings TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON figure_alerts, figure_alert_crossings FROM PUBLIC;
GRANT SELECT, INSERT, DELETE, UPDATE (judged_to, beyond) ON figure_alerts TO loyalty_app;
GRANT SELECT, INSERT, DELETE ON figure_alert_crossings TO loyalty_app;

-- How far the facts of a network were handed on to the warehouse.
CREATE TABLE warehouse_positions (
  network_id      uuid NOT NULL REFERENCES networks (id),
  epoch           integer NOT NULL,
  xid             bigint NOT NULL,
  event_id        uuid NOT NULL,
  -- Messages have no events: a round reads them by their ids, up to the newest, and begins again when it is due.
  messages_after  uuid NOT NULL,
  messages_due_at timestamptz NOT NULL DEFAULT now(),
  -- The piece of work that hands on now, and until when it has the right to.
  holder          uuid,
  held_until      timestamptz,
  PRIMARY KEY (network_id),
  CHECK ((holder IS NULL) = (held_until IS NULL))
);
ALTER TABLE warehouse_positions ENABLE ROW LEVEL SECURITY;
ALTER TABLE warehouse_positions FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON warehouse_positions TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON warehouse_positions FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE ON warehouse_positions TO loyalty_app;

-- Refunds by local hour. An hour that was counted before the upgrade does not know its refunds (null) until figures are counted anew.
ALTER TABLE hourly_figures ADD COLUMN refunds bigint;
ALTER TABLE hourly_figures ALTER COLUMN refunds SET DEFAULT 0;

-- The owner of the tables has no policy: it reads and writes the rows of all networks while none is forced on it.
ALTER TABLE figure_alerts NO FORCE ROW LEVEL SECURITY;
ALTER TABLE restaurant_groups NO FORCE ROW LEVEL SECURITY;

-- Thresholds that are judged by the hour, of a group of restaurants, and that tell other people.
ALTER TABLE figure_alerts
  -- DAY: the last whole business date; HOUR: the hours of the business date that are over.
  ADD COLUMN rhythm text NOT NULL DEFAULT 'DAY' CHECK (rhythm IN ('DAY', 'HOUR')),
  ADD COLUMN group_id uuid,
  -- Members of staff who get the e-mails.
  ADD COLUMN recipients uuid[] NOT NULL DEFAULT '{}',
  -- How many hours of the date `judged_to` are judged; 0 where days are.
  ADD COLUMN judged_hours smallint NOT NULL DEFAULT 0,
  DROP CONSTRAINT figure_alerts_scope_check,
  -- GROUP: the restaurants of `group_id` as one.
  ADD CONSTRAINT figure_alerts_scope_check CHECK (scope IN ('TOGETHER', 'EACH', 'ONE', 'GROUP')),
  ADD CHECK ((scope = 'GROUP') = (group_id IS NOT NULL)),
  ADD CHECK (figure <> 'LIABILITY' OR rhythm = 'DAY'),
  ADD FOREIGN KEY (network_id, group_id) REFERENCES restaurant_groups (network_id, id) ON DELETE CASCADE;
ALTER TABLE figure_alerts FORCE ROW LEVEL SECURITY;
ALTER TABLE restaurant_groups FORCE ROW LEVEL SECURITY;
ALTER TABLE figure_alert_crossings
  -- The local time up to which the date was judged; null: the whole date.
  ADD COLUMN until text CHECK (until ~ '^\d\d:\d\d$');
GRANT UPDATE (judged_hours) ON figure_alerts TO loyalty_app;

-- Seals that are published outside of the installation, and the place where each was; a row waits until it is published.
CREATE TABLE seal_publications (
  network_id   uuid NOT NULL REFERENCES networks (id),
  place        text NOT NULL CHECK (place IN ('FILE', 'BUCKET', 'MAIL', 'TIMESTAMP')),
  -- The number of the seal.
  number       bigint NOT NULL CHECK (number > 0),
  made_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
  due_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
  attempts     integer NOT NULL DEFAULT 0,
  -- Why the last attempt failed.
  failure      text,
  published_at timestamptz,
  -- The answer of the place: the version of an object, the id of a letter, a time stamp in base64.
  receipt      text,
  PRIMARY KEY (network_id, place, number)
);
CREATE INDEX seal_publications_waiting ON seal_publications (network_id, place) WHERE published_at IS NULL;
ALTER TABLE seal_publications ENABLE ROW LEVEL SECURITY;
ALTER TABLE seal_publications FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON seal_publications TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON seal_publications FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE (due_at, attempts, failure, published_at, receipt) ON seal_publications TO loyalty_app;

-- How much of each kind of data went on a day because its time was over. It counts rows of the whole installation.
CREATE TABLE retention_days (
  day    date NOT NULL,
  kind   text NOT NULL,
  rows   bigint NOT NULL CHECK (rows > 0),
  -- When the oldest of them was made.
  oldest timestamptz NOT NULL,
  PRIMARY KEY (day, kind)
);
ALTER TABLE retention_days ENABLE ROW LEVEL SECURITY;
ALTER TABLE retention_days FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON retention_days TO loyalty_platform USING (true) WITH CHECK (true);

-- Rows of a network go and are counted in one transaction, by the role of the networks.
CREATE POLICY all_networks ON retention_days TO loyalty_app USING (true) WITH CHECK (true);
REVOKE ALL ON retention_days FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE (rows, oldest) ON retention_days TO loyalty_app, loyalty_platform;

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

-- Gift cards: money of a network's customers on cards, with a journal of its own (decision 113). No points stand here.
CREATE TABLE gift_batches (
  network_id uuid NOT NULL REFERENCES networks (id),
  id         uuid NOT NULL,
  name       text NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
  cards      integer NOT NULL CHECK (cards BETWEEN 1 AND 2000),
  created_by uuid,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (network_id, id)
);

CREATE TABLE gift_cards (
  network_id         uuid NOT NULL,
  id                 uuid NOT NULL,
  batch_id           uuid NOT NULL,
  -- The place of the card in its batch, from 1.
  number             integer NOT NULL CHECK (number > 0),
  -- The blind index of the code, by which the card is found.
  code_index         bytea NOT NULL,
  -- The code and the PIN as they are printed, encrypted.
  face_encrypted     bytea NOT NULL,
  last4              text NOT NULL CHECK (last4 ~ '^[0-9]{4}$'),
  -- ISSUED: not sold yet; ACTIVE: its money can be spent; BLOCKED; REPLACED: another card has its money.
  state              text NOT NULL DEFAULT 'ISSUED' CHECK (state IN ('ISSUED', 'ACTIVE', 'BLOCKED', 'REPLACED')),
  balance            bigint NOT NULL DEFAULT 0 CHECK (balance BETWEEN 0 AND 10000000),
  -- Acts of its journal.
  version            integer NOT NULL DEFAULT 0 CHECK (version >= 0),
  sold_at            timestamptz,
  sold_restaurant_id uuid,
  -- The guest whose cabinet shows it; null: none.
  guest_id           uuid,
  -- The card that has its money now.
  replaced_by        uuid,
  created_at         timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (network_id, id),
  CONSTRAINT gift_cards_code UNIQUE (network_id, code_index),
  CONSTRAINT gift_cards_number UNIQUE (network_id, batch_id, number),
  FOREIGN KEY (network_id, batch_id) REFERENCES gift_batches (network_id, id),
  FOREIGN KEY (network_id, guest_id) REFERENCES guests (network_id, id),
  CHECK (state <> 'ISSUED' OR sold_at IS NULL AND balance = 0),
  CHECK (state <> 'ACTIVE' OR sold_at IS NOT NULL),
  CHECK ((state = 'REPLACED') = (replaced_by IS NOT NULL)),
  CHECK (state <> 'REPLACED' OR balance = 0)
);
CREATE INDEX gift_cards_guest ON gift_cards (network_id, guest_id) WHERE guest_id IS NOT NULL;

-- The journal of a card: every act, also those that move no money.
CREATE TABLE gift_transactions (
  network_id       uuid NOT NULL,
  id               uuid NOT NULL,
  card_id          uuid NOT NULL,
  -- The acts of a card are numbered from 1.
  number           integer NOT NULL CHECK (number > 0),
  kind             text NOT NULL CHECK (kind IN ('SOLD', 'TOPPED_UP', 'SPENT', 'REFUNDED', 'CORRECTED', 'BLOCKED', 'UNBLOCKED',
                     'MOVED_OUT', 'MOVED_IN', 'CLAIMED')),
  amount           bigint NOT NULL CHECK (amount >= 0),
  -- Money on the card after it.
  balance          bigint NOT NULL CHECK (balance >= 0),
  -- The spending of a refund; the other card's act of a move.
  related_id       uuid,
  restaurant_id    uuid,
  point_of_sale_id uuid,
  actor_kind       text NOT NULL CHECK (actor_kind IN ('user', 'key', 'guest')),
  actor_id         uuid NOT NULL,
  receipt_number   text,
  reason           text,
  business_date    date NOT NULL,
  recorded_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (network_id, id),
  CONSTRAINT gift_transactions_number UNIQUE (network_id, card_id, number),
  CHECK ((kind IN ('BLOCKED', 'UNBLOCKED', 'CLAIMED')) = (amount = 0) OR kind IN ('MOVED_OUT', 'MOVED_IN')),
  CHECK (kind NOT IN ('SOLD', 'TOPPED_UP', 'SPENT', 'REFUNDED') OR restaurant_id IS NOT NULL),
  CHECK (kind <> 'REFUNDED' OR related_id IS NOT NULL)
);
CREATE INDEX gift_transactions_related ON gift_transactions (network_id, related_id) WHERE related_id IS NOT NULL;
CREATE INDEX gift_transactions_day ON gift_transactions (network_id, business_date);

-- Movements of the money: a debit account, a credit account and a positive amount.
CREATE TABLE gift_transfers (
  network_id     uuid NOT NULL,
  transaction_id uuid NOT NULL,
  debit_kind     text NOT NULL CHECK (debit_kind IN ('CARD', 'SOLD', 'REDEEMED', 'ADJUSTED')),
  -- A card, a restaurant (SOLD, REDEEMED) or the network (ADJUSTED).
  debit_owner    uuid NOT NULL,
  credit_kind    text NOT NULL CHECK (credit_kind IN ('CARD', 'SOLD', 'REDEEMED', 'ADJUSTED')),
  credit_owner   uuid NOT NULL,
  amount         bigint NOT NULL CHECK (amount > 0),
  PRIMARY KEY (network_id, transaction_id),
  CHECK (debit_kind = 'CARD' OR credit_kind = 'CARD'),
  CHECK ((debit_kind, debit_owner) <> (credit_kind, credit_owner))
);

CREATE FUNCTION move_gift_money() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE gift_cards SET balance = balance - NEW.amount
   WHERE network_id = NEW.network_id AND id = NEW.debit_owner AND NEW.debit_kind = 'CARD';
  UPDATE gift_cards SET balance = balance + NEW.amount
   WHERE network_id = NEW.network_id AND id = NEW.credit_owner AND NEW.credit_kind = 'CARD';
  RETURN NULL;
END $$;

CREATE FUNCTION refuse_gift_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the balance of a gift card changes by its transfers alone' USING ERRCODE = 'LP005';
END $$;
CREATE TRIGGER gift_transfers_move AFTER INSERT ON gift_transfers FOR EACH ROW EXECUTE FUNCTION move_gift_money();
CREATE TRIGGER gift_cards_balance BEFORE UPDATE ON gift_cards FOR EACH ROW
  WHEN (NEW.balance IS DISTINCT FROM OLD.balance AND pg_trigger_depth() = 0) EXECUTE FUNCTION refuse_gift_balance();
CREATE TRIGGER gift_cards_empty BEFORE INSERT ON gift_cards FOR EACH ROW
  WHEN (NEW.balance <> 0) EXECUTE FUNCTION refuse_gift_balance();

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['gift_transactions', 'gift_transfers'] LOOP
    EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', t || '_append_only', t);
    EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', t || '_no_truncate', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['gift_batches', 'gift_cards', 'gift_transactions', 'gift_transfers'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY network_only ON %I TO loyalty_app USING (network_id = (SELECT current_setting(''app.network_id'')::uuid)) '
      'WITH CHECK (network_id = (SELECT current_setting(''app.network_id'')::uuid))', t);
    EXECUTE format('REVOKE ALL ON %I FROM PUBLIC', t);
  END LOOP;
END $$;
GRANT SELECT, INSERT ON gift_batches, gift_transactions, gift_transfers TO loyalty_app;
GRANT SELECT, INSERT, UPDATE ON gift_cards TO loyalty_app;

-- How long guests had stayed away when they came, by date: from these rows the guests of any period are counted without its sales.
-- The follower of the cohorts keeps them.
CREATE TABLE visit_gaps (
  network_id    uuid NOT NULL,
  business_date date NOT NULL,
  -- Days since an earlier visit, 367 for longer and for none; 0: the visits of the date.
  gap           smallint NOT NULL,
  visits        bigint NOT NULL DEFAULT 0,
  -- Guests whose last visit before this date was so many days ago.
  firsts        bigint NOT NULL DEFAULT 0,
  -- Visits of this date so many days after the last but one visit before each.
  seconds       bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (network_id, business_date, gap),
  CHECK (gap BETWEEN 0 AND 367)
) WITH (fillfactor = 50);
ALTER TABLE visit_gaps ENABLE ROW LEVEL SECURITY;
ALTER TABLE visit_gaps FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON visit_gaps TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON visit_gaps FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE, DELETE ON visit_gaps TO loyalty_app;

-- The items of all restaurants of a network together, by date and by month, for the whole network's pages: `item_figures` has as
-- many rows a day as restaurants sell items.
CREATE TABLE item_sums (
  network_id      uuid NOT NULL,
  span            text NOT NULL CHECK (span IN ('DAY', 'MONTH')),
  -- The business date, or the first of the month.
  business_date   date NOT NULL,
  kind            text NOT NULL CHECK (kind IN ('ITEM', 'NO_LINES', 'OTHERS')),
  category        text NOT NULL,
  item            text NOT NULL,
  -- As it was written last.
  name            text,
  quantity_milli  bigint NOT NULL DEFAULT 0,
  amount          bigint NOT NULL DEFAULT 0,
  points_quantity_milli bigint NOT NULL DEFAULT 0,
  points_amount   bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (network_id, span, business_date, kind, category, item)
) WITH (fillfactor = 80);
ALTER TABLE item_sums ENABLE ROW LEVEL SECURITY;
ALTER TABLE item_sums FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON item_sums TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON item_sums FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE, DELETE ON item_sums TO loyalty_app;
CREATE INDEX figure_alerts_group ON figure_alerts (network_id, group_id);

-- Until then the person of the case acts under a limit: a guest confirms every spending, and acts by hand, refunds and claims of a
-- member of staff wait for others. Null: there is no limit.
ALTER TABLE fraud_cases ADD COLUMN limited_until timestamptz;
CREATE INDEX fraud_cases_limited ON fraud_cases (network_id, limited_until) WHERE limited_until IS NOT NULL;
GRANT UPDATE (limited_until) ON fraud_cases TO loyalty_app;

-- A till lists its own acts of gift cards, newest first.
CREATE INDEX gift_transactions_till ON gift_transactions (network_id, point_of_sale_id, id) WHERE point_of_sale_id IS NOT NULL;

-- RECODED: the guest who has the card got a new code and PIN for it, and the printed ones work no more.
ALTER TABLE gift_transactions
  DROP CONSTRAINT gift_transactions_kind_check,
  DROP CONSTRAINT gift_transactions_check,
  ADD CONSTRAINT gift_transactions_kind CHECK (kind IN ('SOLD', 'TOPPED_UP', 'SPENT', 'REFUNDED', 'CORRECTED', 'BLOCKED', 'UNBLOCKED',
    'MOVED_OUT', 'MOVED_IN', 'CLAIMED', 'RECODED')),
  ADD CONSTRAINT gift_transactions_amount CHECK (
    (kind IN ('BLOCKED', 'UNBLOCKED', 'CLAIMED', 'RECODED')) = (amount = 0) OR kind IN ('MOVED_OUT', 'MOVED_IN'));

-- A digital card is a batch of one, whose code nobody downloads: it goes to a phone or an address by a message.
ALTER TABLE gift_batches ADD COLUMN digital boolean NOT NULL DEFAULT false;

-- The last message with its code; null: none was planned.
ALTER TABLE gift_cards ADD COLUMN message_id uuid;

-- The recount of a business date takes its figures away first.
GRANT DELETE ON daily_figures TO loyalty_app;

-- Facts of a period that go into the bucket of the installation, a file at a time.
CREATE TABLE fact_exports (
  network_id  uuid NOT NULL REFERENCES networks (id),
  id          uuid NOT NULL,
  fact        text NOT NULL,
  first_date  date NOT NULL,
  last_date   date NOT NULL CHECK (last_date >= first_date),
  format      text NOT NULL,
  status      text NOT NULL DEFAULT 'RUNNING' CHECK (status IN ('RUNNING', 'DONE', 'FAILED', 'CANCELLED')),
  -- Name, facts and bytes of each file that is in the bucket.
  files       jsonb NOT NULL DEFAULT '[]',
  -- The next file begins after this id; null before the first one and after the last.
  position    uuid,
  -- Attempts at the next file that the bucket did not take.
  attempts    integer NOT NULL DEFAULT 0,
  created_at  timestamptz NOT NULL DEFAULT ledger_now(),
  finished_at timestamptz,
  PRIMARY KEY (network_id, id),
  CHECK ((status = 'RUNNING') = (finished_at IS NULL))
);
CREATE UNIQUE INDEX fact_exports_running ON fact_exports (network_id) WHERE status = 'RUNNING';
ALTER TABLE fact_exports ENABLE ROW LEVEL SECURITY;
ALTER TABLE fact_exports FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON fact_exports TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
GRANT SELECT, INSERT, UPDATE, DELETE ON fact_exports TO loyalty_app;

-- Till systems name a payment by gift card by their order and their payment, so that a cancelled order gives its money back.
ALTER TABLE gift_transactions
  ADD COLUMN external_order_id text CHECK (length(external_order_id) <= 200),
  ADD COLUMN external_payment_id text CHECK (length(external_payment_id) <= 200),
  ADD CONSTRAINT gift_transactions_of_order CHECK ((external_order_id IS NULL) = (external_payment_id IS NULL));
CREATE UNIQUE INDEX gift_transactions_payment ON gift_transactions (network_id, actor_id, external_order_id, external_payment_id, card_id)
  WHERE external_order_id IS NOT NULL;

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

-- When the managers were written to that the certificate ends soon; null: they were not.
ALTER TABLE wallet_accounts ADD COLUMN warned_at timestamptz;

-- The wheel: epochs with committed odds, the stock of their prizes, and the draws of guests (decision 127).
CREATE TABLE wheel_epochs (
  network_id     uuid NOT NULL REFERENCES networks (id),
  id             uuid NOT NULL,
  -- SHA-256 of id, seed and odds, in hexadecimal.
  commitment     text NOT NULL CHECK (commitment ~ '^[0-9a-f]{64}$'),
  seed_encrypted bytea NOT NULL,
  -- The canonical text of the odds, as it was hashed.
  odds           text NOT NULL CHECK (odds <> ''),
  budget_points  bigint CHECK (budget_points > 0),
  -- Points that were given, of an epoch with a budget.
  spent_points   bigint NOT NULL DEFAULT 0 CHECK (spent_points BETWEEN 0 AND coalesce(budget_points, 0)),
  -- Sales and badges from this moment on give spins: the opening of the first of the epochs that followed one another.
  spins_since    timestamptz NOT NULL,
  opened_at      timestamptz NOT NULL,
  -- The user who opened it; null: a key.
  opened_by      uuid,
  ends_at        timestamptz,
  ended_at       timestamptz,
  PRIMARY KEY (network_id, id),
  CHECK (spins_since <= opened_at),
  CHECK (ends_at > opened_at),
  CHECK (ended_at >= opened_at)
);
CREATE UNIQUE INDEX wheel_epochs_running ON wheel_epochs (network_id) WHERE ended_at IS NULL;

-- Prizes that can be given so often and no more.
CREATE TABLE wheel_stocks (
  network_id uuid NOT NULL,
  epoch_id   uuid NOT NULL,
  -- The place of the prize in the odds.
  prize      integer NOT NULL CHECK (prize > 0),
  stock      integer NOT NULL CHECK (stock > 0),
  given      integer NOT NULL DEFAULT 0 CHECK (given BETWEEN 0 AND stock),
  PRIMARY KEY (network_id, epoch_id, prize),
  FOREIGN KEY (network_id, epoch_id) REFERENCES wheel_epochs (network_id, id)
);

CREATE TABLE wheel_draws (
  network_id            uuid NOT NULL,
  id                    uuid NOT NULL,
  epoch_id              uuid NOT NULL,
  guest_id              uuid NOT NULL,
  source_kind           text NOT NULL CHECK (source_kind IN ('SALE', 'BADGE')),
  -- A sale, or the campaign and the transaction of a badge.
  source_id             text NOT NULL CHECK (source_id <> ''),
  -- The transaction whose refund may take the source away.
  source_transaction_id uuid NOT NULL,
  -- The number that the guest chose; null: the guest was erased.
  number                text CHECK (number ~ '^[\x21-\x7e]{1,64}$'),
  counter               integer NOT NULL CHECK (counter >= 0),
  ticket                integer NOT NULL CHECK (ticket >= 0),
  -- Places of prizes in the odds.
  drawn                 integer NOT NULL CHECK (drawn > 0),
  given                 integer NOT NULL CHECK (given > 0),
  fallback_reason       text CHECK (fallback_reason IN ('STOCK', 'BUDGET', 'REWARD')),
  points                bigint NOT NULL CHECK (points >= 0),
  -- The transaction that gave the prize; null: nothing was given.
  act_id                uuid,
  drawn_at              timestamptz NOT NULL,
  -- The source was refunded, and the points are to be taken back.
  is_return_due         boolean NOT NULL DEFAULT false,
  -- Points that were taken back; null: none had to be.
  returned_points       bigint CHECK (returned_points BETWEEN 0 AND points),
  PRIMARY KEY (network_id, id),
  CONSTRAINT wheel_draws_source UNIQUE (network_id, source_kind, source_id),
  FOREIGN KEY (network_id, epoch_id) REFERENCES wheel_epochs (network_id, id),
  FOREIGN KEY (network_id, guest_id) REFERENCES guests (network_id, id),
  CHECK ((drawn <> given) = (fallback_reason IS NOT NULL)),
  CHECK (points = 0 OR act_id IS NOT NULL),
  CHECK (returned_points IS NULL OR NOT is_return_due)
);
CREATE INDEX wheel_draws_epoch ON wheel_draws (network_id, epoch_id);
CREATE INDEX wheel_draws_guest ON wheel_draws (network_id, guest_id, id);
CREATE INDEX wheel_draws_source_transaction ON wheel_draws (network_id, source_transaction_id);
CREATE INDEX wheel_draws_return_due ON wheel_draws (network_id, id) WHERE is_return_due;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['wheel_epochs', 'wheel_stocks', 'wheel_draws'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY network_only ON %I TO loyalty_app USING (network_id = (SELECT current_setting(''app.network_id'')::uuid)) '
      'WITH CHECK (network_id = (SELECT current_setting(''app.network_id'')::uuid))', t);
    EXECUTE format('REVOKE ALL ON %I FROM PUBLIC', t);
  END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE (seed_encrypted, spent_points, ended_at) ON wheel_epochs TO loyalty_app;
GRANT SELECT, INSERT, UPDATE (given) ON wheel_stocks TO loyalty_app;
GRANT SELECT, INSERT, UPDATE (number, is_return_due, returned_points) ON wheel_draws TO loyalty_app;

-- A gift card may end where the law of the network's country lets it; its money goes to the income account ENDED.
ALTER TABLE gift_cards
  -- Months from the last payment into the card to its end; null: the card never ends.
  ADD COLUMN term_months integer,
  -- The last local day on which the card can be spent.
  ADD COLUMN ends_on date,
  -- The next day on which the job has something to do: to tell the guest, or to end the card.
  ADD COLUMN due_on date,
  ADD CONSTRAINT gift_cards_term CHECK (
    (term_months IS NULL) = (ends_on IS NULL) AND (ends_on IS NULL) = (due_on IS NULL) AND term_months > 0),
  DROP CONSTRAINT gift_cards_state_check,
  ADD CONSTRAINT gift_cards_state CHECK (state IN ('ISSUED', 'ACTIVE', 'BLOCKED', 'REPLACED', 'ENDED')),
  ADD CONSTRAINT gift_cards_ended CHECK (state <> 'ENDED' OR ends_on IS NOT NULL);
ALTER TABLE gift_transactions
  DROP CONSTRAINT gift_transactions_kind,
  DROP CONSTRAINT gift_transactions_amount,
  DROP CONSTRAINT gift_transactions_actor_kind_check,
  ADD CONSTRAINT gift_transactions_kind CHECK (kind IN ('SOLD', 'TOPPED_UP', 'SPENT', 'REFUNDED', 'CORRECTED', 'BLOCKED', 'UNBLOCKED',
    'MOVED_OUT', 'MOVED_IN', 'CLAIMED', 'RECODED', 'ENDED')),
  ADD CONSTRAINT gift_transactions_amount CHECK (
    (kind IN ('BLOCKED', 'UNBLOCKED', 'CLAIMED', 'RECODED')) = (amount = 0) OR kind IN ('MOVED_OUT', 'MOVED_IN', 'ENDED')),
  -- system: the platform itself ended the card; the actor is the network.
  ADD CONSTRAINT gift_transactions_actor CHECK (actor_kind IN ('user', 'key', 'guest', 'system'));
ALTER TABLE gift_transfers
  DROP CONSTRAINT gift_transfers_credit_kind_check,
  ADD CONSTRAINT gift_transfers_credit_kind CHECK (credit_kind IN ('CARD', 'SOLD', 'REDEEMED', 'ADJUSTED', 'ENDED'));

-- Gift cards whose end, or the warning of it, is due.
CREATE INDEX gift_cards_due ON gift_cards (network_id, due_on) WHERE due_on IS NOT NULL AND state = 'ACTIVE';

-- A manager forgives one guest one more missed week of a streak.
ALTER TYPE transaction_type ADD VALUE 'FREEZE' AFTER 'OPENING';

-- A badge may have a picture of its own; its owner is the campaign that gives the badge.
ALTER TABLE pictures DROP CONSTRAINT pictures_owner_kind_check;
ALTER TABLE pictures ADD CONSTRAINT pictures_owner_kind_check
  CHECK (owner_kind IN ('BADGE', 'CAMPAIGN', 'MENU_ITEM', 'RESTAURANT', 'REWARD'));

-- The directory: in which cell a network lives, and where the servers of a cell are. Filled in the database of one cell alone
-- (DIRECTORY_URL); every cell has the tables, because all have the same schema.
CREATE TABLE cells (
  name text PRIMARY KEY CHECK (name ~ '^[a-z][a-z0-9-]{0,29}$'),
  address text NOT NULL CHECK (length(address) BETWEEN 1 AND 500),
  is_home boolean NOT NULL,
  started_at timestamptz NOT NULL DEFAULT now()
);

-- The directory lies in the database of one cell.
CREATE UNIQUE INDEX cells_home ON cells (is_home) WHERE is_home;
ALTER TABLE cells ENABLE ROW LEVEL SECURITY;
ALTER TABLE cells FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON cells TO loyalty_platform USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON cells TO loyalty_platform;

-- `epoch` rises with each move; `moving_to` is the cell to which a move is under way.
CREATE TABLE network_cells (
  network_id uuid PRIMARY KEY,
  code text NOT NULL UNIQUE,
  cell text NOT NULL REFERENCES cells (name),
  epoch bigint NOT NULL DEFAULT 1 CHECK (epoch >= 1),
  moving_to text REFERENCES cells (name) CHECK (moving_to <> cell)
);
ALTER TABLE network_cells ENABLE ROW LEVEL SECURITY;
ALTER TABLE network_cells FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON network_cells TO loyalty_platform USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON network_cells TO loyalty_platform;
ALTER TABLE gift_transactions
  -- The refund in the ledger of points of the receipt that the card paid.
  ADD COLUMN receipt_refund_id uuid,
  DROP CONSTRAINT gift_transactions_kind,
  DROP CONSTRAINT gift_transactions_amount,
  -- SENT: a manager sent the code of a sold card. DOWNLOADED: the code of an unsold card was downloaded again.
  ADD CONSTRAINT gift_transactions_kind CHECK (kind IN ('SOLD', 'TOPPED_UP', 'SPENT', 'REFUNDED', 'CORRECTED', 'BLOCKED', 'UNBLOCKED',
    'MOVED_OUT', 'MOVED_IN', 'CLAIMED', 'RECODED', 'ENDED', 'SENT', 'DOWNLOADED')),
  ADD CONSTRAINT gift_transactions_amount CHECK (
    (kind IN ('BLOCKED', 'UNBLOCKED', 'CLAIMED', 'RECODED', 'SENT', 'DOWNLOADED')) = (amount = 0)
    OR kind IN ('MOVED_OUT', 'MOVED_IN', 'ENDED')),
  ADD CONSTRAINT gift_transactions_receipt_refund CHECK (receipt_refund_id IS NULL OR kind = 'REFUNDED');

-- How often the codes of the batch were downloaded.
ALTER TABLE gift_batches ADD COLUMN downloads integer NOT NULL DEFAULT 0;
GRANT UPDATE (downloads) ON gift_batches TO loyalty_app;
CREATE INDEX gift_transactions_receipt_refund ON gift_transactions (network_id, receipt_refund_id) WHERE receipt_refund_id IS NOT NULL;

-- The automations whose steps led to the events that brought the guest in and moved the run, the first one first.
ALTER TABLE automation_runs ADD COLUMN caused_by uuid[] NOT NULL DEFAULT '{}';

-- Steps by the transaction or event that they made: the reader of the log asks which automation caused an event.
CREATE INDEX automation_run_steps_caused ON automation_run_steps (network_id, subject_id)
  WHERE kind IN ('POINTS', 'REWARD', 'CAMPAIGN', 'LIST');

-- Where a guest agreed, if not to a text that this platform showed: on paper, by a contract, in an earlier system or in a service of the network.
ALTER TABLE consents ADD COLUMN basis text;
ALTER TABLE consents ADD CONSTRAINT consents_basis CHECK (basis IN ('PAPER_FORM', 'CONTRACT', 'FORMER_SYSTEM', 'OWN_SERVICE')) NOT VALID;

-- Whether the link went to the address of the account and to nobody else.
ALTER TABLE password_links ADD COLUMN mailed boolean NOT NULL DEFAULT false;
GRANT INSERT (mailed) ON password_links TO loyalty_app;

-- A connection may also lead to a fiscal operator.
ALTER TABLE till_connections DROP CONSTRAINT till_connections_kind_check;
ALTER TABLE till_connections ADD CONSTRAINT till_connections_kind_check
  CHECK (kind IN ('IIKO', 'RKEEPER', 'FISCAL_OPERATOR')) NOT VALID;

-- The application changes rows of its people, so a statement that somebody smuggles in could raise a role or end a cooling-off time.
-- Triggers need a function to name, which its file replaces before anything is served.
DO $$ DECLARE f text; BEGIN
  FOREACH f IN ARRAY ARRAY['keep_cooling_off', 'keep_openings', 'require_raise_noted'] LOOP
    EXECUTE format('CREATE FUNCTION %I() RETURNS trigger LANGUAGE plpgsql AS
      $f$ BEGIN RAISE EXCEPTION ''the functions of the database are not applied yet''; END $f$', f);
  END LOOP;
END $$;
CREATE TRIGGER account_openings_keep BEFORE UPDATE ON account_openings
  FOR EACH ROW EXECUTE FUNCTION keep_openings();

-- The seed of a wheel is encrypted anew by the platform alone, and stays as it was committed to.
REVOKE UPDATE (seed_encrypted) ON wheel_epochs FROM loyalty_app;
CREATE POLICY platform_rotates ON wheel_epochs TO loyalty_platform USING (true) WITH CHECK (true);
GRANT SELECT (network_id, id, seed_encrypted), UPDATE (seed_encrypted) ON wheel_epochs TO loyalty_platform;

-- Nicknames are compared as people read them (leaderboards). The function has its file; an index stands on it, so it is whole here.
CREATE FUNCTION nickname_key(p_name text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT replace(replace(translate(lower(translate(
    regexp_replace(normalize(normalize(p_name, NFKC), NFD),
      '[\s._\-\u00ad\u0300-\u036f\u115f\u1160\u180b-\u180f\u200b-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0]', '', 'g'),
    -- Capital letters of Greek, whose small ones look otherwise.
    'ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ', 'abezhikmnoptyx') COLLATE "und-x-icu"),
    'авекморстухніјѕһԁԛԝӏзбч' || 'αβγεηικμνορςστυχω' || 'ıɑɡłøđħ' || '015i8',
    'abekmopctyxhljshdqwl364' || 'abyenlkuvopcotuxw' || 'lag' || 'lodh' || 'olslb'), 'rn', 'm'), 'vv', 'w')
$$;

-- Sources of gifts that two people, or the system, put in force: a version of the programme or of a campaign, an automation, an
-- epoch of the wheel, a connection. A source without a row was decided by one person alone.
CREATE TABLE confirmed_sources (
  network_id   uuid NOT NULL REFERENCES networks (id),
  -- A kind and a name, as src/configuration/snapshots/sole-deciders.ts writes them.
  source       text NOT NULL CHECK (source <> ''),
  -- The second person; null: it was in force before this table.
  confirmed_by uuid,
  confirmed_at timestamptz NOT NULL,
  PRIMARY KEY (network_id, source)
);

-- What was given by decisions of one person alone, for the sums of the guest and for the cases of fraud watch.
CREATE TABLE sole_gifts (
  network_id     uuid NOT NULL REFERENCES networks (id),
  -- The journal row, or the act on a gift card.
  transaction_id uuid NOT NULL,
  -- The person; the null UUID: nobody knows who decided the source.
  person_id      uuid NOT NULL,
  unit           text NOT NULL CHECK (unit IN ('POINTS', 'MONEY')),
  -- Null: a gift card.
  guest_id       uuid,
  source         text NOT NULL CHECK (source <> ''),
  amount         bigint NOT NULL CHECK (amount > 0),
  -- The part above the bound. Points wait in review; money was not given.
  waiting        bigint NOT NULL CHECK (waiting BETWEEN 0 AND amount),
  -- The journal row that put the points in review; null: none did.
  hold_id        uuid,
  case_id        uuid,
  given_at       timestamptz NOT NULL,
  PRIMARY KEY (network_id, transaction_id, person_id, unit),
  FOREIGN KEY (network_id, case_id) REFERENCES fraud_cases (network_id, id)
);
CREATE INDEX sole_gifts_guest ON sole_gifts (network_id, guest_id, given_at);
CREATE INDEX sole_gifts_without_case ON sole_gifts (network_id) WHERE waiting > 0 AND case_id IS NULL;
CREATE INDEX sole_gifts_case ON sole_gifts (network_id, case_id) WHERE case_id IS NOT NULL;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['confirmed_sources', 'sole_gifts'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY network_only ON %I TO loyalty_app USING (network_id = (SELECT current_setting(''app.network_id'')::uuid)) '
      'WITH CHECK (network_id = (SELECT current_setting(''app.network_id'')::uuid))', t);
    EXECUTE format('REVOKE ALL ON %I FROM PUBLIC', t);
  END LOOP;
END $$;
GRANT SELECT, INSERT, DELETE ON confirmed_sources TO loyalty_app;
GRANT SELECT, INSERT, UPDATE (case_id) ON sole_gifts TO loyalty_app;

-- The manager who made the connection; null: made before this column, or by the system.
ALTER TABLE till_connections ADD COLUMN created_by uuid;

-- Who put the running version in force; null: nobody did, or it was before this column.
ALTER TABLE automations ADD COLUMN started_by uuid;

-- A gift of one person's decision, as the till writes it. `batch` and `grp` are those of till_write, counted from 1.
CREATE TYPE till_gift AS (batch integer, grp integer, network uuid, transaction_id uuid, person uuid, unit text, guest uuid,
  source text, amount bigint, waiting bigint, hold uuid);

-- Goods have no price here, so their pieces are counted.
ALTER TABLE sole_gifts DROP CONSTRAINT sole_gifts_unit_check,
  ADD CONSTRAINT sole_gifts_unit_check CHECK (unit IN ('POINTS', 'MONEY', 'USES'));

-- Rows whose totals the tiers do not count, and guests whom an undo left as they are because they had acted meanwhile.
ALTER TABLE guest_files
  ADD COLUMN uncounted integer NOT NULL DEFAULT 0,
  ADD COLUMN kept integer NOT NULL DEFAULT 0;
GRANT UPDATE (uncounted, kept) ON guest_files TO loyalty_app;

-- What a guest would pay more in the year of an impact. Rows from before belong to runs whose reports lack it, and are shown no more.
ALTER TABLE impact_guests ADD COLUMN paid bigint NOT NULL DEFAULT 0;

-- One act of a page of the event log, with what its followers count: `page_acts` reads a page once for all of them.
-- `day` and `hour` are those of the network. `related_…`: the row that a sale or a refund names. `cause`: why the tier changed.
CREATE TYPE page_act AS (
  place integer, event text, id uuid, type transaction_type, guest_id uuid, guest_version bigint, day date, hour smallint,
  occurred_at timestamptz, restaurant_id uuid, actor_kind text, actor_id uuid, direction text, amount bigint, discount bigint,
  points_value bigint, payable bigint, points_earned bigint, points_redeemed bigint, points_given bigint, is_whole boolean,
  items json, back json, tier_before text, tier text, cause text, related_id uuid, related_type transaction_type, related_guest_id uuid,
  related_day date, related_occurred_at timestamptz, related_discount bigint, related_points_value bigint, related_payable bigint,
  related_points_redeemed bigint, related_actor_kind text, related_actor_id uuid, related_items json
);
DROP FUNCTION IF EXISTS guest_summaries_take(uuid, uuid[], text[], uuid[]);

-- What the followers of the event log share of a page beside its acts: the guests of the acts as they are (`page_guests`), and the transfers of the
-- acts (`page_moves`). `visited`, `refunded`: the newest sale of the guest in the page, and the newest sale that a refund of the page names.
CREATE TYPE page_guest AS (
  guest_id uuid, version bigint, tier text, available bigint, pending bigint, held bigint, in_review bigint, receivable bigint,
  inactivity_ends_at timestamptz, has_terms boolean, due_at timestamptz, moves_lots boolean, visited timestamptz, refunded timestamptz
);

CREATE TYPE page_move AS (
  id uuid, guest_id uuid, guest_version bigint, occurred_at timestamptz, code transfer_code, debit_kind account_kind, debit_owner uuid,
  credit_kind account_kind, credit_owner uuid, amount bigint, lot_id uuid, expires_at timestamptz, unit uuid
);

-- The next start makes it again, with one column more: a function that stands keeps its result type.
DROP FUNCTION IF EXISTS network_signs(uuid[]);

-- Points that one person, or the keys of one integration, moved by hand in a business day. No row of the day has an id below `first_id`, and none recorded
-- today has one below `first_of_today`.
CREATE TYPE till_manual_day AS (holder uuid, first_id uuid, business_date date, first_of_today uuid);

-- Refunds of one person from an id on.
CREATE TYPE till_refund_day AS (actor uuid, first_id uuid);

-- An act that is decided alone. `claims`: names that other rows may hold. `related`: rows that it refers to. `returns`: the transaction whose rewards it
-- gives back; null: none. `sums_gifts`: it may give points by one person's decision.
CREATE TYPE till_act AS (
  network uuid, lock_timeout text, key uuid, guests till_reading[], spends boolean, claims uuid[], related uuid[], returns uuid, sums_gifts boolean,
  manual_days till_manual_day[], refund_days till_refund_day[]);

-- The till knows the people of a network, whose decisions are bounded, and who could lately sign in as whom. A process that remembered the
-- network did not learn of a new account until the next change of its configuration, so that what the account gave had no bound.
-- Triggers need a function to name, which its file replaces before anything is served.
CREATE FUNCTION raise_rules_by_person() RETURNS trigger LANGUAGE plpgsql AS
  $f$ BEGIN RAISE EXCEPTION 'the functions of the database are not applied yet'; END $f$;
CREATE TRIGGER account_openings_raise_rules AFTER INSERT OR UPDATE OF opened_at ON account_openings
  FOR EACH ROW EXECUTE FUNCTION raise_rules_by_person();
ALTER TABLE backtests
  DROP CONSTRAINT backtests_mode_check,
  ADD CONSTRAINT backtests_mode_check CHECK (mode IN ('DRAFT', 'REPRODUCE', 'IMPACT', 'CAMPAIGN', 'SEARCH')) NOT VALID;

-- Receipts that differ from the earlier system for one reason. Rows stand in the shadow.
CREATE TABLE shadow_groups (
  network_id uuid NOT NULL REFERENCES networks (id),
  id         uuid NOT NULL,
  reason     text NOT NULL CHECK (reason IN ('NO_FIGURES', 'NOT_RECORDED', 'GUEST_UNKNOWN', 'SPENDING', 'RULE', 'RATE', 'ROUNDING', 'EARNING', 'BALANCE')),
  -- What tells groups of one reason apart: a code of a refusal or a rule, or the rate of the earlier system. Empty: nothing.
  detail     text NOT NULL,
  created_at timestamptz NOT NULL,
  -- Null: nobody has accepted the difference.
  accepted_at timestamptz,
  accepted_by uuid,
  note       text CHECK (note <> ''),
  PRIMARY KEY (network_id, id),
  CONSTRAINT shadow_groups_reason UNIQUE (network_id, reason, detail),
  CHECK (accepted_at IS NOT NULL OR (accepted_by IS NULL AND note IS NULL))
);

-- A receipt in the shadow beside what the earlier system gave for it.
CREATE TABLE shadow_receipts (
  network_id       uuid NOT NULL,
  id               uuid NOT NULL,
  receipt_number   text NOT NULL CHECK (receipt_number <> ''),
  point_of_sale_id uuid NOT NULL,
  restaurant_id    uuid NOT NULL,
  business_date    date NOT NULL,
  occurred_at      timestamptz NOT NULL,
  -- Null: an anonymous receipt.
  guest_id         uuid,
  -- Null: our programme did not record it.
  transaction_id   uuid,
  -- Null: it was recorded as the earlier system had it.
  refusal          text CHECK (refusal <> ''),
  amount           bigint NOT NULL,
  -- Money that was left to pay.
  discount         bigint NOT NULL,
  payable          bigint NOT NULL,
  earned           bigint NOT NULL,
  spent            bigint NOT NULL,
  -- Null: it did not record the receipt.
  balance          bigint,
  -- What the earlier system gave; null: it has not said.
  old_earned       bigint,
  old_spent        bigint,
  old_balance      bigint,
  -- Points that the guest has with us beyond those of the earlier system after this receipt.
  gap              bigint NOT NULL,
  -- Receipt that first parted the two balances; null: they are equal.
  parted_id        uuid,
  -- Minor units that this receipt gives the guest beyond the earlier system.
  money            bigint NOT NULL,
  -- Null: equal.
  group_id         uuid,
  PRIMARY KEY (network_id, id),
  CONSTRAINT shadow_receipts_number UNIQUE (network_id, point_of_sale_id, business_date, receipt_number),
  FOREIGN KEY (network_id, group_id) REFERENCES shadow_groups (network_id, id),
  CHECK ((old_earned IS NULL) = (old_spent IS NULL)),
  CHECK (old_balance IS NULL OR old_earned IS NOT NULL),
  CHECK ((gap = 0) = (parted_id IS NULL))
);
CREATE INDEX shadow_receipts_guest ON shadow_receipts (network_id, guest_id, id) WHERE guest_id IS NOT NULL;
CREATE INDEX shadow_receipts_day ON shadow_receipts (network_id, business_date);
CREATE INDEX shadow_receipts_group ON shadow_receipts (network_id, group_id, id) WHERE group_id IS NOT NULL;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['shadow_groups', 'shadow_receipts'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY network_only ON %I TO loyalty_app USING (network_id = (SELECT current_setting(''app.network_id'')::uuid)) '
      'WITH CHECK (network_id = (SELECT current_setting(''app.network_id'')::uuid))', t);
    EXECUTE format('REVOKE ALL ON %I FROM PUBLIC', t);
  END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE (accepted_at, accepted_by, note) ON shadow_groups TO loyalty_app;
GRANT SELECT, INSERT, UPDATE (group_id), DELETE ON shadow_receipts TO loyalty_app;

-- A code waits for a chat of its own messenger.
GRANT SELECT (channel) ON verifications TO loyalty_platform;

-- The bot of a network in MAX. The first columns are those of network_bots.
CREATE TABLE max_bots (
  network_id         uuid PRIMARY KEY REFERENCES networks (id),
  -- MAX's id of the bot: one bot writes for one network.
  bot_id             bigint NOT NULL,
  username           text NOT NULL,
  -- Null: disconnected.
  token_encrypted    bytea,
  connected_at       timestamptz NOT NULL DEFAULT now(),
  -- The row stays after the bot is gone: sessions that rest on it live on, and open no other network.
  disconnected_at    timestamptz,
  -- Whether a phone that a person shares in the chat is believed without a code by SMS.
  trusts_contacts    boolean NOT NULL DEFAULT false,
  -- When MAX last said that its updates come to us.
  webhook_checked_at timestamptz,
  -- Since when they do not come, and why; null: they come.
  webhook_lost_at    timestamptz,
  webhook_failure    text,
  CHECK ((webhook_lost_at IS NULL) = (webhook_failure IS NULL))
);
CREATE UNIQUE INDEX max_bots_connected ON max_bots (bot_id) WHERE disconnected_at IS NULL;

-- Phones of people who write to the bot of a network in MAX. The columns are those of network_bot_chats.
CREATE TABLE max_chats (
  network_id      uuid NOT NULL REFERENCES max_bots (network_id),
  id              uuid NOT NULL,
  phone_encrypted bytea NOT NULL,
  phone_index     bytea NOT NULL,
  chat_encrypted  bytea NOT NULL,
  chat_index      bytea NOT NULL,
  linked_at       timestamptz NOT NULL DEFAULT now(),
  -- When MAX last refused a message, or said that the person had stopped the bot; null: the bot may write.
  refused_at      timestamptz,
  PRIMARY KEY (network_id, id),
  UNIQUE (network_id, phone_index),
  UNIQUE (network_id, chat_index)
);

-- The contract by which a network may send messages of one kind by a channel whose rules forbid them without one.
CREATE TABLE channel_contracts (
  network_id  uuid NOT NULL REFERENCES networks (id),
  channel     text NOT NULL CHECK (channel IN ('MAX')),
  kind        text NOT NULL CHECK (kind IN ('CAMPAIGNS', 'CODES', 'NOTICES')),
  number      text NOT NULL CHECK (number <> ''),
  signed_on   date NOT NULL,
  recorded_at timestamptz NOT NULL,
  recorded_by uuid NOT NULL,
  PRIMARY KEY (network_id, channel, kind)
);
GRANT SELECT, INSERT, UPDATE ON max_bots, max_chats, channel_contracts TO loyalty_app;
GRANT DELETE ON max_chats, channel_contracts TO loyalty_app;

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['max_bots', 'max_chats', 'channel_contracts'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format(
      'CREATE POLICY network_only ON %I TO loyalty_app
         USING (network_id = (SELECT current_setting(''app.network_id'')::uuid))
         WITH CHECK (network_id = (SELECT current_setting(''app.network_id'')::uuid))', name);
    EXECUTE format('REVOKE ALL ON %I FROM PUBLIC', name);
  END LOOP;
END $$;

-- Whether a bot belongs to another network, and which networks have one, is asked across networks.
CREATE POLICY platform_reads ON max_bots FOR SELECT TO loyalty_platform USING (true);
GRANT SELECT (network_id, bot_id, disconnected_at) ON max_bots TO loyalty_platform;

-- Tills that a manager has bound to a restaurant. A till has a key of its own; a row whose key is null waits for the till that shows the code.
CREATE TABLE bound_tills (
  network_id    uuid NOT NULL REFERENCES networks (id),
  id            uuid NOT NULL,
  restaurant_id uuid NOT NULL,
  name          text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  -- Digest of the code that the till shows. It stays, so that no code binds twice.
  code_hash     bytea NOT NULL,
  code_until    timestamptz NOT NULL,
  key_hash      bytea UNIQUE,
  bound_by      uuid NOT NULL,
  created_at    timestamptz NOT NULL DEFAULT now(),
  -- When the till came with its key for the first time, and when it came last.
  bound_at      timestamptz,
  last_seen_at  timestamptz,
  revoked_at    timestamptz,
  revoked_by    uuid,
  PRIMARY KEY (network_id, id),
  CONSTRAINT bound_tills_code UNIQUE (network_id, code_hash),
  FOREIGN KEY (network_id, restaurant_id) REFERENCES restaurants (network_id, id),
  CHECK ((key_hash IS NULL) = (bound_at IS NULL)),
  CHECK ((revoked_at IS NULL) = (revoked_by IS NULL))
);
CREATE INDEX bound_tills_restaurant ON bound_tills (network_id, restaurant_id);

-- The till that waits is found by its code.
CREATE INDEX bound_tills_waiting ON bound_tills (code_hash) WHERE key_hash IS NULL;

-- PIN of a member of staff for bound tills: bcrypt over a keyed digest of it.
CREATE TABLE staff_pins (
  network_id uuid NOT NULL REFERENCES networks (id),
  user_id    uuid NOT NULL REFERENCES users (id),
  pin_hash   text NOT NULL,
  set_at     timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (network_id, user_id)
);

-- Card of a member of staff for bound tills, as a blind index of its number.
CREATE TABLE staff_cards (
  network_id uuid NOT NULL REFERENCES networks (id),
  user_id    uuid NOT NULL REFERENCES users (id),
  card_index bytea NOT NULL,
  set_at     timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (network_id, user_id),
  CONSTRAINT staff_cards_card UNIQUE (network_id, card_index)
);

-- Wrong PINs of a person at a till since the last right one; ten lock the person there.
CREATE TABLE till_pin_failures (
  network_id uuid NOT NULL,
  till_id    uuid NOT NULL,
  user_id    uuid NOT NULL REFERENCES users (id),
  failures   smallint NOT NULL CHECK (failures BETWEEN 1 AND 10),
  locked_at  timestamptz,
  PRIMARY KEY (network_id, till_id, user_id),
  FOREIGN KEY (network_id, till_id) REFERENCES bound_tills (network_id, id)
);

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['bound_tills', 'staff_pins', 'staff_cards', 'till_pin_failures'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format(
      'CREATE POLICY network_only ON %I TO loyalty_app
         USING (network_id = (SELECT current_setting(''app.network_id'')::uuid))
         WITH CHECK (network_id = (SELECT current_setting(''app.network_id'')::uuid))', name);
    EXECUTE format('REVOKE ALL ON %I FROM PUBLIC', name);
  END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE (name, revoked_at, revoked_by), DELETE ON bound_tills TO loyalty_app;

-- The hash of a PIN is the business of signing in alone.
GRANT SELECT (network_id, user_id, set_at), INSERT, DELETE ON staff_pins TO loyalty_app;
GRANT SELECT, INSERT, DELETE ON staff_cards TO loyalty_app;
GRANT SELECT, INSERT, UPDATE (failures, locked_at), DELETE ON till_pin_failures TO loyalty_app;

-- A till comes with its key and names no network.
CREATE POLICY platform ON bound_tills TO loyalty_platform USING (true) WITH CHECK (true);
GRANT SELECT, UPDATE (key_hash, bound_at, last_seen_at) ON bound_tills TO loyalty_platform;

-- A new password by a link takes PIN and card away.
CREATE POLICY platform ON staff_pins TO loyalty_platform USING (true) WITH CHECK (true);
CREATE POLICY platform ON staff_cards TO loyalty_platform USING (true) WITH CHECK (true);
GRANT SELECT, DELETE ON staff_pins, staff_cards TO loyalty_platform;

-- Balances of guests in the earlier system at the end of a day, from its own file, beside those of the shadow. Rows stand in the shadow.
CREATE TABLE shadow_balances (
  network_id  uuid NOT NULL REFERENCES networks (id),
  -- The digest by which the shadow knows the guest.
  external_id text NOT NULL CHECK (external_id <> ''),
  day         date NOT NULL,
  -- The end of this business date: both balances are of this moment.
  ends_at     timestamptz NOT NULL,
  old_balance bigint NOT NULL,
  -- Null: no receipt of the guest has come, so the shadow has no balance to compare.
  guest_id    uuid,
  balance     bigint,
  -- Points that the guest has with us beyond the earlier system.
  gap         bigint,
  -- Minor units that were given beyond the earlier system since the balance before, and that no receipt says.
  money       bigint NOT NULL DEFAULT 0,
  -- Null: the gap is the one of the balance before, or receipts say why it is another one.
  group_id    uuid,
  PRIMARY KEY (network_id, external_id, day),
  FOREIGN KEY (network_id, group_id) REFERENCES shadow_groups (network_id, id),
  CHECK ((guest_id IS NULL) = (balance IS NULL)),
  CHECK ((balance IS NULL) = (gap IS NULL)),
  CHECK (group_id IS NULL OR guest_id IS NOT NULL)
);
CREATE INDEX shadow_balances_guest ON shadow_balances (network_id, guest_id, day) WHERE guest_id IS NOT NULL;
CREATE INDEX shadow_balances_day ON shadow_balances (network_id, day);
CREATE INDEX shadow_balances_group ON shadow_balances (network_id, group_id) WHERE group_id IS NOT NULL;
ALTER TABLE shadow_balances ENABLE ROW LEVEL SECURITY;
ALTER TABLE shadow_balances FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON shadow_balances TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON shadow_balances FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE (old_balance, ends_at, guest_id, balance, gap, money, group_id) ON shadow_balances TO loyalty_app;

-- A credit note: what is taken back stands in it below zero.
ALTER TABLE shadow_receipts ADD COLUMN is_return boolean NOT NULL DEFAULT false;
ALTER TABLE shadow_groups DROP CONSTRAINT shadow_groups_reason_check;

-- A shadow has few groups.
-- squawk-ignore constraint-missing-not-valid
ALTER TABLE shadow_groups ADD CONSTRAINT shadow_groups_reason_check CHECK (reason IN ('NO_FIGURES', 'NOT_RECORDED', 'GUEST_UNKNOWN', 'SPENDING',
  'RULE', 'RATE', 'ROUNDING', 'RETURN', 'EARNING', 'BALANCE'));

-- A file is of guests, or of receipts or balances of the earlier system for the shadow run.
ALTER TABLE guest_files ADD COLUMN kind text NOT NULL DEFAULT 'GUESTS';
-- squawk-ignore constraint-missing-not-valid
ALTER TABLE guest_files ADD CONSTRAINT guest_files_kind CHECK (kind IN ('GUESTS', 'SHADOW_RECEIPTS', 'SHADOW_BALANCES'));
