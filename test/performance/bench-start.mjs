import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { figureOf, rowOf } from './bench-figures.mjs';
import { freePort } from './bench-server.mjs';

const FIRST_PAGE_GOAL_SECONDS = 45;
const SECOND_START_GOAL_SECONDS = 3;
/** Steps of a start by the names that it prints. */
const STEPS = [
  ['packages', 'Installing packages'],
  ['words', 'Compiling the words'],
  ['server', 'Building the server'],
  ['pages', 'Building the pages'],
];

/**
 * The first start of a clone whose caches are empty, part by part until the first page, and the second start after it.
 *
 * @param {{ root: string, rounds: number, say: (line: string) => void }} options
 */
export async function measureStarts({ root, rounds, say }) {
  const measured = [];
  for (let round = 1; round <= rounds; round += 1) {
    say(`start: round ${round} of ${rounds}`);
    measured.push(await measureRound(root));
  }
  const row = (what, of, more = {}) =>
    rowOf({ what, figure: figureOf(measured.map(of)), unit: ' s', digits: 1, ...more });
  return [
    ...STEPS.map(([name]) => row(`first start: ${name}`, ({ parts }) => parts[name])),
    row('first start: database and migrations', ({ parts }) => parts.database),
    row('first start: small demo and server', ({ parts }) => parts.ready),
    row('first start: until the first page', ({ firstPage }) => firstPage, { goal: FIRST_PAGE_GOAL_SECONDS }),
    row('first start: the whole demo', ({ demo }) => demo),
    row('second start: until the first page', ({ secondPage }) => secondPage, { goal: SECOND_START_GOAL_SECONDS }),
    row('packages of a start', ({ megabytes }) => megabytes, { unit: ' MB', digits: 0 }),
    row('files of these packages', ({ files }) => files, { unit: '', digits: 0 }),
  ];
}

async function measureRound(root) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'loyalty-bench-start-'));
  // Under root PostgreSQL runs as another user, who has to be able to enter the folder.
  fs.chmodSync(folder, 0o711);
  try {
    const clone = path.join(folder, 'clone');
    execFileSync('git', ['clone', '--quiet', '--no-local', root, clone]);
    const first = await start(folder, clone);
    const bundled = await first.says(/^\[ *([\d.]+)s\] Bundling the server: done/m);
    await first.stop();
    const installed = sizeOf(path.join(clone, 'node_modules'));
    const second = await start(folder, clone);
    await second.stop();
    const secondsOf = (title) => Number(new RegExp(`${title}: done in ([\\d.]+) s`).exec(bundled.input)?.[1]);
    const momentOf = (line) => Number(new RegExp(`^\\[ *([\\d.]+)s\\] ${line}`, 'm').exec(bundled.input)?.[1]);
    const parts = Object.fromEntries(STEPS.map(([name, title]) => [name, secondsOf(title)]));
    const migrated = momentOf('Migrated');
    return {
      parts: {
        ...parts,
        database: migrated - momentOf('Building the pages: done'),
        ready: first.page - migrated,
      },
      firstPage: first.page,
      demo: momentOf('Filling the demo [^:]*: done'),
      secondPage: second.page,
      megabytes: installed.bytes / 2 ** 20,
      files: installed.files,
    };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** `npm start` until its first page is there; `says` resolves with the match once its output has one. */
async function start(folder, clone) {
  const port = await freePort();
  const began = performance.now();
  const child = spawn('npm', ['start'], {
    cwd: clone,
    env: {
      ...process.env,
      npm_config_cache: path.join(folder, 'npm'),
      ENV_FILE: '',
      DATA_DIR: path.join(clone, '.data'),
      PORT: String(port),
      DEMO: 'full',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  const ended = once(child, 'exit');
  const says = async (pattern) => {
    for (;;) {
      const match = pattern.exec(output);
      if (match !== null) return match;
      if (child.exitCode !== null) throw new Error(`the start ended with ${child.exitCode}:\n${output}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  await says(/is ready: /);
  const page = await fetch(`http://127.0.0.1:${port}/`);
  await page.arrayBuffer();
  if (!page.ok) throw new Error(`the first page is ${page.status}`);
  return {
    page: (performance.now() - began) / 1000,
    says,
    stop: () => {
      child.kill('SIGINT');
      return ended;
    },
  };
}

/** Megabytes and files of a folder. Links between workspaces are not followed. */
function sizeOf(folder) {
  const files = fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const bytes = files.reduce((sum, { parentPath, name }) => sum + fs.statSync(path.join(parentPath, name)).size, 0);
  return { bytes, files: files.length };
}
