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
ALTER TABLE guest_cases ENABLE ROW LEVEL SECURITY;
ALTER TABLE guest_cases FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON guest_cases TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON guest_cases FROM PUBLIC;
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
ALTER TABLE guest_case_notes ENABLE ROW LEVEL SECURITY;
ALTER TABLE guest_case_notes FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON guest_case_notes TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON guest_case_notes FROM PUBLIC;
GRANT SELECT, INSERT ON guest_case_notes TO loyalty_app;
