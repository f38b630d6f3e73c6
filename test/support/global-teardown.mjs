import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../scripts/start/files.mjs';
import { close } from './worker/environment.cjs';

/** Verifies the ledgers of the tests, then ends the server. */
export default async function tearDown() {
  const { server, dataDirectory } = globalThis.databaseOfTests ?? {};
  if (server === undefined) return;
  await close();
  if (process.env.TESTS_ARE_OVER) fs.writeFileSync(process.env.TESTS_ARE_OVER, '');
  try {
    if (process.env.VERIFY_LEDGER_REPORT) verifyLedger(process.env.VERIFY_LEDGER_REPORT);
  } finally {
    await server.stop();
    fs.rmSync(dataDirectory, { recursive: true, force: true });
  }
}

/** `npm test` counts the report as one check. */
function verifyLedger(report) {
  const command = [path.join(projectRoot, 'dist', 'cli.js'), 'verify-ledger'];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8', cwd: projectRoot });
  fs.mkdirSync(path.dirname(report), { recursive: true });
  fs.writeFileSync(report, JSON.stringify({ passed: status === 0, output: `${stdout}${stderr}` }));
}
