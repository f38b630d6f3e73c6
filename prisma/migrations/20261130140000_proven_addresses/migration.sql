-- When the holder of the mailbox last set the password by a link that was sent there alone; null: a manager passed the link on.
ALTER TABLE users ADD COLUMN email_proven_at timestamptz;
ALTER TABLE users NO FORCE ROW LEVEL SECURITY;
UPDATE users SET email_proven_at = created_at WHERE network_id IS NULL;
ALTER TABLE users FORCE ROW LEVEL SECURITY;
-- Whether the link went to the address of the account and to nobody else.
ALTER TABLE password_links ADD COLUMN mailed boolean NOT NULL DEFAULT false;
GRANT INSERT (mailed) ON password_links TO loyalty_app;
