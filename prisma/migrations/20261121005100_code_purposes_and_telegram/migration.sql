-- A code is good for what it was sent for. Those that are on their way were all sent to register.
ALTER TABLE verifications ADD COLUMN purpose text NOT NULL DEFAULT 'REGISTRATION';
ALTER TABLE verifications ALTER COLUMN purpose DROP DEFAULT;
ALTER TABLE verifications ADD CONSTRAINT verifications_purpose_check CHECK (purpose IN ('REGISTRATION', 'PHONE_CHANGE', 'SPEND'));

-- The chat with the bot of whoever proved this phone to Telegram.
ALTER TABLE guest_accounts ADD COLUMN telegram_encrypted bytea, ADD COLUMN telegram_index bytea UNIQUE;
