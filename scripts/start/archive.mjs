import { spawn } from 'node:child_process';
import path from 'node:path';
import { makeReviver } from './back-off.mjs';
import { backupSettings, chooseBackupKeys } from './backup-settings.mjs';
import { withClient } from './database.mjs';
import { projectRoot } from './files.mjs';
import { say } from './progress.mjs';

/** The last part of the log is archived at the end, which a slow disk may draw out. */
const ENDS_WITHIN_MS = 60_000;

/** Refuses impossible settings of backups before anything is started. */
export function requireBackupSettings(environment, secrets) {
  if (backupSettings(environment) === undefined) return;
  chooseBackupKeys(environment, secrets);
  if (environment.DATABASE_URL)
    say('BACKUP_DIR is for the embedded database and does nothing here: docs/backup.md says how to back up a server.');
}

/**
 * Runs `backup receive` beside the server, again when it dies. Without BACKUP_DIR the database keeps no log for it.
 *
 * @param {{ environment: NodeJS.ProcessEnv, dataDirectory: string, superuserUrl: string, stopped: AbortSignal }} options
 * @returns {Promise<{ stop(): Promise<void> }>}
 */
export async function keepArchive({ environment, dataDirectory, superuserUrl, stopped }) {
  if (backupSettings(environment) === undefined) {
    const { closeChains } = await import('../backup/log.mjs');
    await withClient(superuserUrl, closeChains);
    return { stop: async () => undefined };
  }
  let child;
  let ended;
  const start = async () => {
    const started = spawn(
      process.execPath,
      [path.join(projectRoot, 'scripts', 'cli.mjs'), '--prebuilt', 'backup', 'receive'],
      // In a group of its own: Ctrl-C reaches us alone, and we end it after the server.
      {
        env: { ...environment, DATA_DIR: dataDirectory },
        detached: process.platform !== 'win32',
        stdio: ['ignore', 'inherit', 'inherit'],
      },
    );
    child = started;
    ended = new Promise((resolve) => {
      started.once('error', (error) => resolve(error.message));
      started.once('exit', (code, signal) => resolve(`ended with ${signal ?? code}`));
    });
    void ended.then((reason) => !stopped.aborted && revive(reason));
  };
  const revive = makeReviver({ name: 'The archive of the log', stopped, start });
  await start();
  return {
    async stop() {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), ENDS_WITHIN_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}
