-- Events of other systems that could not be recorded, with the reason, until they are sent again. Deleted by age.
CREATE TABLE dead_letters (
  network_id     uuid NOT NULL,
  id             uuid NOT NULL,
  -- The code of the network and the type of the event.
  topic          text NOT NULL,
  -- The integration that sent it, in whose key space it counts once, and the key that it used.
  integration_id uuid NOT NULL,
  key_id         uuid NOT NULL,
  -- SHA-256 of the canonical event: one that comes again finds its row.
  digest         bytea NOT NULL CHECK (octet_length(digest) = 32),
  -- The source's own id of the event; null: none could be read.
  event_id       text,
  body_encrypted bytea NOT NULL,
  body_bytes     integer NOT NULL,
  received_at    timestamptz NOT NULL DEFAULT now(),
  status         text NOT NULL DEFAULT 'WAITING' CHECK (status IN ('WAITING', 'RECORDED')),
  -- The problem of the last attempt, and the fields that did not fit.
  reason         text NOT NULL,
  faults         json NOT NULL DEFAULT '[]',
  attempts       integer NOT NULL DEFAULT 1,
  tried_at       timestamptz NOT NULL DEFAULT now(),
  -- The transaction that it became; null: none.
  transaction_id uuid,
  PRIMARY KEY (network_id, id),
  UNIQUE (network_id, integration_id, digest),
  FOREIGN KEY (network_id) REFERENCES networks (id),
  CHECK ((status = 'RECORDED') = (transaction_id IS NOT NULL))
);
ALTER TABLE dead_letters ENABLE ROW LEVEL SECURITY;
ALTER TABLE dead_letters FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON dead_letters TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON dead_letters FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE, DELETE ON dead_letters TO loyalty_app;
