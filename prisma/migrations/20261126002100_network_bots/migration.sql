-- The own Telegram bot of a network, in place of that of the installation.
CREATE TABLE network_bots (
  network_id      uuid PRIMARY KEY REFERENCES networks (id),
  -- Telegram's id of the bot: one bot writes for one network.
  bot_id          bigint NOT NULL,
  username        text NOT NULL,
  -- Null: disconnected.
  token_encrypted bytea,
  connected_at    timestamptz NOT NULL DEFAULT now(),
  -- The row stays after the bot is gone: sessions that rest on its codes live on, and open no other network.
  disconnected_at timestamptz
);
CREATE UNIQUE INDEX network_bots_connected ON network_bots (bot_id) WHERE disconnected_at IS NULL;

-- Phones that people have shared with the bot of a network, and the chats in which it may write to them.
CREATE TABLE network_bot_chats (
  network_id      uuid NOT NULL REFERENCES network_bots (network_id),
  id              uuid NOT NULL,
  phone_encrypted bytea NOT NULL,
  phone_index     bytea NOT NULL,
  chat_encrypted  bytea NOT NULL,
  chat_index      bytea NOT NULL,
  linked_at       timestamptz NOT NULL DEFAULT now(),
  -- When Telegram last refused a message; null: the bot may write.
  refused_at      timestamptz,
  PRIMARY KEY (network_id, id),
  UNIQUE (network_id, phone_index),
  UNIQUE (network_id, chat_index)
);

DO $$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY ARRAY['network_bots', 'network_bot_chats'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY network_only ON %I TO loyalty_app
      USING (network_id = (SELECT current_setting(''app.network_id'')::uuid))
      WITH CHECK (network_id = (SELECT current_setting(''app.network_id'')::uuid))', t);
    EXECUTE format('REVOKE ALL ON %I FROM PUBLIC', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I TO loyalty_app', t);
  END LOOP;
END $$;
GRANT DELETE ON network_bot_chats TO loyalty_app;

-- Whether a bot belongs to another network is asked across networks.
CREATE POLICY platform_reads ON network_bots FOR SELECT TO loyalty_platform USING (true);
GRANT SELECT (network_id, bot_id, disconnected_at) ON network_bots TO loyalty_platform;

-- Each bot counts its updates by itself: `source` is the network of the bot, empty for the bot of the installation.
ALTER TABLE telegram_updates ADD COLUMN source text NOT NULL DEFAULT '';
ALTER TABLE telegram_updates ALTER COLUMN source DROP DEFAULT;
ALTER TABLE telegram_updates DROP CONSTRAINT telegram_updates_pkey;
ALTER TABLE telegram_updates ADD PRIMARY KEY (source, update_id);
