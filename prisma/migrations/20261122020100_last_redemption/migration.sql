-- The loyalty status has the last redemption and the last change of tier. A guest who never redeemed, or kept one tier, had the
-- whole history read for it. Both indexes leave out most sales, so that they cost a sale nothing.
CREATE INDEX transactions_redeemed ON transactions (network_id, guest_id, guest_version) WHERE points_redeemed > 0;
CREATE INDEX transactions_tier_changed ON transactions (network_id, guest_id, guest_version) WHERE tier IS DISTINCT FROM tier_before;
