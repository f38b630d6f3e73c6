-- From where a session was opened, for acts that name it.
ALTER TABLE sessions ADD COLUMN device text CHECK (length(device) <= 300), ADD COLUMN address text;
GRANT SELECT (device, address) ON sessions TO loyalty_app;
