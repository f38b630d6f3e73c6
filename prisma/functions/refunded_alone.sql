-- Minor units that were refunded without an approval: of one sale by all people, and by one person since an id. (A refund that a manager approved has the id of
-- its request.)
CREATE OR REPLACE FUNCTION refunded_alone(p_network uuid, p_sale uuid, p_actor uuid, p_first_id uuid) RETURNS TABLE (of_sale bigint, of_day bigint)
LANGUAGE sql STABLE SECURITY INVOKER AS $$
  SELECT
    (SELECT coalesce(sum(t.amount), 0)::bigint FROM transactions t
     WHERE t.network_id = p_network AND t.related_id = p_sale AND t.type = 'REFUND'
       AND NOT EXISTS (SELECT FROM approvals a WHERE a.network_id = t.network_id AND a.id = t.id)),
    (SELECT coalesce(sum(t.amount), 0)::bigint FROM transactions t
     WHERE t.network_id = p_network AND t.id >= p_first_id AND t.type = 'REFUND' AND t.actor_id = p_actor
       AND NOT EXISTS (SELECT FROM approvals a WHERE a.network_id = t.network_id AND a.id = t.id))
$$;
REVOKE ALL ON FUNCTION refunded_alone FROM PUBLIC;
GRANT EXECUTE ON FUNCTION refunded_alone TO loyalty_app;
