import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { openDataFolder } from '../start/data-folder.mjs';
import { describeUrl, withClient } from '../start/database.mjs';
import { StartFailure } from '../start/failure.mjs';
import { makeFolder, readIfThere } from '../start/files.mjs';
import { lockDataDirectory } from '../start/lock.mjs';
import { say, step } from '../start/progress.mjs';
import { openSecrets } from '../start/secrets.mjs';
import { withoutEmpty } from './beside.mjs';
import { listOfDump, requireProgram, runProgram } from './client-programs.mjs';
import { copyFile, digestOf, eachAtOnce, Meter } from './copy.mjs';
import { sealFolderOf } from './create.mjs';
import { decryptFile } from './encrypted-file.mjs';
import { copySegmentBack, segmentsTo } from './log.mjs';
import { readManifest, requireKeys } from './manifest.mjs';
import { noteReach, readerOf } from './reach.mjs';
import { requireSigned } from './signature.mjs';
import { storeOf } from './store.mjs';

/**
 * Brings a backup into an empty place, lets the chains of seals go on, and verifies the ledger. Existing data is
 * never overwritten: a database in DATA_DIR is moved aside with `replace`, one on a server has to be empty.
 *
 * @param {{ replace: boolean, verify: boolean, to?: Date }} options `to`: the moment to which the log of a base backup is played
 * @param {import('./create.mjs').Tools} tools
 * @returns {Promise<number>} 1 when the verification found something
 */
export async function restoreBackup(folder, { replace, verify, to }, tools) {
  const manifest = readManifest(folder);
  const isBase = manifest.kind === 'base';
  if (to !== undefined && !isBase)
    throw new StartFailure(
      '--to is for base backups, which "backup" makes in BACKUP_DIR: this one is of one moment alone.',
    );
  const isOnServer = Boolean(process.env.DATABASE_URL);
  if (manifest.kind !== 'dump' && isOnServer)
    throw new StartFailure(
      'This is a backup of the files of an embedded database, and DATABASE_URL names a server: leave DATABASE_URL out.',
    );
  if (manifest.kind === 'dump' && !isOnServer)
    throw new StartFailure(
      'This is a dump of a server: give the DATABASE_URL of an empty database to restore it into.',
    );
  if (isOnServer && replace)
    throw new StartFailure(
      '--replace is for the embedded database. On a server make an empty database, or drop the old one yourself.',
    );
  const dataDirectory = openDataFolder();
  const keys = { ...keysIn(dataDirectory), ...withoutEmpty(process.env) };
  const missing = requireKeys(manifest, keys);
  const isSigned = requireSigned(folder, keys.SEAL_KEYS);
  if (!isSigned && isBase)
    throw new StartFailure(`The backup in ${folder} has no signature: backup.sig is missing. Take another copy.`);
  if (!isSigned)
    say('This backup has no signature, as those of version 0.3 and before: nothing shows that it was not changed.');
  if (missing.length > 0) say(`Other ${missing.join(', ')} than before: everybody signs in again.`);
  const base = isBase ? await openBase(folder, manifest, { keys, to }) : undefined;
  // The files of a base are compared with their digests while they are decrypted.
  if (!isBase) await requireWhole(folder, manifest, tools.signal);
  await (isOnServer
    ? restoreDump(folder, tools.signal)
    : restoreFiles(manifest, { ...(base ?? copied(folder)), dataDirectory, replace, signal: tools.signal }));
  await restoreSeals(manifest, {
    copy: (base ?? copied(folder)).copy,
    target: sealFolderOf({ DATA_DIR: dataDirectory }),
  });
  return tools.withDatabase(async (environment, place) => {
    const accepted = await tools.runCommand(environment, ['seals', 'restored']);
    if (accepted !== 0) return accepted;
    const heads = JSON.parse(await tools.askCommand(environment, ['seals', 'heads']));
    requireNetworks(manifest, heads);
    // Networks may be newer than the base backup and come from the log.
    say(`Restored the backup of ${manifest.createdAt}: ${heads.length} networks, every sealed transaction is there.`);
    const reader = readerOf(environment, place);
    if (reader !== undefined) await noteReach(reader, dataDirectory, base?.moment ?? manifest.createdAt);
    return verify ? tools.runCommand(environment, ['verify-ledger']) : 0;
  });
}

function keysIn(dataDirectory) {
  return JSON.parse(readIfThere(path.join(dataDirectory, 'secrets.json')) ?? '{}').keys ?? {};
}

async function requireWhole(folder, { files }, signal) {
  const meter = new Meter(
    'Checking the backup',
    files.reduce((sum, file) => sum + file.bytes, 0),
    signal,
  );
  for (const { path: name, bytes, sha256 } of files) {
    const found = await digestOf(path.join(folder, name), meter);
    if (found?.bytes === bytes && found.sha256 === sha256) continue;
    throw new StartFailure(
      `The backup is damaged: ${name} is ${found === undefined ? 'missing' : 'not what was written'}. Take another copy.`,
    );
  }
}

/** Reads files of an unencrypted backup. */
function copied(folder) {
  return {
    copy: (name, to, meter) => copyFile(path.join(folder, name), to, meter),
    playTo: undefined,
    copyLog: () => undefined,
  };
}

/** Reads files of a base backup, then the log. Refuses, by its name, a missing key or part of the log. */
async function openBase(folder, manifest, { keys, to }) {
  const store = storeOf(folder, keys, { keys });
  const { id, print } = manifest.key;
  if (!store.keys.some((key) => key.id === id && key.print === print))
    throw new StartFailure(
      `The keys of this backup are not here: BACKUP_KEYS (${id}). Without it nothing in it can be read.`,
    );
  if (to !== undefined && to < new Date(manifest.consistentAt))
    throw new StartFailure(`This base backup is of ${manifest.consistentAt}: an earlier moment needs an earlier one.`);
  const { names, upTo } = await segmentsTo(store, manifest, to);
  say(`The log reaches until ${upTo ?? manifest.consistentAt}; ${names.length} segments of it are needed.`);
  const digests = new Map(manifest.files.map((file) => [file.path, file]));
  return {
    playTo: to,
    moment: to?.toISOString() ?? upTo ?? manifest.consistentAt,
    async copy(name, target, meter) {
      const read = await decryptFile(path.join(folder, name), target, { keys: store.keys, name, meter });
      const written = digests.get(name);
      if (read?.bytes === written.bytes && read.sha256 === written.sha256) return;
      throw new StartFailure(
        `The backup is damaged: ${name} is ${read === undefined ? 'missing' : 'not what was written'}. Take another copy.`,
      );
    },
    async copyLog(draft, own) {
      for (const name of names) {
        const made = path.join(draft, 'pg_wal', name);
        await copySegmentBack(store, manifest.log.chain, name, made);
        own(made);
      }
    },
  };
}

async function restoreFiles(manifest, { copy, copyLog, playTo, dataDirectory, replace, signal }) {
  const { chooseUser, placeOfCluster } = await import('../postgres/place.mjs');
  const { POSTGRES_MAJOR, preparePrograms } = await import('../postgres/binaries.mjs');
  if (Number.parseInt(manifest.postgres, 10) !== POSTGRES_MAJOR) {
    throw new StartFailure(
      `The backup is of PostgreSQL ${manifest.postgres}, and this version of the platform runs ${POSTGRES_MAJOR}: restore it with ${manifest.version}.`,
    );
  }
  const lock = await lockDataDirectory(dataDirectory);
  try {
    const cluster = placeOfCluster(dataDirectory);
    if (fs.existsSync(cluster) && !replace) {
      throw new StartFailure(
        `There is a database in ${dataDirectory} already: restore into another DATA_DIR, or give --replace, which moves it aside.`,
      );
    }
    const user = chooseUser(cluster);
    const programs = preparePrograms(user);
    const draft = fs.mkdtempSync(`${cluster}.restored-`);
    try {
      const own = (made) => user.uid !== undefined && fs.chownSync(made, user.uid, user.gid);
      await copyBack(manifest, draft, { own, copy, signal });
      await copyLog(draft, own);
      // In the copy, so that a place with a database in it is changed by one rename.
      const { superuser } = openSecrets(dataDirectory).passwords;
      await step('Recovering the database', () =>
        recoverTo(playTo, { program: programs('postgres'), cluster: draft, user, password: superuser }),
      );
      if (fs.existsSync(cluster)) {
        const aside = `${cluster}.replaced-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`;
        fs.renameSync(cluster, aside);
        say(`The database that was there is in ${aside}.`);
      }
      fs.renameSync(draft, cluster);
    } catch (error) {
      fs.rmSync(draft, { recursive: true, force: true });
      throw error;
    }
  } finally {
    lock.release();
  }
}

async function copyBack({ folders, files }, draft, { own, copy, signal }) {
  const ofDatabase = files.filter(({ path: name }) => name.startsWith('database/'));
  const meter = new Meter(
    'Copying the database',
    ofDatabase.reduce((sum, file) => sum + file.bytes, 0),
    signal,
  );
  fs.chmodSync(draft, 0o700);
  own(draft);
  for (const name of ['pg_wal', ...folders]) {
    const made = path.join(draft, name);
    fs.mkdirSync(made, { recursive: true, mode: 0o700 });
    own(made);
  }
  await eachAtOnce(ofDatabase, async ({ path: name }) => {
    const made = path.join(draft, name.slice('database/'.length));
    await copy(name, made, meter);
    own(made);
  });
}

/**
 * Replays the log to a moment, or to its end. Where nothing was committed after the moment, PostgreSQL never reaches it and refuses; then the end of
 * the log is the same state.
 */
async function recoverTo(to, server) {
  if (to === undefined) return recover(server);
  const signal = path.join(server.cluster, 'recovery.signal');
  const { uid, gid } = server.user;
  const mark = () => {
    fs.writeFileSync(signal, '', { mode: 0o600 });
    if (uid !== undefined) fs.chownSync(signal, uid, gid);
  };
  // The log is in place already, so no segment has to be fetched.
  const archive = { restore_command: 'exit 1', hot_standby: 'off' };
  const target = to.toISOString().replace('T', ' ').replace('Z', '+00');
  mark();
  try {
    await recover(server, { ...archive, recovery_target_time: target, recovery_target_action: 'promote' });
  } catch (error) {
    if (!/recovery ended before configured recovery target was reached/.test(error.message)) throw error;
    mark();
    await recover(server, archive);
  }
}

/** Runs PostgreSQL alone on the files: it replays the log and gets this installation's password. */
function recover({ program, cluster, user, password }, settings = {}) {
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return new Promise((resolve, reject) => {
    const child = spawn(program, ['--single', '-D', cluster, ...flags, 'postgres'], {
      ...user,
      cwd: '/',
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (chunk) => (said = (said + chunk).slice(-8_000)));
    child.once('error', reject);
    child.once('exit', (code) => {
      const failed = said.split('\n').filter((line) => /ERROR|FATAL|PANIC/.test(line));
      if (code === 0 && failed.length === 0) return resolve();
      reject(new StartFailure(`PostgreSQL could not recover the backup: ${failed.join(' ') || said.trim()}`));
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(`ALTER ROLE postgres PASSWORD '${password.replaceAll("'", "''")}'\n`);
  });
}

async function restoreDump(folder, signal) {
  const url = process.env.DATABASE_OWNER_URL || process.env.DATABASE_URL;
  const major = await withClient(url, async (client) => {
    const { rows } = await client.query(
      `SELECT current_setting('server_version_num')::int / 10000 AS major,
         (SELECT count(*)::int FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S')) AS tables`,
    );
    if (rows[0].tables > 0) {
      throw new StartFailure(
        `The database at ${describeUrl(url)} is not empty (${rows[0].tables} tables): a backup goes into an empty one. Make one, ` +
          'or drop this one yourself if it may go.',
      );
    }
    const { makeGroupRoles } = await import('../postgres/roles.mjs');
    await makeGroupRoles(client);
    return rows[0].major;
  });
  requireProgram('pg_restore', major);
  const dump = path.join(folder, 'database.dump');
  const list = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'loyalty-restore-')), 'list');
  fs.writeFileSync(list, listOfDump(dump));
  try {
    await step(`Restoring into ${describeUrl(url)}`, () =>
      runProgram(
        'pg_restore',
        ['--no-owner', '--exit-on-error', '--single-transaction', '--use-list', list, dump],
        url,
        signal,
      ),
    );
  } finally {
    fs.rmSync(path.dirname(list), { recursive: true, force: true });
  }
}

/** Keeps heads in the folder that are newer than the backup: they tell what the restore has lost. */
async function restoreSeals({ files }, { copy, target }) {
  makeFolder(target);
  for (const { path: file } of files.filter(({ path: name }) => name.startsWith('seals/'))) {
    const there = path.join(target, path.posix.basename(file));
    const draft = `${there}.${process.pid}`;
    await copy(file, draft);
    if (isNewer(draft, there)) fs.renameSync(draft, there);
    else fs.rmSync(draft);
  }
}

function isNewer(file, there) {
  const known = readIfThere(there);
  if (known === undefined) return true;
  const text = fs.readFileSync(file, 'utf8');
  if (there.endsWith('.jsonl')) return text.length > known.length && text.startsWith(known);
  return JSON.parse(text).number > JSON.parse(known).number;
}

/** Refuses a backup that lacks seals which existed when it began. */
function requireNetworks(manifest, heads) {
  const here = new Map(heads.map((head) => [head.networkId, head]));
  const lost = manifest.networks.filter(({ networkId, seal, sealHash, transactions }) => {
    const found = here.get(networkId);
    if (found === undefined || found.seal < seal || found.transactions < transactions) return true;
    return found.seal === seal && found.sealHash !== sealHash;
  });
  if (lost.length === 0) return;
  throw new StartFailure(
    `The restored database lacks what was there when the backup began, in ${lost.map(({ code }) => code).join(', ')}: take another copy of the backup.`,
  );
}
