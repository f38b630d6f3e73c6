-- A raise of a role stands in the audit, which is only appended to, when its transaction ends.
CREATE OR REPLACE FUNCTION require_raise_noted() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  -- From the least rights to the most.
  ranks user_role[] := ARRAY['cashier', 'analyst', 'manager', 'owner']::user_role[];
BEGIN
  IF array_position(ranks, NEW.role) > array_position(ranks, OLD.role) AND NOT EXISTS (
       SELECT 1 FROM audit_log a WHERE a.network_id = NEW.network_id AND a.subject_id = NEW.id::text AND a.subject_kind = 'user'
          AND a.recorded_at = now() AND a.after ->> 'role' = NEW.role::text) THEN
    RAISE EXCEPTION 'a raise of a role stands in the audit' USING ERRCODE = 'LP006';
  END IF;
  RETURN NULL;
END $$;
