-- How lately one person opened another's account decides whether they are two: it only gets later.
CREATE OR REPLACE FUNCTION keep_openings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.opened_at < OLD.opened_at THEN
    RAISE EXCEPTION 'the opening of an account never gets earlier' USING ERRCODE = 'LP006';
  END IF;
  RETURN NEW;
END $$;
