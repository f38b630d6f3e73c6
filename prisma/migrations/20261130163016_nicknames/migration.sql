CREATE UNIQUE INDEX CONCURRENTLY guests_nickname ON guests (network_id, nickname_key(leaderboard_name)) WHERE leaderboard_name IS NOT NULL;
