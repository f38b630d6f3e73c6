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
ALTER TABLE erasures ENABLE ROW LEVEL SECURITY;
ALTER TABLE erasures FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON erasures TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON erasures FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE ON erasures TO loyalty_app;

-- What erasure empties in rows that are otherwise only appended.
GRANT UPDATE (text) ON guest_case_notes TO loyalty_app;
GRANT UPDATE (status, code, data, body_encrypted) ON stored_answers TO loyalty_app;
GRANT UPDATE (address, before, after) ON audit_log TO loyalty_app;
GRANT UPDATE (device_index) ON referrals TO loyalty_app;
GRANT DELETE ON guest_accounts TO loyalty_platform;

-- The audit stays append-only, but for an entry of an erased guest: the address, and values, may go; nothing else changes.
CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE'
     AND NEW.address IS NULL
     AND coalesce(OLD.before::jsonb, '{}') @> coalesce(NEW.before::jsonb, '{}')
     AND coalesce(OLD.after::jsonb, '{}') @> coalesce(NEW.after::jsonb, '{}')
     AND to_jsonb(NEW) - ARRAY['address', 'before', 'after'] = to_jsonb(OLD) - ARRAY['address', 'before', 'after']
     AND EXISTS (SELECT FROM guests g WHERE g.network_id = OLD.network_id AND g.erased_at IS NOT NULL
                   AND g.id::text IN (OLD.actor_id::text, OLD.subject_id::text)) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'LP001';
END $$;
DROP TRIGGER audit_log_append_only ON audit_log;
CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE ON audit_log FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
