-- Segments: named sets of guests, by a rule or by a list, and who is in them now.

-- What `decide` reads of them stands with the guest and changes with its version (rule 1): codes, sorted.
-- No index has it and no act changes it, so that a sale rewrites its row in place as before.
ALTER TABLE guest_states ADD COLUMN segments text[] NOT NULL DEFAULT '{}';

CREATE TABLE segments (
  network_id  uuid NOT NULL REFERENCES networks (id),
  id          uuid NOT NULL,
  -- Programmes and rewards name it; never changes.
  code        text NOT NULL CHECK (code ~ '^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$'),
  name        text NOT NULL,
  description text NOT NULL DEFAULT '',
  -- A tree of conditions; null: a list that people keep.
  rule        jsonb,
  -- Rises with each change, so that two people who change it at once do not write over one another.
  version     integer NOT NULL DEFAULT 1,
  -- Guests who are in it now, kept by whoever changes members: a count of a million takes longer than a page may.
  guests      bigint NOT NULL DEFAULT 0 CHECK (guests >= 0),
  created_at  timestamptz NOT NULL DEFAULT now(),
  changed_at  timestamptz NOT NULL DEFAULT now(),
  archived_at timestamptz,
  PRIMARY KEY (network_id, id),
  UNIQUE (network_id, code)
);

-- Who is in which segment, one row a guest of it: the same that the guests' own states say, for lists and counts.
CREATE TABLE segment_members (
  network_id uuid NOT NULL,
  segment_id uuid NOT NULL,
  guest_id   uuid NOT NULL,
  since      timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (network_id, segment_id, guest_id),
  FOREIGN KEY (network_id, segment_id) REFERENCES segments (network_id, id),
  FOREIGN KEY (network_id, guest_id) REFERENCES guests (network_id, id)
);
CREATE INDEX segment_members_of ON segment_members (network_id, guest_id);
CREATE TRIGGER segment_members_insert_guard AFTER INSERT ON segment_members REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION require_guest_written();
CREATE TRIGGER segment_members_delete_guard AFTER DELETE ON segment_members REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION require_guest_written();

-- How far the guests of a network were looked at: on which business day, and after which guest to go on. A change of a
-- rule begins it anew. Whoever evaluates holds its row, so a rule never changes in the middle of a piece.
CREATE TABLE segment_passes (
  network_id  uuid NOT NULL REFERENCES networks (id),
  day         integer NOT NULL DEFAULT 0,
  after_guest uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
  is_done     boolean NOT NULL DEFAULT true,
  PRIMARY KEY (network_id)
);

-- A guest's second cards, whose history is the guest's.
CREATE INDEX guests_merged ON guests (network_id, merged_into) WHERE merged_into IS NOT NULL;

-- A coupon that is good for guests of some segments alone; none: for everybody.
ALTER TABLE coupon_batches ADD COLUMN segments text[] NOT NULL DEFAULT '{}';

DO $$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY ARRAY['segments', 'segment_members', 'segment_passes'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY network_only ON %I TO loyalty_app
      USING (network_id = (SELECT current_setting(''app.network_id'')::uuid))
      WITH CHECK (network_id = (SELECT current_setting(''app.network_id'')::uuid))', t);
    EXECUTE format('REVOKE ALL ON %I FROM PUBLIC', t);
  END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE (name, description, rule, version, guests, changed_at, archived_at) ON segments TO loyalty_app;
GRANT SELECT, INSERT, DELETE ON segment_members TO loyalty_app;
GRANT SELECT, INSERT, UPDATE ON segment_passes TO loyalty_app;
