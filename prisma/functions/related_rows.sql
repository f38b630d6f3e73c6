-- Journal rows by id, with the rows that refer to them, their transfers, and for each of them how many points of the lot that it opened have expired: in the
-- journal of its guest, and in the journals that came to `p_guest` by merges (null: in none). Ids without a row are left out.
CREATE OR REPLACE FUNCTION related_rows(p_network uuid, p_ids uuid[], p_guest uuid)
RETURNS TABLE (named transactions[], others transactions[], moved transfers[], expired bigint[])
LANGUAGE plpgsql STABLE SECURITY INVOKER SET search_path = public, pg_temp
  SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
BEGIN
  named := ARRAY (
    SELECT o.one FROM unnest(p_ids) WITH ORDINALITY i(id, place)
    CROSS JOIN LATERAL (SELECT t AS one FROM transactions t WHERE t.network_id = p_network AND t.id = i.id OFFSET 0) o
    ORDER BY i.place);
  -- A sale has few refunds and a receipt few redemptions. More rows than this are treated as a bug.
  others := ARRAY (
    SELECT o.one FROM unnest(p_ids) i(id)
    CROSS JOIN LATERAL (
      SELECT t AS one, t.guest_version, t.id FROM transactions t WHERE t.network_id = p_network AND t.related_id = i.id OFFSET 0) o
    ORDER BY o.guest_version, o.id LIMIT 10000);
  moved := ARRAY (
    SELECT o.one FROM unnest(p_ids) WITH ORDINALITY i(id, place)
    CROSS JOIN LATERAL (SELECT x AS one, x.n FROM transfers x WHERE x.network_id = p_network AND x.transaction_id = i.id OFFSET 0) o
    ORDER BY i.place, o.n);
  expired := ARRAY (
    WITH journals AS MATERIALIZED (SELECT l.guest_id, l.until FROM lineage_of(p_network, p_guest, 9223372036854775807) l)
    SELECT CASE WHEN f.guest_id IS NULL OR f.points_earned <= 0 THEN 0 ELSE (
      SELECT coalesce(sum(x.amount), 0)::bigint
      FROM (
        SELECT e.id FROM transactions e
        WHERE e.network_id = p_network AND e.guest_id = f.guest_id AND e.guest_version > f.guest_version AND e.type = 'EXPIRY'
        UNION ALL
        SELECT e.id FROM journals l
        CROSS JOIN LATERAL (
          SELECT t.id FROM transactions t
          WHERE t.network_id = p_network AND t.guest_id = l.guest_id AND t.guest_version < l.until AND t.type = 'EXPIRY' OFFSET 0) e
        WHERE l.guest_id <> f.guest_id) e
      CROSS JOIN LATERAL (
        SELECT x.amount FROM transfers x
        WHERE x.network_id = p_network AND x.transaction_id = e.id AND x.lot_id = f.id AND x.code = 'EXPIRY' OFFSET 0) x) END
    FROM unnest(named) WITH ORDINALITY f ORDER BY f.ordinality);
  RETURN NEXT;
END $$;
REVOKE ALL ON FUNCTION related_rows FROM PUBLIC;
GRANT EXECUTE ON FUNCTION related_rows TO loyalty_app;
