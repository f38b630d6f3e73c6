-- The kinds of changes that wait for a second person are a list of the application (CHANGE_KINDS), and a new one needs no migration.
ALTER TABLE change_requests DROP CONSTRAINT change_requests_kind_check;
