-- A scheduled publication may be cancelled before its time; the version stays, and decides nothing.
ALTER TABLE program_versions DROP CONSTRAINT program_versions_status_check;
ALTER TABLE program_versions ADD CONSTRAINT program_versions_status_check
  CHECK (status IN ('DRAFT', 'PUBLISHED', 'ARCHIVED', 'CANCELLED'));
-- Who wrote the document as it stands; null: the system, or a command.
ALTER TABLE program_versions ADD COLUMN changed_by uuid;

-- Publications that take something from guests: asked for by one manager, decided by another.
CREATE TABLE program_publications (
  network_id      uuid NOT NULL,
  id              uuid NOT NULL,
  program_version integer NOT NULL,
  -- Of the draft as it was asked for; another document is not what anybody agreed to.
  document_hash   text NOT NULL,
  -- Null: as soon as possible.
  effective_from  timestamptz,
  status          text NOT NULL CHECK (status IN ('AWAITING_APPROVAL', 'APPROVED', 'REJECTED', 'WITHDRAWN')),
  requested_by    uuid,
  requested_at    timestamptz NOT NULL DEFAULT now(),
  decided_by      uuid,
  decided_at      timestamptz,
  reason          text CHECK (length(reason) BETWEEN 1 AND 1000),
  PRIMARY KEY (network_id, id),
  FOREIGN KEY (network_id, program_version) REFERENCES program_versions (network_id, version)
);
CREATE UNIQUE INDEX program_publications_waiting ON program_publications (network_id, program_version)
  WHERE status = 'AWAITING_APPROVAL';

ALTER TABLE program_publications ENABLE ROW LEVEL SECURITY;
ALTER TABLE program_publications FORCE ROW LEVEL SECURITY;
CREATE POLICY network_only ON program_publications TO loyalty_app
  USING (network_id = (SELECT current_setting('app.network_id')::uuid))
  WITH CHECK (network_id = (SELECT current_setting('app.network_id')::uuid));
GRANT SELECT, INSERT, UPDATE ON program_publications TO loyalty_app;
