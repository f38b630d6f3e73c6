-- The nickname under which a guest stands on the leaderboards of the network; null: the guest is on none.
ALTER TABLE guests ADD COLUMN leaderboard_name text CHECK (leaderboard_name <> '');
CREATE UNIQUE INDEX guests_leaderboard_name ON guests (network_id, lower(leaderboard_name)) WHERE leaderboard_name IS NOT NULL;
