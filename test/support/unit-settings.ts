// Settings are read when their module is loaded. Unit tests use no database, so these addresses lead nowhere.
process.env.NODE_ENV = 'test';
process.env.LOG_LEVEL = 'silent';
process.env.DATABASE_URL ??= 'postgres://nobody@127.0.0.1:1/none';
process.env.DATABASE_PLATFORM_URL ??= process.env.DATABASE_URL;
