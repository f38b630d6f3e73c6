-- Changes of a network, newest first, without the reads and sign-ins that stand between them.
CREATE INDEX CONCURRENTLY audit_log_changes ON audit_log (network_id, id) WHERE action NOT IN (
  'user.listed', 'user.read', 'inbox_event.read', 'dead_letter.read', 'program.impact_downloaded', 'coupon.looked_up',
  'coupon_batch.downloaded', 'gift_batch.downloaded', 'guests.exported', 'facts.exported', 'guest.exported', 'guest.card_printed',
  'guest.read', 'guest.children_read', 'guest.listed', 'guest.searched', 'guest.looked_up', 'family.listed',
  'family.read', 'referrals.read', 'fraud_case.read', 'session.opened', 'session.closed', 'guest.signed_in'
);
