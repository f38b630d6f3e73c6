import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../../scripts/start/files.mjs';
import { makeThrowawayFolder } from '../../support/throwaway-folder.mjs';

/** A year of receipts takes its time on a busy machine. */
const READY_WITHIN_MS = { small: 120_000, full: 600_000 };

/**
 * Starts the platform with the demonstration in a folder of its own, which goes when it stops.
 *
 * @param {'small' | 'full'} demo
 */
export async function startPlatform(demo) {
  const dataDirectory = makeThrowawayFolder('browser');
  fs.chmodSync(dataDirectory, 0o711);
  const environment = {
    ...process.env,
    DATA_DIR: dataDirectory,
    DEMO: demo,
    PORT: '0',
    LOG_LEVEL: 'warn',
    RATE_LIMITS: 'off',
    // A till's patience would end where the machine is busy.
    TILL_WAIT_MS: '2000',
    SIGN_UP: 'on',
    VAPID_SUBJECT: 'mailto:push@example.test',
    NODE_ENV: 'development',
  };
  for (const name of Object.keys(environment))
    if (name.startsWith('DATABASE_') || name === 'REDIS_URL') delete environment[name];
  const server = spawn(process.execPath, [path.join(projectRoot, 'scripts', 'start.mjs'), '--prebuilt'], {
    cwd: projectRoot,
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const address = await addressOf(server, demo);
  return {
    address,
    environment,
    async stop() {
      server.kill('SIGTERM');
      await new Promise((resolve) => (server.exitCode === null ? server.once('exit', resolve) : resolve()));
      fs.rmSync(dataDirectory, { recursive: true, force: true });
    },
  };
}

/** Where it serves; the full demonstration is waited for to its last receipt. */
function addressOf(server, demo) {
  return new Promise((resolve, reject) => {
    let output = '';
    const timer = setTimeout(
      () => reject(new Error(`the platform did not start in time:\n${output}`)),
      READY_WITHIN_MS[demo],
    );
    server.once('exit', () => reject(new Error(`the platform did not start:\n${output}`)));
    server.stdout.on('data', (chunk) => {
      output = (output + chunk).slice(-20_000);
      const url = /is ready: (\S+)/.exec(output)?.[1];
      if (url === undefined || (demo === 'full' && !/Filling the demo .*: done/.test(output))) return;
      clearTimeout(timer);
      resolve(url);
    });
  });
}
