-- A network's connections to its till systems, and every event that came in by one of them.
CREATE TABLE till_connections (
  network_id            uuid NOT NULL,
  id                    uuid NOT NULL,
  kind                  text NOT NULL CHECK (kind IN ('IIKO', 'RKEEPER')),
  name                  text NOT NULL,
  -- Where the till system is called; null: it only calls us.
  base_url              text,
  -- The secrets of the till system as one JSON object; null: none.
  credentials_encrypted bytea,
  -- SHA-256 of the token in the paths that the till system calls.
  token_hash            bytea NOT NULL CHECK (octet_length(token_hash) = 32),
  -- What the kind lets a manager choose; the API validates it.
  options               json NOT NULL DEFAULT '{}',
  -- Its organisations and terminals, and the till of the network that each of them is.
  places                json NOT NULL DEFAULT '[]',
  -- Its menu categories that are no ordinary goods.
  item_types            json NOT NULL DEFAULT '[]',
  enabled               boolean NOT NULL DEFAULT true,
  last_success_at       timestamptz,
  last_failure_at       timestamptz,
  last_failure          text,
  created_at            timestamptz NOT NULL DEFAULT now(),
  -- Removed connections keep their row, because their events name them.
  removed_at            timestamptz,
  PRIMARY KEY (network_id, id),
  UNIQUE (network_id, token_hash),
  FOREIGN KEY (network_id) REFERENCES networks (id),
  CHECK ((last_failure_at IS NULL) = (last_failure IS NULL))
);
ALTER TABLE till_connections ENABLE ROW LEVEL SECURITY;
ALTER TABLE till_connections FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON till_connections TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON till_connections FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE ON till_connections TO loyalty_app;

-- An event as it came, stored before it is answered. Deleted by age, but not while it waits.
CREATE TABLE inbox_events (
  network_id       uuid NOT NULL,
  id               uuid NOT NULL,
  connection_id    uuid NOT NULL,
  -- What it is in the words of the till system.
  kind             text NOT NULL,
  -- SHA-256 of the till system's own id of the event, or of its body: an event that comes again finds its row.
  digest           bytea NOT NULL CHECK (octet_length(digest) = 32),
  -- The order of the till system that it is about, by which events are found; null: none.
  subject          text,
  -- The bytes that came, each as one character.
  body_encrypted   bytea NOT NULL,
  body_bytes       integer NOT NULL,
  received_at      timestamptz NOT NULL DEFAULT now(),
  status           text NOT NULL DEFAULT 'WAITING' CHECK (status IN ('WAITING', 'DONE', 'IGNORED', 'REFUSED')),
  -- A code: why it waits, was ignored or refused, or what is worth a look.
  reason           text,
  -- The transaction that it became; null: none.
  transaction_id   uuid,
  -- The answer that the till got, where a repeated call must get the same bytes.
  answer_encrypted bytea,
  attempts         integer NOT NULL DEFAULT 0,
  -- When it is worked on next, while it waits.
  due_at           timestamptz NOT NULL DEFAULT now(),
  finished_at      timestamptz,
  PRIMARY KEY (network_id, id),
  UNIQUE (network_id, connection_id, digest),
  FOREIGN KEY (network_id, connection_id) REFERENCES till_connections (network_id, id),
  CHECK ((status = 'WAITING') = (finished_at IS NULL))
);
CREATE INDEX inbox_events_due ON inbox_events (network_id, due_at) WHERE status = 'WAITING';
CREATE INDEX inbox_events_connection ON inbox_events (network_id, connection_id, id);
CREATE INDEX inbox_events_subject ON inbox_events (network_id, connection_id, subject, id) WHERE subject IS NOT NULL;
ALTER TABLE inbox_events ENABLE ROW LEVEL SECURITY;
ALTER TABLE inbox_events FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON inbox_events TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
REVOKE ALL ON inbox_events FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE, DELETE ON inbox_events TO loyalty_app;
