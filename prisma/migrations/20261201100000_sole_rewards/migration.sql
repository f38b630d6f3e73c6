-- Rewards and batches of codes that are there now were made under the rules of their time.
ALTER TABLE reward_versions NO FORCE ROW LEVEL SECURITY;
ALTER TABLE coupon_batches NO FORCE ROW LEVEL SECURITY;
ALTER TABLE confirmed_sources NO FORCE ROW LEVEL SECURITY;
INSERT INTO confirmed_sources (network_id, source, confirmed_at)
SELECT network_id, 'REWARD ' || reward_id || ' ' || version, now() FROM reward_versions
UNION ALL
SELECT network_id, 'COUPONS ' || id, now() FROM coupon_batches;
ALTER TABLE reward_versions FORCE ROW LEVEL SECURITY;
ALTER TABLE coupon_batches FORCE ROW LEVEL SECURITY;
ALTER TABLE confirmed_sources FORCE ROW LEVEL SECURITY;

-- Goods have no price here, so their pieces are counted.
ALTER TABLE sole_gifts DROP CONSTRAINT sole_gifts_unit_check,
  ADD CONSTRAINT sole_gifts_unit_check CHECK (unit IN ('POINTS', 'MONEY', 'USES')) NOT VALID;
