-- A published programme version never changes but by being archived.
CREATE OR REPLACE FUNCTION refuse_published_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status <> 'DRAFT' AND (TG_OP = 'DELETE' OR NEW.document::text <> OLD.document::text
      OR NEW.effective_from IS DISTINCT FROM OLD.effective_from OR NEW.version <> OLD.version OR NEW.status = 'DRAFT') THEN
    RAISE EXCEPTION 'a published programme version never changes' USING ERRCODE = 'LP003';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
