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

ALTER TABLE messages DROP CONSTRAINT messages_source_check;
ALTER TABLE messages ADD CONSTRAINT messages_source_check
  CHECK (source IN ('CAMPAIGN', 'EXPIRY_WARNING', 'AUTOMATION', 'FEEDBACK', 'TEST'));

-- The start of an automation with large gifts waits for a second person, as that of a campaign does.
ALTER TABLE change_requests DROP CONSTRAINT change_requests_kind_check;
ALTER TABLE change_requests ADD CONSTRAINT change_requests_kind_check CHECK (kind IN ('MANAGER_RIGHTS', 'PASSWORD_LINK',
  'SECOND_FACTOR', 'SETTINGS', 'API_KEY', 'API_KEY_ROTATION', 'CAMPAIGN', 'AUTOMATION', 'SIGN_IN_PROVIDER', 'OWN_ROLE'));
