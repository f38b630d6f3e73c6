-- Networks that are there ask about sales from now on.
ALTER TABLE event_cursors NO FORCE ROW LEVEL SECURITY;
INSERT INTO event_cursors (network_id, subscriber, epoch, xid, id)
SELECT network_id, 'feedback', epoch, xid, id FROM event_cursors WHERE subscriber = 'guest-summaries';
INSERT INTO event_cursors (network_id, subscriber, epoch, xid, id)
SELECT network_id, 'warnings', epoch, xid, id FROM event_cursors WHERE subscriber = 'guest-summaries' ON CONFLICT DO NOTHING;
ALTER TABLE event_cursors FORCE ROW LEVEL SECURITY;
ALTER TABLE users NO FORCE ROW LEVEL SECURITY;
UPDATE users SET email_proven_at = created_at WHERE network_id IS NULL;
ALTER TABLE users FORCE ROW LEVEL SECURITY;

-- What was decided before the second person was asked counts as confirmed.
ALTER TABLE program_versions NO FORCE ROW LEVEL SECURITY;
ALTER TABLE campaigns NO FORCE ROW LEVEL SECURITY;
ALTER TABLE campaign_states NO FORCE ROW LEVEL SECURITY;
ALTER TABLE till_connections NO FORCE ROW LEVEL SECURITY;
ALTER TABLE api_keys NO FORCE ROW LEVEL SECURITY;
ALTER TABLE reward_versions NO FORCE ROW LEVEL SECURITY;
ALTER TABLE coupon_batches NO FORCE ROW LEVEL SECURITY;
ALTER TABLE confirmed_sources NO FORCE ROW LEVEL SECURITY;
INSERT INTO confirmed_sources (network_id, source, confirmed_at)
SELECT network_id, 'PROGRAM ' || version, now() FROM program_versions WHERE status <> 'DRAFT'
UNION ALL
SELECT DISTINCT s.network_id, 'CAMPAIGN ' || c.code || ' ' || s.version, now()
  FROM campaign_states s JOIN campaigns c ON c.network_id = s.network_id AND c.id = s.campaign_id
UNION ALL
SELECT network_id, 'KEY ' || id, now() FROM till_connections
UNION ALL
SELECT network_id, 'KEY ' || id, now() FROM api_keys
UNION ALL
SELECT network_id, 'REWARD ' || reward_id || ' ' || version, now() FROM reward_versions
UNION ALL
SELECT network_id, 'COUPONS ' || id, now() FROM coupon_batches;
ALTER TABLE confirmed_sources FORCE ROW LEVEL SECURITY;
ALTER TABLE program_versions FORCE ROW LEVEL SECURITY;
ALTER TABLE campaigns FORCE ROW LEVEL SECURITY;
ALTER TABLE campaign_states FORCE ROW LEVEL SECURITY;
ALTER TABLE till_connections FORCE ROW LEVEL SECURITY;
ALTER TABLE api_keys FORCE ROW LEVEL SECURITY;
ALTER TABLE reward_versions FORCE ROW LEVEL SECURITY;
ALTER TABLE coupon_batches FORCE ROW LEVEL SECURITY;
