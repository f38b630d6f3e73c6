-- The audit stays append-only, but for an entry of an erased guest: the address, and values, may go; nothing else changes.
CREATE OR REPLACE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
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
