import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../../scripts/start/files.mjs';
import { makeReady } from '../../../scripts/start/steps.mjs';
import { findChromium } from './chromium.mjs';
import { startPlatform } from './platform.mjs';

/**
 * Starts the platform as a newcomer would, with the small demo in a folder of its own, once for each worker, and finds a
 * browser. Workers read from the environment where all of these are. The function that it returns ends it all after the last test.
 */
export default async function setUp({ workers }) {
  await makeReady();
  const { executable, libraries } = findChromium();
  if (executable !== undefined) process.env.BROWSER_EXECUTABLE = executable;
  if (libraries !== undefined) process.env.BROWSER_LIBRARIES = libraries;

  // A developer may name servers that run already.
  if (process.env.BROWSER_BASE_URLS) return undefined;
  const provider = await startPaymentProvider();
  const platforms = await Promise.all(Array.from({ length: workers }, () => startPlatform('small')));
  for (const { address } of platforms) await allowManyPoints(address);
  process.env.BROWSER_BASE_URLS = platforms.map(({ address }) => address).join(' ');
  return async () => {
    verifyLedgers(platforms);
    await Promise.all(platforms.map(({ stop }) => stop()));
    provider.kill('SIGTERM');
  };
}

/** Starts the double of the payment provider; the platforms get its address by their settings. */
async function startPaymentProvider() {
  const script = path.join(projectRoot, 'test', 'doubles', 'run.mjs');
  const provider = spawn(process.execPath, [script, 'yookassa-double', '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const settings = await new Promise((resolve, reject) => {
    let output = '';
    provider.once('exit', () => reject(new Error('the payment provider did not start')));
    provider.stdout.on('data', (chunk) => {
      output += chunk;
      if (output.includes('YOOKASSA_URL=') && output.endsWith('\n')) resolve(output);
    });
  });
  for (const line of settings.trim().split('\n')) {
    const at = line.indexOf('=');
    process.env[line.slice(0, at)] = line.slice(at + 1);
  }
  return provider;
}

/** The tests share one manager of each network, who gives guests more points than a day allows, and starts campaigns without an end: the owner raises the limits. */
async function allowManyPoints(address) {
  const call = async (path, method, token, body) => {
    const response = await fetch(`${address}/api${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
    return response.json();
  };
  const signIn = (email) => call('/auth/login', 'POST', null, { email, password: 'loyalty-demo' });
  const settings = { limits: { managerManualPerDay: 1_000_000_000, campaignBudget: null } };
  const owner = await signIn('owner@demo.test');
  for (const email of ['manager@demo.test', 'manager@other.test']) {
    const { user } = await signIn(email);
    await call(`/networks/${user.networkId}`, 'PATCH', owner.accessToken, { settings });
  }
}

/** Verifies the ledgers that the tests of pages wrote; `npm test` counts that as one check. */
function verifyLedgers(platforms) {
  const report = process.env.VERIFY_LEDGER_REPORT;
  if (!report) return;
  const command = [path.join(projectRoot, 'scripts', 'cli.mjs'), '--prebuilt', 'verify-ledger'];
  const verdicts = platforms.map(({ environment }) =>
    spawnSync(process.execPath, command, { encoding: 'utf8', cwd: projectRoot, env: environment }),
  );
  fs.mkdirSync(path.dirname(report), { recursive: true });
  fs.writeFileSync(
    report,
    JSON.stringify({
      passed: verdicts.every(({ status }) => status === 0),
      output: verdicts.map(({ stdout, stderr }) => `${stdout}${stderr}`).join(''),
    }),
  );
}
