-- Texts of messages that a network writes once and uses again. A saved text makes a new version, and a version never changes.
CREATE TABLE message_templates (
  network_id  uuid NOT NULL REFERENCES networks (id),
  id          uuid NOT NULL,
  code        text NOT NULL CHECK (code ~ '^[A-Z][A-Z0-9_]{0,49}$'),
  -- What may send it, which decides the variables that it may name, and for what purpose. Both stay.
  source      text NOT NULL CHECK (source IN ('CAMPAIGN', 'EXPIRY_WARNING', 'AUTOMATION', 'FEEDBACK')),
  purpose     text NOT NULL CHECK (purpose IN ('SERVICE', 'MARKETING')),
  -- The newest one.
  version     integer NOT NULL DEFAULT 1 CHECK (version > 0),
  created_by  uuid,
  created_at  timestamptz NOT NULL DEFAULT now(),
  archived_at timestamptz,
  PRIMARY KEY (network_id, id),
  CONSTRAINT message_templates_code_key UNIQUE (network_id, code)
);
-- The warning of points that end has one text, its own or that of the product.
CREATE UNIQUE INDEX message_templates_warning ON message_templates (network_id) WHERE source = 'EXPIRY_WARNING' AND archived_at IS NULL;
GRANT SELECT, INSERT ON message_templates TO loyalty_app;
GRANT UPDATE (version, archived_at) ON message_templates TO loyalty_app;

CREATE TABLE message_template_versions (
  network_id  uuid NOT NULL,
  template_id uuid NOT NULL,
  version     integer NOT NULL CHECK (version > 0),
  name        text NOT NULL,
  -- Subject and text by language.
  texts       json NOT NULL,
  changed_by  uuid,
  changed_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (network_id, template_id, version),
  FOREIGN KEY (network_id, template_id) REFERENCES message_templates (network_id, id)
);
GRANT SELECT, INSERT ON message_template_versions TO loyalty_app;

DO $$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY ARRAY['message_templates', 'message_template_versions'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY network_only ON %I TO loyalty_app
      USING (network_id = (SELECT current_setting(''app.network_id'')::uuid))
      WITH CHECK (network_id = (SELECT current_setting(''app.network_id'')::uuid))', t);
    EXECUTE format('REVOKE ALL ON %I FROM PUBLIC', t);
  END LOOP;
END $$;

-- The version of the template that a message was written from; null: from none.
ALTER TABLE messages ADD COLUMN template_id uuid, ADD COLUMN template_version integer;
ALTER TABLE messages DROP CONSTRAINT messages_source_check;
ALTER TABLE messages ADD CONSTRAINT messages_source_check
  CHECK (source IN ('CAMPAIGN', 'EXPIRY_WARNING', 'AUTOMATION', 'FEEDBACK', 'TEST'));
