-- How the guest of an act was identified, and the session that asked for it; null: not looked up, a key or the system.
ALTER TABLE transactions ADD COLUMN identified_by text, ADD COLUMN session_id uuid;
SELECT follow_journal_columns();
