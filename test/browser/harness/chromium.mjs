import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../../scripts/start/files.mjs';

const INSTALLED = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/**
 * The browser for the tests: on Linux x64 the one that comes with the packages, together with the libraries that a
 * bare system lacks; elsewhere an installed Chrome, else what `npx playwright install chromium` brought.
 *
 * @returns {{ executable?: string, libraries?: string }} `executable` is left out for Playwright's own
 */
export function findChromium() {
  if (process.env.CHROMIUM_PATH) return { executable: process.env.CHROMIUM_PATH };
  if (process.platform === 'linux' && process.arch === 'x64') {
    const folder = unpackChromium();
    const executable = path.join(folder, 'chromium');
    const libraries = path.join(folder, 'al2023', 'lib');
    // The system's own libraries when it has them: those of the package are for a system that has none.
    return runs(executable, undefined) ? { executable } : { executable, libraries };
  }
  const executable = INSTALLED.find((file) => fs.existsSync(file));
  return executable === undefined ? {} : { executable };
}

function runs(executable, libraries) {
  const env = libraries === undefined ? process.env : { ...process.env, LD_LIBRARY_PATH: libraries };
  return spawnSync(executable, ['--version', '--no-sandbox'], { env, stdio: 'ignore' }).status === 0;
}

/** Unpacks the browser once for each version, into a draft folder first, so that no other run sees it half unpacked. */
function unpackChromium() {
  const home = path.join(projectRoot, 'node_modules', '@sparticuz', 'chromium');
  const { version } = JSON.parse(fs.readFileSync(path.join(home, 'package.json'), 'utf8'));
  const folder = path.join(projectRoot, 'node_modules', '.cache', `chromium-${version}`);
  if (fs.existsSync(folder)) return folder;
  const draft = `${folder}.${process.pid}`;
  fs.mkdirSync(draft, { recursive: true });
  const program = "import('@sparticuz/chromium').then(({ default: chromium }) => chromium.executablePath())";
  execFileSync(process.execPath, ['--input-type=module', '-e', program], {
    cwd: projectRoot,
    // The package unpacks into the temporary folder, and unpacks its libraries only in a Lambda, so the environment imitates one.
    env: { ...process.env, TMPDIR: draft, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  try {
    fs.renameSync(draft, folder);
  } catch (error) {
    // A second run unpacked the browser first.
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    fs.rmSync(draft, { recursive: true, force: true });
  }
  return folder;
}
