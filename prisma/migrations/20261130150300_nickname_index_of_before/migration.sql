-- Names that differ in case alone are read alike.
DROP INDEX CONCURRENTLY guests_leaderboard_name;
