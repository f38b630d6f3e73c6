-- Networks that are there take the guests with new transactions from the event log from now on.
ALTER TABLE event_cursors NO FORCE ROW LEVEL SECURITY;
INSERT INTO event_cursors (network_id, subscriber, epoch, xid, id)
SELECT network_id, 'warnings', epoch, xid, id FROM event_cursors WHERE subscriber = 'guest-summaries' ON CONFLICT DO NOTHING;
ALTER TABLE event_cursors FORCE ROW LEVEL SECURITY;
