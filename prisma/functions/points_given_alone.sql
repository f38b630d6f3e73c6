-- Points that decisions of one person gave these guests, and guests merged into them, within 30 days, without those that wait. Guests without any are left out.
CREATE OR REPLACE FUNCTION points_given_alone(p_network uuid, p_guests uuid[]) RETURNS TABLE (guest_id uuid, points bigint)
LANGUAGE sql STABLE SECURITY INVOKER AS $$
  WITH RECURSIVE cards (guest_id, id) AS (
    SELECT g, g FROM unnest(p_guests) g
    UNION SELECT c.guest_id, m.id FROM cards c JOIN guests m ON m.network_id = p_network AND m.merged_into = c.id)
  SELECT c.guest_id, sum(s.amount - s.waiting)::bigint
  FROM cards c JOIN sole_gifts s ON s.network_id = p_network AND s.guest_id = c.id
  WHERE s.unit = 'POINTS' AND s.given_at > ledger_now() - interval '30 days' GROUP BY c.guest_id
$$;
REVOKE ALL ON FUNCTION points_given_alone FROM PUBLIC;
GRANT EXECUTE ON FUNCTION points_given_alone TO loyalty_app;
