-- Guests who are one family: who is a member now, and what a child was given. What was spent of it stands in the journal.

-- That a guest is a member, so that a batch knows it with the guest; changes with its version (rule 1).
ALTER TABLE guest_states ADD COLUMN family_id uuid;

CREATE TABLE families (
  network_id uuid NOT NULL,
  id         uuid NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  ended_at   timestamptz,
  PRIMARY KEY (network_id, id)
);

-- A guest is a member of one family at most. All members are locked when one of them joins, leaves, or spends points of
-- the others, so what is read under the lock of one does not change.
CREATE TABLE family_members (
  network_id       uuid NOT NULL,
  guest_id         uuid NOT NULL,
  family_id        uuid NOT NULL,
  role             text NOT NULL CHECK (role IN ('HEAD', 'ADULT', 'CHILD')),
  joined_at        timestamptz NOT NULL DEFAULT now(),
  -- What a child may spend: so many points a month, or in all since; and whose they are where its own are too few.
  allowance        bigint CHECK (allowance >= 0),
  allowance_period text CHECK (allowance_period IN ('MONTH', 'ONCE')),
  allowance_since  timestamptz,
  allowance_giver  uuid,
  -- Of a seat that came with a merge: whose it was, so that it goes back with the undoing.
  came_from        uuid,
  -- Seats of others of the same family that were merged into this one: what each was, so that it is given back.
  taken            jsonb NOT NULL DEFAULT '[]',
  PRIMARY KEY (network_id, guest_id),
  FOREIGN KEY (network_id, guest_id) REFERENCES guests (network_id, id),
  FOREIGN KEY (network_id, family_id) REFERENCES families (network_id, id),
  CHECK (num_nonnulls(allowance, allowance_period, allowance_since, allowance_giver) = CASE WHEN allowance IS NULL THEN 0 ELSE 4 END),
  CHECK (allowance IS NULL OR role = 'CHILD')
);
CREATE INDEX family_members_of ON family_members (network_id, family_id, joined_at, guest_id);
CREATE UNIQUE INDEX family_members_head ON family_members (network_id, family_id) WHERE role = 'HEAD';
CREATE TRIGGER family_members_insert_guard AFTER INSERT ON family_members REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION require_guest_written();
CREATE TRIGGER family_members_update_guard AFTER UPDATE ON family_members REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION require_guest_written();
CREATE TRIGGER family_members_delete_guard AFTER DELETE ON family_members REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION require_guest_written();

-- A code by which a guest joins, once; by its blind index, so that the code itself stands nowhere.
CREATE TABLE family_invitations (
  network_id uuid NOT NULL,
  code_index bytea NOT NULL,
  family_id  uuid NOT NULL,
  role       text NOT NULL CHECK (role IN ('ADULT', 'CHILD')),
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (network_id, code_index),
  FOREIGN KEY (network_id, family_id) REFERENCES families (network_id, id)
);
CREATE INDEX family_invitations_of ON family_invitations (network_id, family_id, created_at);

DO $$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY ARRAY['families', 'family_members', 'family_invitations'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY network_only ON %I TO loyalty_app
      USING (network_id = (SELECT current_setting(''app.network_id'')::uuid))
      WITH CHECK (network_id = (SELECT current_setting(''app.network_id'')::uuid))', t);
    EXECUTE format('REVOKE ALL ON %I FROM PUBLIC', t);
  END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE (ended_at) ON families TO loyalty_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON family_members TO loyalty_app;
GRANT SELECT, INSERT, DELETE ON family_invitations TO loyalty_app;
