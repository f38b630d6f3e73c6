-- The journals that came to a guest by merges and their undos, the guest's own among them. A journal counts before `until`, the version of the row that
-- handed it over.
CREATE OR REPLACE FUNCTION lineage_of(p_network uuid, p_guest uuid, p_until bigint) RETURNS TABLE (guest_id uuid, until bigint)
LANGUAGE sql STABLE SECURITY INVOKER AS $$
  WITH RECURSIVE handed (guest_id, until) AS (
    SELECT p_guest, p_until
    UNION
    SELECT s.guest_id, s.guest_version
    FROM handed h
    JOIN transactions a ON a.network_id = p_network AND a.guest_id = h.guest_id AND a.guest_version < h.until
      AND a.type = 'TRANSFER' AND a.direction = 'CREDIT' AND a.reason_code IN ('MERGE', 'UNMERGE')
    JOIN transactions s ON s.network_id = p_network AND s.id = a.related_id)
  SELECT h.guest_id, max(h.until) FROM handed h GROUP BY h.guest_id
$$;
REVOKE ALL ON FUNCTION lineage_of FROM PUBLIC;
GRANT EXECUTE ON FUNCTION lineage_of TO loyalty_app;
