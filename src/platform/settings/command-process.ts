import { patience } from './patience';

// The command line imports this file first, before the settings are read. A command runs no workers, and the application's log must not drown its
// output.
process.env.WORKERS = 'off';
process.env.LOG_LEVEL ??= 'warn';
patience.isShort = false;
