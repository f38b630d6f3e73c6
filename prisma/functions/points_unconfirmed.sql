-- Points that a guest spent since an instant and did not confirm, in all and on one receipt: those redeemed, and those
-- that open holds set aside. An undone act spent nothing. `p_first_id`: no act of that time has an id below it.
CREATE OR REPLACE FUNCTION points_unconfirmed(p_network uuid, p_guest uuid, p_since timestamptz, p_first_id uuid, p_receipt text, p_order text, p_till uuid)
RETURNS TABLE (today bigint, on_receipt bigint)
LANGUAGE sql STABLE SECURITY INVOKER AS $$
  SELECT coalesce(sum(s.points), 0)::bigint,
    coalesce(sum(s.points) FILTER (WHERE t.external_order_id = p_order OR (t.receipt_number = p_receipt AND t.point_of_sale_id = p_till)), 0)::bigint
  FROM (
    -- Two probes of partial indexes: a guest with a long history costs no more.
    SELECT t.id, t.external_order_id, t.receipt_number, t.point_of_sale_id, t.type, t.points_redeemed, t.facts, t.details, t.identified_by, t.actor_kind
    FROM transactions t
    WHERE t.network_id = p_network AND t.guest_id = p_guest AND t.points_redeemed > 0 AND t.id >= p_first_id AND t.recorded_at >= p_since
      AND t.type IN ('SALE', 'REDEMPTION', 'HOLD')
    UNION ALL
    SELECT t.id, t.external_order_id, t.receipt_number, t.point_of_sale_id, t.type, t.points_redeemed, t.facts, t.details, t.identified_by, t.actor_kind
    FROM transactions t
    WHERE t.network_id = p_network AND t.guest_id = p_guest AND t.type = 'MANUAL' AND t.facts->'partner' IS NOT NULL
      AND t.id >= p_first_id AND t.recorded_at >= p_since) t
  CROSS JOIN LATERAL (
    SELECT CASE WHEN t.type = 'HOLD' THEN t.points_redeemed ELSE (
      SELECT coalesce(sum(x.amount), 0)::bigint FROM transfers x
      WHERE x.network_id = p_network AND x.transaction_id = t.id AND x.code = 'REDEMPTION' AND x.unit IS NULL) END AS points) s
  -- Points of a transfer are not spent at a till.
  WHERE (t.type <> 'HOLD' OR t.details->>'reserved' IS NULL)
    AND t.actor_kind <> 'guest'
    AND t.identified_by IS DISTINCT FROM 'QR' AND t.identified_by IS DISTINCT FROM 'CODE'
    AND (t.facts IS NULL OR (t.facts->>'confirmedBy' IS NULL
      -- What a hold set aside was counted as it was held.
      AND (t.type = 'HOLD' OR t.facts->>'captureGraceMs' IS NULL)))
    AND NOT EXISTS (
      SELECT FROM transactions r WHERE r.network_id = p_network AND r.related_id = t.id
        AND (r.type = 'RELEASE' OR (r.type = 'REFUND' AND r.reason_code = 'UNDO')))
$$;
REVOKE ALL ON FUNCTION points_unconfirmed FROM PUBLIC;
GRANT EXECUTE ON FUNCTION points_unconfirmed TO loyalty_app;
