-- A key by which points can be given waits for a second person, and so does a new secret for one.
ALTER TABLE change_requests DROP CONSTRAINT change_requests_kind_check;
ALTER TABLE change_requests ADD CONSTRAINT change_requests_kind_check
  CHECK (kind IN ('MANAGER_RIGHTS', 'PASSWORD_LINK', 'SECOND_FACTOR', 'SETTINGS', 'API_KEY', 'API_KEY_ROTATION'));
