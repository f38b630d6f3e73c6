-- A message with a code or a link is deleted some time after that has ended, because it may name the chat of a person who is
-- no guest. Other messages lose recipient and text after `MESSAGE_DAYS`; what became of them stays.
GRANT DELETE ON messages TO loyalty_app;
CREATE INDEX messages_ended ON messages (network_id, expires_at) WHERE secret;
CREATE INDEX messages_named ON messages (network_id, id) WHERE recipient_index <> '\x'::bytea;
