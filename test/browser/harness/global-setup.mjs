import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { projectRoot } from '../../../scripts/start/files.mjs';
import { makeReady } from '../../../scripts/start/steps.mjs';
import { findChromium } from './chromium.mjs';

const READY_WITHIN_MS = 120_000;

/**
 * Starts the platform as a newcomer would, with the small demo in a folder of its own, and finds a browser. Workers
 * read from the environment where both are. What is returned ends it all after the last test.
 */
export default async function setUp() {
  await makeReady();
  const { executable, libraries } = findChromium();
  if (executable !== undefined) process.env.BROWSER_EXECUTABLE = executable;
  if (libraries !== undefined) process.env.BROWSER_LIBRARIES = libraries;

  // Somebody who works on a page may name a server that runs already.
  if (process.env.BROWSER_BASE_URL) return undefined;
  const dataDirectory = fs.mkdtempSync(path.join(os.tmpdir(), 'loyalty-browser-'));
  fs.chmodSync(dataDirectory, 0o711);
  const environment = {
    ...process.env,
    DATA_DIR: dataDirectory,
    DEMO: 'small',
    PORT: '0',
    LOG_LEVEL: 'warn',
    RATE_LIMITS: 'off',
    NODE_ENV: 'development',
  };
  for (const name of Object.keys(environment))
    if (name.startsWith('DATABASE_') || name === 'REDIS_URL') delete environment[name];
  const server = spawn(process.execPath, [path.join(projectRoot, 'scripts', 'start.mjs'), '--prebuilt'], {
    cwd: projectRoot,
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  process.env.BROWSER_BASE_URL = await addressOf(server);
  return async () => {
    verifyLedger(environment);
    server.kill('SIGTERM');
    await new Promise((resolve) => (server.exitCode === null ? server.once('exit', resolve) : resolve()));
    fs.rmSync(dataDirectory, { recursive: true, force: true });
  };
}

function addressOf(server) {
  return new Promise((resolve, reject) => {
    let output = '';
    const timer = setTimeout(
      () => reject(new Error(`the platform did not start in time:\n${output}`)),
      READY_WITHIN_MS,
    );
    server.once('exit', () => reject(new Error(`the platform did not start:\n${output}`)));
    server.stdout.on('data', (chunk) => {
      output = (output + chunk).slice(-20_000);
      const url = /is ready: (\S+)/.exec(output)?.[1];
      if (url === undefined) return;
      clearTimeout(timer);
      resolve(url);
    });
  });
}

/** The ledgers that the pages have written; `npm test` counts it as one check. */
function verifyLedger(environment) {
  const report = process.env.VERIFY_LEDGER_REPORT;
  if (!report) return;
  const command = [path.join(projectRoot, 'scripts', 'cli.mjs'), '--prebuilt', 'verify-ledger'];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, {
    encoding: 'utf8',
    cwd: projectRoot,
    env: environment,
  });
  fs.mkdirSync(path.dirname(report), { recursive: true });
  fs.writeFileSync(report, JSON.stringify({ passed: status === 0, output: `${stdout}${stderr}` }));
}
