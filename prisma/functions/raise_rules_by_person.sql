-- Lets every process read a network's people anew once an account was made, or opened to another person.
CREATE OR REPLACE FUNCTION raise_rules_by_person() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE networks SET rules_version = rules_version + 1 WHERE id = NEW.network_id;
  PERFORM pg_notify('rules_changed', NEW.network_id::text);
  RETURN NULL;
END
$$;
