-- The transfers of the acts of a page, each with what is counted of its act. They are read by ranges of ids, as the acts are (`page_acts`), and by
-- the acts one by one where a range has too many.
CREATE OR REPLACE FUNCTION page_moves(p_network uuid, p_acts page_act[]) RETURNS page_move[]
LANGUAGE plpgsql STABLE SECURITY INVOKER SET search_path = public, pg_temp
  -- Each range must be read by the primary key, in its order, also before the tables were ever analysed.
  SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off AS $$
DECLARE
  most constant integer := 1000;
  found page_move[] := '{}';
  given record;
  moves page_move[];
  were_read integer;
BEGIN
  FOR given IN
    SELECT array_agg(a.id ORDER BY a.id) AS ids, array_agg(a.guest_id ORDER BY a.id) AS guests, array_agg(a.guest_version ORDER BY a.id) AS versions,
      array_agg(a.occurred_at ORDER BY a.id) AS times
    FROM (SELECT a.*, (row_number() OVER (ORDER BY a.id) - 1) / 50 AS range FROM unnest(p_acts) a) a GROUP BY a.range
  LOOP
    SELECT array_agg(ROW(y.transaction_id, given.guests[y.n], given.versions[y.n], given.times[y.n], y.code, y.debit_kind, y.debit_owner,
        y.credit_kind, y.credit_owner, y.amount, y.lot_id, y.expires_at, y.unit)::page_move) FILTER (WHERE y.n IS NOT NULL), count(*)
    INTO moves, were_read
    FROM (
      SELECT y.*, array_position(given.ids, y.transaction_id) AS n
      FROM (
        SELECT y.transaction_id, y.code, y.debit_kind, y.debit_owner, y.credit_kind, y.credit_owner, y.amount, y.lot_id, y.expires_at, y.unit
        FROM transfers y
        WHERE y.network_id = p_network AND y.transaction_id BETWEEN given.ids[1] AND given.ids[cardinality(given.ids)]
        ORDER BY y.transaction_id, y.n LIMIT most) y OFFSET 0) y;
    IF were_read = most THEN
      SELECT array_agg(ROW(y.transaction_id, u.guest, u.version, u.time, y.code, y.debit_kind, y.debit_owner,
        y.credit_kind, y.credit_owner, y.amount, y.lot_id, y.expires_at, y.unit)::page_move)
      INTO moves
      FROM unnest(given.ids, given.guests, given.versions, given.times) u(id, guest, version, time)
      CROSS JOIN LATERAL (
        SELECT * FROM transfers y WHERE y.network_id = p_network AND y.transaction_id BETWEEN u.id AND u.id ORDER BY y.transaction_id, y.n) y;
    END IF;
    found := found || coalesce(moves, '{}');
  END LOOP;
  RETURN found;
END $$;
REVOKE ALL ON FUNCTION page_moves FROM PUBLIC;
GRANT EXECUTE ON FUNCTION page_moves TO loyalty_app;
