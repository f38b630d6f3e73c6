-- The partitions of the event log but the default one, with the first id of each and the first id after it. One that has
-- the journal alone is named `…_journal`.
CREATE OR REPLACE FUNCTION list_event_partitions() RETURNS TABLE (name text, first_id uuid, end_id uuid)
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT b.name, substring(b.bounds FROM $r$FROM \('([0-9a-f-]{36})'\)$r$)::uuid,
    substring(b.bounds FROM $r$TO \('([0-9a-f-]{36})'\)$r$)::uuid
  FROM (SELECT c.relname::text AS name, pg_get_expr(c.relpartbound, c.oid) AS bounds
    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'public.events'::regclass) b
  WHERE b.bounds <> 'DEFAULT'
$$;
REVOKE ALL ON FUNCTION list_event_partitions FROM PUBLIC;
GRANT EXECUTE ON FUNCTION list_event_partitions TO loyalty_platform;
