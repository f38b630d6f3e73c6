-- Changes of one person. The entries of a cashier are nearly all look-ups of guests.
CREATE INDEX CONCURRENTLY audit_log_changes_actor ON audit_log (network_id, actor_id, id) WHERE actor_id IS NOT NULL AND action NOT IN (
  'user.listed', 'user.read', 'inbox_event.read', 'dead_letter.read', 'program.impact_downloaded', 'coupon.looked_up',
  'coupon_batch.downloaded', 'gift_batch.downloaded', 'guests.exported', 'facts.exported', 'guest.exported', 'guest.card_printed',
  'guest.read', 'guest.children_read', 'guest.listed', 'guest.searched', 'guest.looked_up', 'family.listed',
  'family.read', 'referrals.read', 'fraud_case.read', 'session.opened', 'session.closed', 'guest.signed_in'
);
