-- An event that changed a guest is recorded without a transaction.
ALTER TABLE dead_letters DROP CONSTRAINT dead_letters_check;
ALTER TABLE dead_letters ADD CONSTRAINT dead_letters_check CHECK (status = 'RECORDED' OR transaction_id IS NULL);

-- How far the event log of a network was handed to Kafka.
CREATE TABLE kafka_positions (
  network_id  uuid NOT NULL,
  epoch       integer NOT NULL,
  xid         bigint NOT NULL,
  event_id    uuid NOT NULL,
  -- The piece of work that hands on now, and until when it has the right to.
  holder      uuid,
  held_until  timestamptz,
  PRIMARY KEY (network_id),
  FOREIGN KEY (network_id) REFERENCES networks (id),
  CHECK ((holder IS NULL) = (held_until IS NULL))
);
ALTER TABLE kafka_positions ENABLE ROW LEVEL SECURITY;
ALTER TABLE kafka_positions FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON kafka_positions TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON kafka_positions FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE ON kafka_positions TO loyalty_app;
