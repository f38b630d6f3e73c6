import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { projectRoot, readIfThere } from '../start/files.mjs';
import { exitCodeOf } from '../start/processes.mjs';
import { chooseKeys } from '../start/secrets.mjs';

/** Settings that would lead a command to the running system instead of the copy. */
const OF_THE_RUNNING = [
  'DATABASE_URL',
  'DATABASE_OWNER_URL',
  'DATABASE_PLATFORM_URL',
  'DATABASE_BACKUP_URL',
  'SEAL_DIR',
  'REDIS_URL',
  'PG_PORT',
  'BACKUP_DIR',
];

/** The environment of a restore into a place beside the running system, with the running system's keys. */
export function environmentBeside(place, secrets) {
  const keys = chooseKeys(process.env, secrets);
  const ofBackups = process.env.NODE_ENV === 'production' ? {} : { BACKUP_KEYS: secrets.keys.BACKUP_KEYS };
  const environment = { ...ofBackups, ...withoutEmpty(process.env), ...keys, DATA_DIR: place };
  for (const name of OF_THE_RUNNING) delete environment[name];
  return environment;
}

export function withoutEmpty(environment) {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value));
}

/**
 * `backup restore` as an operator would run it, in a process of its own.
 *
 * @param {string[]} args behind "restore"
 * @param {AbortSignal} signal of the command being told to end
 * @returns {Promise<number>} its exit code
 */
export function restoreBeside(args, env, signal) {
  const program = path.join(projectRoot, 'scripts', 'cli.mjs');
  const child = spawn(process.execPath, [program, '--prebuilt', 'backup', 'restore', ...args], {
    stdio: 'inherit',
    env,
  });
  // The child stops its PostgreSQL before it exits.
  const stop = () => child.kill('SIGTERM');
  signal.addEventListener('abort', stop);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, by) => {
      signal.removeEventListener('abort', stop);
      resolve(by === null ? code : exitCodeOf(by));
    });
  });
}

/** Removes the folder, and the cluster that root had to put elsewhere. */
export function removePlace(place) {
  const cluster = readIfThere(path.join(place, 'postgres-place'))?.trim();
  if (cluster) fs.rmSync(path.dirname(cluster), { recursive: true, force: true });
  fs.rmSync(place, { recursive: true, force: true });
}
