-- A code by Telegram to a phone without a chat is made once its person has shared the phone with the bot.
ALTER TABLE verifications ALTER COLUMN code_hash DROP NOT NULL;
CREATE INDEX verifications_phone ON verifications (phone_index);
GRANT SELECT (phone_index, code_hash, created_at, expires_at, used_at) ON verifications TO loyalty_platform;
