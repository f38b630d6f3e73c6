-- Messages that a guest does not want, by purpose and channel.
ALTER TABLE guests ADD COLUMN unwanted_messages text[] NOT NULL DEFAULT '{}'
  CONSTRAINT guests_unwanted_messages_known CHECK (unwanted_messages <@ ARRAY['CAMPAIGNS_INBOX', 'ORDERS_SMS']);
