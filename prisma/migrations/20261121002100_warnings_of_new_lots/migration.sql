-- Until when guests with new transactions were looked at, after the pass of the day; null: not since the upgrade.
ALTER TABLE expiry_warning_passes ADD COLUMN looked_at timestamptz;
