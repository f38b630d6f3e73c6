-- Whether a sale or redemption of the guest was recorded at or after this instant: the last one says, because versions follow time.
CREATE OR REPLACE FUNCTION bought_since(p_network uuid, p_guest uuid, p_since timestamptz) RETURNS boolean
LANGUAGE sql STABLE SECURITY INVOKER AS $$
  SELECT coalesce((
    SELECT t.recorded_at >= p_since FROM transactions t WHERE t.network_id = p_network AND t.guest_id = p_guest
      AND (t.type IN ('SALE', 'REDEMPTION') OR t.type = 'MANUAL' AND t.direction = 'DEBIT' AND t.facts->'partner' IS NOT NULL)
    ORDER BY t.guest_version DESC LIMIT 1), false)
$$;
REVOKE ALL ON FUNCTION bought_since FROM PUBLIC;
GRANT EXECUTE ON FUNCTION bought_since TO loyalty_app;
