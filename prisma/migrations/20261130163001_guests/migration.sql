ALTER TABLE guests
  DROP CONSTRAINT guests_unwanted_messages_known,
  ADD CONSTRAINT guests_unwanted_messages_known CHECK (unwanted_messages <@ ARRAY[
    'CAMPAIGNS_INBOX', 'CAMPAIGNS_TELEGRAM', 'CAMPAIGNS_MAX', 'CAMPAIGNS_PUSH', 'CAMPAIGNS_SMS', 'CAMPAIGNS_EMAIL',
    'POINTS_TELEGRAM', 'POINTS_MAX', 'POINTS_PUSH', 'POINTS_SMS', 'POINTS_EMAIL', 'ORDERS_SMS']) NOT VALID;
ALTER TABLE guests
  ADD COLUMN leaderboard_name text,
  ADD CONSTRAINT guests_leaderboard_name_check CHECK (leaderboard_name <> '') NOT VALID;
