#!/usr/bin/env node
// The one command: installs, builds, boots PostgreSQL, migrates, fills the demo and serves. Node's own modules alone
// until node_modules is there. `--prebuilt` leaves out installing and building, for images.
import './start/env-file.mjs';
import { supervise } from './start/supervisor.mjs';

await supervise({ prebuilt: process.argv.includes('--prebuilt') });
