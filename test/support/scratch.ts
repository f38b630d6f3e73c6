import { mkdtempSync } from 'node:fs';
import path from 'node:path';

/** An empty folder for files of a test, within the data of the test run and deleted with it. */
export function scratchFolder(name: string): string {
  const data = process.env['DATA_DIR'];
  if (data === undefined) throw new Error('DATA_DIR is not set: the global set-up did not run');
  return mkdtempSync(path.join(data, `${name}-`));
}
