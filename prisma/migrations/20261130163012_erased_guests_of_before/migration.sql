-- Guests who were erased before the till read it.
ALTER TABLE guests NO FORCE ROW LEVEL SECURITY;
ALTER TABLE guest_states NO FORCE ROW LEVEL SECURITY;
UPDATE guest_states s SET erased = true, version = s.version + 1
  FROM guests g WHERE g.network_id = s.network_id AND g.id = s.guest_id AND g.erased_at IS NOT NULL;
ALTER TABLE guest_states FORCE ROW LEVEL SECURITY;
ALTER TABLE guests FORCE ROW LEVEL SECURITY;
