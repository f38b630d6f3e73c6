-- What a message was, of those that were there.

-- An owner without superuser rights sees the rows of all networks only while the policies are not forced on it.
ALTER TABLE messages NO FORCE ROW LEVEL SECURITY;
ALTER TABLE campaign_guests NO FORCE ROW LEVEL SECURITY;
ALTER TABLE expiry_warnings NO FORCE ROW LEVEL SECURITY;
UPDATE messages SET in_inbox = true, opened_at = CASE WHEN status = 'DELIVERED' THEN created_at END WHERE channel = 'INBOX';
UPDATE messages SET purpose = 'CODE' WHERE secret AND channel IN ('SMS', 'TELEGRAM');
UPDATE messages m SET purpose = 'MARKETING', source = 'CAMPAIGN', source_id = c.campaign_id, decided_at = coalesce(c.told_at, c.met_at)
  FROM campaign_guests c WHERE c.network_id = m.network_id AND c.message_id = m.id;
UPDATE messages m SET source = 'EXPIRY_WARNING'
  FROM expiry_warnings w WHERE w.network_id = m.network_id AND w.message_id = m.id;
ALTER TABLE messages FORCE ROW LEVEL SECURITY;
ALTER TABLE campaign_guests FORCE ROW LEVEL SECURITY;
ALTER TABLE expiry_warnings FORCE ROW LEVEL SECURITY;
