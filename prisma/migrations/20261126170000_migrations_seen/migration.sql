-- The doctor compares the migrations of the database with those of its build, by the platform's role.
GRANT SELECT (migration_name, finished_at, rolled_back_at) ON _prisma_migrations TO loyalty_platform;
