-- Makes every process read the people of a network again after an account was created, or a login was given to another person.
CREATE OR REPLACE FUNCTION raise_rules_by_person() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE networks SET rules_version = rules_version + 1 WHERE id = NEW.network_id;
  PERFORM pg_notify('rules_changed', NEW.network_id::text);
  RETURN NULL;
END
$$;
