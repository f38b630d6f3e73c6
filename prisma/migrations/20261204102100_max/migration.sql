-- The bot of a network in MAX. The first columns are those of network_bots.
CREATE TABLE max_bots (
  network_id         uuid PRIMARY KEY REFERENCES networks (id),
  -- MAX's id of the bot: one bot writes for one network.
  bot_id             bigint NOT NULL,
  username           text NOT NULL,
  -- Null: disconnected.
  token_encrypted    bytea,
  connected_at       timestamptz NOT NULL DEFAULT now(),
  -- The row stays after the bot is gone: sessions that rest on it live on, and open no other network.
  disconnected_at    timestamptz,
  -- Whether a phone that a person shares in the chat is believed without a code by SMS.
  trusts_contacts    boolean NOT NULL DEFAULT false,
  -- When MAX last said that its updates come to us.
  webhook_checked_at timestamptz,
  -- Since when they do not come, and why; null: they come.
  webhook_lost_at    timestamptz,
  webhook_failure    text,
  CHECK ((webhook_lost_at IS NULL) = (webhook_failure IS NULL))
);
CREATE UNIQUE INDEX max_bots_connected ON max_bots (bot_id) WHERE disconnected_at IS NULL;

-- Phones of people who write to the bot of a network in MAX. The columns are those of network_bot_chats.
CREATE TABLE max_chats (
  network_id      uuid NOT NULL REFERENCES max_bots (network_id),
  id              uuid NOT NULL,
  phone_encrypted bytea NOT NULL,
  phone_index     bytea NOT NULL,
  chat_encrypted  bytea NOT NULL,
  chat_index      bytea NOT NULL,
  linked_at       timestamptz NOT NULL DEFAULT now(),
  -- When MAX last refused a message, or said that the person had stopped the bot; null: the bot may write.
  refused_at      timestamptz,
  PRIMARY KEY (network_id, id),
  UNIQUE (network_id, phone_index),
  UNIQUE (network_id, chat_index)
);

-- The contract by which a network may send messages of one kind by a channel whose rules forbid them without one.
CREATE TABLE channel_contracts (
  network_id  uuid NOT NULL REFERENCES networks (id),
  channel     text NOT NULL CHECK (channel IN ('MAX')),
  kind        text NOT NULL CHECK (kind IN ('CAMPAIGNS', 'CODES', 'NOTICES')),
  number      text NOT NULL CHECK (number <> ''),
  signed_on   date NOT NULL,
  recorded_at timestamptz NOT NULL,
  recorded_by uuid NOT NULL,
  PRIMARY KEY (network_id, channel, kind)
);

GRANT SELECT, INSERT, UPDATE ON max_bots, max_chats, channel_contracts TO loyalty_app;
GRANT DELETE ON max_chats, channel_contracts TO loyalty_app;
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['max_bots', 'max_chats', 'channel_contracts'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format(
      'CREATE POLICY network_only ON %I TO loyalty_app
         USING (network_id = (SELECT current_setting(''app.network_id'')::uuid))
         WITH CHECK (network_id = (SELECT current_setting(''app.network_id'')::uuid))', name);
    EXECUTE format('REVOKE ALL ON %I FROM PUBLIC', name);
  END LOOP;
END $$;
-- Whether a bot belongs to another network, and which networks have one, is asked across networks.
CREATE POLICY platform_reads ON max_bots FOR SELECT TO loyalty_platform USING (true);
GRANT SELECT (network_id, bot_id, disconnected_at) ON max_bots TO loyalty_platform;

ALTER TABLE messages DROP CONSTRAINT messages_channel_check;
ALTER TABLE messages ADD CONSTRAINT messages_channel_check
  CHECK (channel IN ('SMS', 'TELEGRAM', 'MAX', 'PUSH', 'EMAIL', 'INBOX')) NOT VALID;
ALTER TABLE guests DROP CONSTRAINT guests_unwanted_messages_known;
ALTER TABLE guests ADD CONSTRAINT guests_unwanted_messages_known CHECK (unwanted_messages <@ ARRAY[
  'CAMPAIGNS_INBOX', 'CAMPAIGNS_TELEGRAM', 'CAMPAIGNS_MAX', 'CAMPAIGNS_PUSH', 'CAMPAIGNS_SMS', 'CAMPAIGNS_EMAIL',
  'POINTS_TELEGRAM', 'POINTS_MAX', 'POINTS_PUSH', 'POINTS_SMS', 'POINTS_EMAIL', 'ORDERS_SMS']) NOT VALID;
