-- An alert is deleted with its group, which looks for it by this key. A database of a build in between has the index already.
CREATE INDEX IF NOT EXISTS figure_alerts_group ON figure_alerts (network_id, group_id);
