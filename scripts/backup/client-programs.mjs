import { spawn, spawnSync } from 'node:child_process';
import { StartFailure } from '../start/failure.mjs';

/** Refuses where the operator's program is missing, or too old for the server. */
export function requireProgram(name, serverMajor) {
  const { status, stdout } = spawnSync(name, ['--version'], { encoding: 'utf8' });
  const version = status === 0 ? Number(/(\d+)/.exec(stdout)?.[1]) : 0;
  if (version >= serverMajor) return;
  const found = version === 0 ? 'it is not in PATH' : `the one in PATH is of PostgreSQL ${version}`;
  throw new StartFailure(
    `${name} of PostgreSQL ${serverMajor} or later is needed, and ${found}: install the client programs of PostgreSQL ` +
      `(such as postgresql-client-${serverMajor}) on this machine, or put their folder first in PATH.`,
  );
}

/** The objects of a dump, a line each, without extensions of its server, which only an administrator may make. */
export function listOfDump(file) {
  const { status, stdout, stderr } = spawnSync('pg_restore', ['--list', file], {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  if (status !== 0) throw new StartFailure(`pg_restore can not read ${file}: ${stderr.trim()}`);
  return stdout
    .split('\n')
    .filter((line) => !/^\d+; \d+ \d+ (EXTENSION|COMMENT - EXTENSION) /.test(line))
    .join('\n');
}

/**
 * Runs a client program of PostgreSQL against a database. The password goes by the environment, where other users of the
 * machine don't see it.
 *
 * @returns {Promise<void>} rejects with what the program wrote
 */
export function runProgram(name, args, url, signal) {
  const address = new URL(url);
  const environment = { ...process.env, PGPASSWORD: decodeURIComponent(address.password), PGAPPNAME: 'loyalty-backup' };
  address.password = '';
  return new Promise((resolve, reject) => {
    const child = spawn(name, [...args, '--no-password', '--dbname', address.href], {
      env: environment,
      signal,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (chunk) => (said = (said + chunk).slice(-4_000)));
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      if (code === 0) return resolve();
      const lines = said.split('\n').filter((line) => /error|fatal|hint|detail/i.test(line));
      reject(
        new StartFailure(
          `${name} ended with ${signal ?? code}: ${(lines.length > 0 ? lines.slice(0, 4) : [said]).join(' ')}`,
        ),
      );
    });
  });
}
