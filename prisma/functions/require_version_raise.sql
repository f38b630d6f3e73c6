-- Refuses to write the state of a guest without a higher version. The condition is the trigger's, not the function's: where it
-- does not hold, no function is called.
CREATE OR REPLACE FUNCTION require_version_raise() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'guest_states.version must rise with every change' USING ERRCODE = 'LP002';
END $$;
