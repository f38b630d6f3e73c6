-- A key that waited for a second person is made by the approval, and its secret by the one who asked for it, once.
ALTER TABLE api_keys ADD COLUMN secret_for uuid;
