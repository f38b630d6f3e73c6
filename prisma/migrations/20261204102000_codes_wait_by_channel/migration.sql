-- A code waits for a chat of its own messenger.
GRANT SELECT (channel) ON verifications TO loyalty_platform;
