// The worker imports this first, before the settings are read: servers and workers share their environment, where
// `WORKERS=off` is meant for the servers.
process.env.WORKERS = 'on';
