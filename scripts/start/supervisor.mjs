import { isDeepStrictEqual } from 'node:util';
import { SERVER_SETTINGS } from '../postgres/settings.mjs';
import { chooseAddress } from './address.mjs';
import { keepArchive, requireBackupSettings } from './archive.mjs';
import { startApplication, stopLeftoverApplication } from './application.mjs';
import { makeReviver } from './back-off.mjs';
import { openDataFolder } from './data-folder.mjs';
import { connectionsOfRunning, describeApplied, prepareDatabase } from './database.mjs';
import { requireSpace } from './disk.mjs';
import { StartFailure, diskIsFull, saysDiskIsFull } from './failure.mjs';
import { dataDirectory as dataDirectoryOf } from './files.mjs';
import { isSameProcess, lockDataDirectory } from './lock.mjs';
import { requireNodeVersion } from './node-version.mjs';
import { beginningOf } from './processes.mjs';
import { say } from './progress.mjs';
import { chooseKeys, openSecrets } from './secrets.mjs';
import { chooseProcesses, connectionsFor } from './server-count.mjs';
import { chooseDemo, seed } from './seed.mjs';
import { makeReady, STEPS_TO_SERVE } from './steps.mjs';
import { describe } from './welcome.mjs';

/**
 * The whole start: from a clone to a server that listens, and everything ended in order when it is to stop.
 *
 * @param {{ prebuilt?: boolean, onReady?: (running: {
 *   url: string, restart(): Promise<void>, onStop(end: () => unknown): void }) => void | Promise<void> }} options
 *   `prebuilt` leaves out what an image was built with; `onReady` is for who goes on working while the server runs
 */
export async function supervise({ prebuilt = false, onReady } = {}) {
  const environment = process.env;
  const undo = [];
  const stopped = new AbortController();
  let stopping;
  let lock;
  let signalOfServer = 'SIGINT';
  /** While files are watched, a server that ends is reported and the next change is awaited, which may fix it. */
  let keepsGoing = false;
  /** Ends everything that was started, newest first, then this process. */
  const stop = (exitCode, reason) => {
    stopping ??= (async () => {
      if (reason) say(reason);
      stopped.abort();
      lock?.note({ stopping: true });
      for (const end of undo.reverse()) await end();
      process.exit(exitCode);
    })();
    return stopping;
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => {
      if (stopping === undefined) signalOfServer = signal;
      void stop(0, `Stopping (${signal})`);
    });
  try {
    requireNodeVersion();
    const dataDirectory = openDataFolder(environment);
    lock = await lockDataDirectory(dataDirectory, stopped.signal);
    const leftover = lock.previous?.application;
    // A start that ends before the server of an earlier one has ended hands its name on.
    undo.push(() => (leftover === undefined || !isSameProcess(leftover) ? lock.release() : undefined));
    if (leftover !== undefined) lock.note({ application: leftover });
    const demo = chooseDemo(environment);
    await stopLeftoverApplication(leftover);
    const secrets = openSecrets(dataDirectory);
    const keys = chooseKeys(environment, secrets);
    requireBackupSettings(environment, secrets);
    requireSpace(dataDirectory);
    const address = await chooseAddress(environment, leftover);
    // A server that is replaced after each build (`npm run dev`) runs alone.
    const processes = onReady === undefined ? chooseProcesses(environment) : 1;
    if (!prebuilt) await makeReady(STEPS_TO_SERVE);

    const environmentWith = (connections) => ({
      ...environment,
      ...keys,
      ...connections,
      DATA_DIR: dataDirectory,
      HOST: address.bind,
      PORT: String(address.port),
      PROCESSES: String(processes),
      DEMO: demo,
    });
    /** The server that loads its modules while PostgreSQL starts, with its connections. */
    let held;
    const hold = (port) => {
      const connections = connectionsOfRunning(port, dataDirectory);
      const environment = environmentWith(connections);
      held ??= { connections, application: startApplication({ environment, address, isHeld: true }) };
    };
    undo.push(() => held?.application.stop());
    const database = environment.DATABASE_URL
      ? undefined
      : await keepEmbedded({ dataDirectory, environment, secrets, processes, stopped: stopped.signal, onPort: hold });
    if (database) undo.push(() => database.stop());
    const prepared = await prepareDatabase({ environment, dataDirectory, embeddedUrl: database?.url });
    const line = describeApplied(prepared.applied);
    if (line !== undefined) say(line);
    const applicationEnvironment = environmentWith(prepared.connections);
    let application;
    /** Percent of the demo's receipts; null: places and people are missing, or no filling runs. */
    let filling = null;
    /** Whether the filling failed: the pages then say so, and the next start continues. */
    let isBroken = false;
    const tellFilling = (percent) => {
      filling = percent;
      application?.tell({ filling, isBroken });
    };
    const { placed, whole } = seed({
      demo,
      identity: prepared.identity,
      dataDirectory,
      environment: applicationEnvironment,
      stopped: stopped.signal,
      onFilling: tellFilling,
    });
    void whole
      .catch((error) => {
        isBroken = true;
        // Without places the start ends with the reason; with places the server goes on.
        if (filling !== null && !stopping) say(error instanceof StartFailure ? error.message : error.stack);
      })
      .finally(() => tellFilling(null));

    /** Undefined where none is held, or where the database came up with other connections. */
    const takeHeld = async () => {
      const { application: loaded, connections } = held ?? {};
      held = undefined;
      if (loaded === undefined || isDeepStrictEqual(connections, prepared.connections)) {
        loaded?.release();
        return loaded;
      }
      await loaded.stop();
      return undefined;
    };
    lock.note({ postgresPort: database?.port, url: address.url });
    const serve = async () => {
      await application?.stop();
      const mine = (await takeHeld()) ?? startApplication({ environment: applicationEnvironment, address });
      application = mine;
      lock.note({ application: { pid: mine.pid, beginning: beginningOf(mine.pid) } });
      void mine.ended.then(async (reason) => {
        const wasReady = await mine.ready.then(
          () => true,
          () => false,
        );
        if (stopping || application !== mine) return;
        application = undefined;
        if (!wasReady) return;
        if (keepsGoing) say(`The server ${reason}; it starts again with the next change.`);
        else await revive(reason);
      });
      await mine.ready;
      if (filling !== null || isBroken) mine.tell({ filling, isBroken });
    };
    let replacements = 0;
    process.on('SIGUSR2', () => {
      void (async () => {
        const replaced = (await application?.replaceServers()) ?? 0;
        say(`${replaced} of ${processes} servers were replaced by new ones`);
        replacements += 1;
        lock.note({ replacements: { count: replacements, replaced } });
      })();
    });
    lock.note({ processes });
    const revive = makeReviver({ name: 'The server', stopped: stopped.signal, start: serve });
    if (database) {
      const { url: superuserUrl } = database;
      const archive = await keepArchive({ environment, dataDirectory, superuserUrl, stopped: stopped.signal });
      undo.push(() => archive.stop());
    }
    undo.push(() => application?.stop(signalOfServer));
    await Promise.all([placed, serve()]);
    if (stopping) return;
    keepsGoing = onReady !== undefined;
    await onReady?.({ url: address.url, restart: serve, onStop: (end) => undo.push(end) });
    say(`The loyalty platform is ready: ${address.url}`);
    const production = environment.NODE_ENV === 'production';
    const apiDocs = environment.API_DOCS ? environment.API_DOCS === 'on' : !production;
    console.log(describe({ url: address.url, demo, isFilling: filling !== null, production, apiDocs }));
    // The first page needs neither, so both are made while the server serves.
    if (!prebuilt)
      void (async () => {
        if (apiDocs) await makeBehind('document', stopped.signal);
        if (onReady !== undefined) return;
        await whole.catch(() => undefined);
        await makeBehind('bundle', stopped.signal);
      })();
  } catch (error) {
    if (stopping) return;
    const known =
      saysDiskIsFull(error) && !(error instanceof StartFailure) ? diskIsFull(dataDirectoryOf(environment)) : error;
    console.error(known instanceof StartFailure ? `\n${known.message}` : known);
    await stop(1);
  }
}

/** Reports a failure and goes on: the server sells without the result. */
async function makeBehind(name, stopped) {
  try {
    await makeReady([name], stopped);
  } catch (error) {
    if (!stopped.aborted) say(error instanceof StartFailure ? error.message : error.stack);
  }
}

/**
 * The embedded database, started again when it dies: what was committed is there, and the server reconnects. `onPort` is told the
 * port before the first server of it starts.
 */
async function keepEmbedded({ dataDirectory, environment, secrets, processes, stopped, onPort }) {
  const { startEmbedded } = await import('../postgres/embedded.mjs');
  const settings = { ...SERVER_SETTINGS, max_connections: connectionsFor(processes) };
  const password = secrets.passwords.superuser;
  const begin = (port) => startEmbedded({ dataDirectory, password, port, settings, onPort, stopped });
  let server = await begin(readPort(environment));
  const revive = makeReviver({
    name: 'PostgreSQL',
    stopped,
    start: async () => {
      // On the same port, which the application's connections name.
      server = await begin(server.port);
      watch();
    },
  });
  let reviving;
  const watch = () =>
    void server.ended.then((reason) => {
      if (!stopped.aborted) reviving = revive(reason);
    });
  watch();
  const stop = async () => {
    await reviving;
    await server.stop();
  };
  return { url: server.url, port: server.port, stop };
}

function readPort(environment) {
  if (!environment.PG_PORT) return undefined;
  const port = Number(environment.PG_PORT);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new StartFailure(`PG_PORT is "${environment.PG_PORT}"; it must be a port number.`);
}
