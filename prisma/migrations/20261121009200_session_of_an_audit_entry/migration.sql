-- The session names the device; it ends and is deleted by itself, while the entry stays.
ALTER TABLE audit_log ADD COLUMN session_id uuid;
ALTER TABLE platform_audit_log ADD COLUMN session_id uuid;
GRANT INSERT (session_id) ON platform_audit_log TO loyalty_app;
