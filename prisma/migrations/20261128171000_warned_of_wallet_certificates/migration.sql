-- When the managers were written to that the certificate ends soon; null: they were not.
ALTER TABLE wallet_accounts ADD COLUMN warned_at timestamptz;
