// Imported first by the command line, before the settings are read: a command does its own work and nobody else's,
// and what it prints is not to drown in the log of the application that it loads.
process.env.WORKERS = 'off';
process.env.LOG_LEVEL ??= 'warn';
