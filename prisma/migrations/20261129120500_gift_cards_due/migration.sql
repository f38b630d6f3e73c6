-- Gift cards whose end, or the warning of it, is due.
CREATE INDEX CONCURRENTLY gift_cards_due ON gift_cards (network_id, due_on) WHERE due_on IS NOT NULL AND state = 'ACTIVE';
