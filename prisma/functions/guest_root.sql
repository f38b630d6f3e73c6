-- The guest into whom a guest was merged, through all merges; the guest itself where there was none.
CREATE OR REPLACE FUNCTION guest_root(p_network uuid, p_guest uuid) RETURNS uuid
LANGUAGE sql STABLE SECURITY INVOKER SET search_path = public, pg_temp AS $$
  WITH RECURSIVE up (id, depth) AS (
    SELECT p_guest, 0
    UNION ALL
    SELECT g.merged_into, u.depth + 1 FROM up u
    CROSS JOIN LATERAL (
      SELECT g.merged_into FROM guests g WHERE g.network_id = p_network AND g.id BETWEEN u.id AND u.id ORDER BY g.id) g
    WHERE g.merged_into IS NOT NULL)
  SELECT u.id FROM up u ORDER BY u.depth DESC LIMIT 1
$$;
REVOKE ALL ON FUNCTION guest_root FROM PUBLIC;
GRANT EXECUTE ON FUNCTION guest_root TO loyalty_app;
