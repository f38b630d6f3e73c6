-- An archived campaign leaves the lists; what it did stays.
ALTER TABLE campaigns ADD COLUMN archived_at timestamptz;
GRANT UPDATE (archived_at) ON campaigns TO loyalty_app;
