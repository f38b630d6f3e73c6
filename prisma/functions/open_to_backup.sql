-- Opens to the role of backups every table that is not open to it yet. Each start calls this, since a table may have come with a
-- migration. Row-level security is forced, also on the owner, so the role reads by a policy of its own.
CREATE OR REPLACE FUNCTION open_to_backup() RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE t record;
BEGIN
  IF to_regrole('loyalty_backup') IS NULL THEN RETURN; END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('loyalty.open_to_backup', 0));
  IF NOT has_schema_privilege('loyalty_backup', 'public', 'USAGE') THEN
    GRANT USAGE ON SCHEMA public TO loyalty_backup;
  END IF;
  FOR t IN SELECT c.oid::regclass AS name FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'S') AND NOT has_table_privilege('loyalty_backup', c.oid, 'SELECT')
  LOOP
    EXECUTE format('GRANT SELECT ON %s TO loyalty_backup', t.name);
  END LOOP;
  FOR t IN SELECT c.oid::regclass AS name FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND c.relrowsecurity
      AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'backup_reads')
  LOOP
    EXECUTE format('CREATE POLICY backup_reads ON %s FOR SELECT TO loyalty_backup USING (true)', t.name);
  END LOOP;
END $$;
REVOKE ALL ON FUNCTION open_to_backup FROM PUBLIC;
