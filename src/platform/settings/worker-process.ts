// Imported first by the worker, before the settings are read: servers and workers share their environment, and
// `WORKERS=off` in it means the servers.
process.env.WORKERS = 'on';
