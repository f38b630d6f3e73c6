#!/usr/bin/env node
// npm run restart: replaces the servers of the running `npm start` one after the other, each once its successor serves.
import './start/env-file.mjs';
import { findRunning } from './start/lock.mjs';
import { openDataFolder } from './start/data-folder.mjs';
import { until } from './start/processes.mjs';

const WITHIN_MS = 10 * 60_000;

const directory = openDataFolder(process.env);
const running = findRunning(directory);
if (running === undefined) fail(`Nothing runs on ${directory}: start it with "npm start".`);
if (!(running.processes > 1))
  fail('There is one server, so none could serve while it restarts: set PROCESSES to 2 or more.');
const before = running.replacements?.count ?? 0;
process.kill(running.pid, 'SIGUSR2');
let after;
await until(() => {
  after = findRunning(directory);
  return after === undefined || (after.replacements?.count ?? 0) > before;
}, WITHIN_MS);
const replaced = (after?.replacements?.count ?? 0) > before ? after.replacements.replaced : 0;
if (replaced < running.processes)
  fail(`${replaced} of ${running.processes} servers were replaced: the output of "npm start" says why.`);
console.log(`${replaced} servers were replaced.`);

function fail(message) {
  console.error(message);
  process.exit(1);
}
