-- Files of guests that managers upload, from the upload to the end of the import.
CREATE TABLE guest_files (
  network_id   uuid NOT NULL REFERENCES networks (id),
  id           uuid NOT NULL,
  name         text NOT NULL,
  status       text NOT NULL CHECK (status IN ('UPLOADING', 'READING', 'READY', 'CHECKING', 'CHECKED', 'WAITING', 'RUNNING',
                 'DONE', 'FAILED', 'UNDOING', 'UNDONE', 'DISCARDED')),
  bytes        bigint NOT NULL DEFAULT 0,
  parts        integer NOT NULL DEFAULT 0,
  -- Lines of the file; null: it was not read yet.
  line_count   integer,
  -- The last line that the step under way has done.
  position     integer NOT NULL DEFAULT 0,
  -- Header and first rows as JSON.
  head_encrypted bytea,
  mapping      json,
  made         integer NOT NULL DEFAULT 0,
  merged       integer NOT NULL DEFAULT 0,
  rejected     integer NOT NULL DEFAULT 0,
  points       bigint NOT NULL DEFAULT 0,
  -- How many rows each reason refused, with an example, as JSON.
  refusals_encrypted bytea,
  fault        text,
  -- The row of imports, once its first piece is done.
  import_id    uuid,
  created_at   timestamptz NOT NULL DEFAULT now(),
  created_by   uuid NOT NULL,
  requested_by uuid,
  requested_at timestamptz,
  -- The second person; null: none was needed.
  approved_by  uuid,
  finished_at  timestamptz,
  PRIMARY KEY (network_id, id)
);
CREATE INDEX guest_files_open ON guest_files (network_id, id) WHERE status IN ('READING', 'CHECKING', 'RUNNING', 'UNDOING');
GRANT SELECT, INSERT ON guest_files TO loyalty_app;
GRANT UPDATE (status, bytes, parts, line_count, position, head_encrypted, mapping, made, merged, rejected, points, refusals_encrypted,
  fault, import_id, requested_by, requested_at, approved_by, finished_at) ON guest_files TO loyalty_app;
-- Pieces of the bytes, and of the two files that say what became of each row.
CREATE TABLE guest_file_parts (
  network_id uuid NOT NULL,
  file_id    uuid NOT NULL,
  kind       text NOT NULL CHECK (kind IN ('FILE', 'ROWS', 'REFUSED')),
  number     integer NOT NULL CHECK (number >= 0),
  content_encrypted bytea NOT NULL,
  PRIMARY KEY (network_id, file_id, kind, number),
  FOREIGN KEY (network_id, file_id) REFERENCES guest_files (network_id, id)
);
GRANT SELECT, INSERT, DELETE ON guest_file_parts TO loyalty_app;

DO $$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY ARRAY['guest_files', 'guest_file_parts'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY network_only ON %I TO loyalty_app
      USING (network_id = (SELECT current_setting(''app.network_id'')::uuid))
      WITH CHECK (network_id = (SELECT current_setting(''app.network_id'')::uuid))', t);
    EXECUTE format('REVOKE ALL ON %I FROM PUBLIC', t);
  END LOOP;
END $$;
