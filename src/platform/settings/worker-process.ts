// The worker imports this file first, before the settings are read. Servers and workers share their environment, where `WORKERS=off` is meant for the
// servers only.
process.env.WORKERS = 'on';
