-- The application changes rows of its people, so a statement that somebody smuggles in could raise a role or end a cooling-off time.
-- Triggers need a function to name, which its file replaces before anything is served.
DO $$ DECLARE f text; BEGIN
  FOREACH f IN ARRAY ARRAY['keep_cooling_off', 'keep_openings', 'require_raise_noted'] LOOP
    EXECUTE format('CREATE FUNCTION %I() RETURNS trigger LANGUAGE plpgsql AS
      $f$ BEGIN RAISE EXCEPTION ''the functions of the database are not applied yet''; END $f$', f);
  END LOOP;
END $$;
CREATE TRIGGER users_keep_cooling_off BEFORE UPDATE OF role, approves_from, manager_until ON users
  FOR EACH ROW EXECUTE FUNCTION keep_cooling_off();
CREATE CONSTRAINT TRIGGER users_raise_noted AFTER UPDATE OF role ON users DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (OLD.role IS DISTINCT FROM NEW.role) EXECUTE FUNCTION require_raise_noted();
CREATE TRIGGER account_openings_keep BEFORE UPDATE ON account_openings
  FOR EACH ROW EXECUTE FUNCTION keep_openings();

-- The seed of a wheel is encrypted anew by the platform alone, and stays as it was committed to.
REVOKE UPDATE (seed_encrypted) ON wheel_epochs FROM loyalty_app;
CREATE POLICY platform_rotates ON wheel_epochs TO loyalty_platform USING (true) WITH CHECK (true);
GRANT SELECT (network_id, id, seed_encrypted), UPDATE (seed_encrypted) ON wheel_epochs TO loyalty_platform;
