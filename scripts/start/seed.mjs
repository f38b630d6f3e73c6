import path from 'node:path';
import { withAdvisoryLock } from '../postgres/advisory-lock.mjs';
import { tryAgain } from './back-off.mjs';
import { withClient } from './database.mjs';
import { StartFailure, diskIsFull, saysDiskIsFull } from './failure.mjs';
import { projectRoot, readIfThere, writeWhole } from './files.mjs';
import { CommandFailure, run } from './processes.mjs';
import { say, step } from './progress.mjs';

/** Any number that no other advisory lock of the database uses. */
const SEED_LOCK = 72707370;
/** The pauses before a failed filling is retried. */
const PAUSES_MS = [5_000, 30_000];

/** The demo that this start shows: `full`, `small` or `0`; `0` in production, and where the server does not load the demo's package. */
export function chooseDemo(environment) {
  const isLoaded = !environment.EXTENSIONS || environment.EXTENSIONS.split(',').includes('demo');
  if (environment.NODE_ENV === 'production' || !isLoaded) return '0';
  const demo = environment.DEMO || 'full';
  if (['full', 'small', '0'].includes(demo)) return demo;
  throw new StartFailure(`DEMO is "${demo}"; it may be full, small or 0.`);
}

/**
 * Fills the demo networks, unless this database has them already. The command goes on where a killed one stopped.
 *
 * @param {string} identity of the database
 * @param {AbortSignal} stopped breaks it off
 * @param {(percent: number) => void} onFilling told how much of the year of receipts is there
 * @returns {{ placed: Promise<void>, whole: Promise<void> }} `placed` resolves when the demo's restaurants and people are in
 *   the database, `whole` when its year of receipts is there too
 */
export function seed({ demo, identity, dataDirectory, environment, stopped, onFilling }) {
  const mark = path.join(dataDirectory, 'seeded');
  const wanted = `${identity} ${demo}`;
  if (demo === '0' || readIfThere(mark) === wanted) return { placed: Promise.resolve(), whole: Promise.resolve() };
  if (demo === 'full')
    say(
      'A year of receipts of two networks goes through the ledger once, behind the server; later starts skip this (DEMO=small leaves it out).',
    );
  let placed;
  const arePlaced = new Promise((resolve) => (placed = resolve));
  const onMessage = ({ filling }) => {
    onFilling(filling);
    placed();
  };
  const whole = tryAgain({ name: 'Filling the demo', pausesMs: PAUSES_MS, stopped, isHopeless }, () =>
    fill({ demo, dataDirectory, environment, stopped, onMessage }),
  ).then(() => writeWhole(mark, wanted));
  return { placed: Promise.race([arePlaced, whole]), whole };
}

/** A full disk stays full, so a retry would fail too. */
function isHopeless(error) {
  return !(error.cause instanceof CommandFailure);
}

async function fill({ demo, dataDirectory, environment, stopped, onMessage }) {
  const command = ['--enable-source-maps', path.join(projectRoot, 'dist', 'cli.js'), 'seed'];
  try {
    await withSeedLock(environment.DATABASE_OWNER_URL, () =>
      step(`Filling the demo (DEMO=${demo})`, () =>
        run(process.execPath, command, {
          environment: { ...environment, DEMO: demo },
          isCommand: true,
          stopped,
          onMessage,
        }),
      ),
    );
  } catch (error) {
    if (saysDiskIsFull(error)) throw diskIsFull(dataDirectory);
    if (error instanceof CommandFailure)
      throw new StartFailure(
        `The demo could not be filled (its command ended with ${error.end}): start again, and it goes on where it was.`,
        { cause: error },
      );
    throw error;
  }
}

/** Runs `work` while no other process fills the demo of the database: two would make the same networks at once. */
export function withSeedLock(ownerUrl, work) {
  return withClient(ownerUrl, (client) =>
    withAdvisoryLock(
      client,
      { key: SEED_LOCK, waiting: 'Waiting for another process, which fills the demo of this database' },
      work,
    ),
  );
}
