-- An own role by which points can be given waits for a second person.
ALTER TABLE change_requests DROP CONSTRAINT change_requests_kind_check;
ALTER TABLE change_requests ADD CONSTRAINT change_requests_kind_check
  CHECK (kind IN ('MANAGER_RIGHTS', 'PASSWORD_LINK', 'SECOND_FACTOR', 'SETTINGS', 'API_KEY', 'API_KEY_ROTATION', 'CAMPAIGN',
    'SIGN_IN_PROVIDER', 'OWN_ROLE'));
