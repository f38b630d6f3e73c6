-- When the holder of the mailbox last set the password by a link that was sent there alone; null: a manager passed the link on.
ALTER TABLE users ADD COLUMN email_proven_at timestamptz;
CREATE TRIGGER users_keep_cooling_off BEFORE UPDATE OF role, approves_from, manager_until ON users
  FOR EACH ROW EXECUTE FUNCTION keep_cooling_off();
CREATE CONSTRAINT TRIGGER users_raise_noted AFTER UPDATE OF role ON users DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (OLD.role IS DISTINCT FROM NEW.role) EXECUTE FUNCTION require_raise_noted();
CREATE TRIGGER users_raise_rules AFTER INSERT ON users
  FOR EACH ROW WHEN (NEW.network_id IS NOT NULL) EXECUTE FUNCTION raise_rules_by_person();

-- The bound till at which a session was opened by PIN or card, and with which it ends.
ALTER TABLE sessions ADD COLUMN bound_till_id uuid;
GRANT SELECT (bound_till_id) ON sessions TO loyalty_app;
