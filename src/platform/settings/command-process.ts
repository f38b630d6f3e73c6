import { patience } from './patience';

// The command line imports this first, before the settings are read: a command runs no workers, and the log of the
// application must not drown its output.
process.env.WORKERS = 'off';
process.env.LOG_LEVEL ??= 'warn';
patience.isShort = false;
