-- When Telegram last refused a message of the bot to the guest, who had stopped it; null: the bot may write.
ALTER TABLE guest_accounts ADD COLUMN telegram_refused_at timestamptz;

-- Updates of the bot that were taken: Telegram delivers one again when it got no answer. Deleted after two days.
CREATE TABLE telegram_updates (
  update_id bigint PRIMARY KEY,
  taken_at  timestamptz NOT NULL DEFAULT now()
);
ALTER TABLE telegram_updates ENABLE ROW LEVEL SECURITY;
ALTER TABLE telegram_updates FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON telegram_updates TO loyalty_platform USING (true) WITH CHECK (true);
REVOKE ALL ON telegram_updates FROM PUBLIC;
GRANT SELECT, INSERT, DELETE ON telegram_updates TO loyalty_platform;
CREATE INDEX telegram_updates_taken ON telegram_updates (taken_at);
