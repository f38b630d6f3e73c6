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
ALTER TABLE guest_cases VALIDATE CONSTRAINT guest_cases_kind_check;
CREATE UNIQUE INDEX guest_cases_sale ON guest_cases (network_id, sale_id) WHERE sale_id IS NOT NULL;
-- Words of staff that went to the guest.
ALTER TABLE guest_case_notes ADD COLUMN to_guest boolean NOT NULL DEFAULT false;

ALTER TABLE messages DROP CONSTRAINT messages_source_check;
ALTER TABLE messages ADD CONSTRAINT messages_source_check
  CHECK (source IN ('CAMPAIGN', 'EXPIRY_WARNING', 'AUTOMATION', 'FEEDBACK', 'TEST')) NOT VALID;
ALTER TABLE messages VALIDATE CONSTRAINT messages_source_check;

-- Networks that are there ask about sales from now on.
ALTER TABLE event_cursors NO FORCE ROW LEVEL SECURITY;
INSERT INTO event_cursors (network_id, subscriber, epoch, xid, id)
SELECT network_id, 'feedback', epoch, xid, id FROM event_cursors WHERE subscriber = 'guest-summaries';
ALTER TABLE event_cursors FORCE ROW LEVEL SECURITY;
