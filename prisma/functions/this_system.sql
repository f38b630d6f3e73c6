-- PostgreSQL's identifier of this cluster, which initdb makes and no dump carries; null where a host withholds it. It cannot
-- change while a backend lives, and reading it opens a file, so the backend remembers it.
CREATE OR REPLACE FUNCTION this_system() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  known text := current_setting('app.this_system', true);
BEGIN
  IF coalesce(known, '') = '' THEN
    BEGIN
      SELECT system_identifier::text INTO known FROM pg_control_system();
    EXCEPTION WHEN insufficient_privilege OR undefined_function OR feature_not_supported THEN
      known := 'withheld';
    END;
    PERFORM set_config('app.this_system', known, false);
  END IF;
  RETURN nullif(known, 'withheld');
END $$;
REVOKE ALL ON FUNCTION this_system FROM PUBLIC;
GRANT EXECUTE ON FUNCTION this_system TO loyalty_app, loyalty_platform;
