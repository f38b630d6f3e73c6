import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { agesOf } from '../health/backup-metrics';
import { examineBackup } from './backup-checks';
import { complaintOf } from './finding';

const NOW = Date.parse('2026-11-27T12:00:00Z');
const at = (minutesAgo: number) => new Date(NOW - minutesAgo * 60_000).toISOString();
const lastGoodBackup = { createdAt: at(60) };

let folder: string;
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'backup-checks-'))));
afterEach(() => rmSync(folder, { recursive: true }));

describe('The archive of the log', () => {
  it.each([
    ['that reaches now', { outcome: 'DONE', error: null, upTo: at(1) }, []],
    ['that is behind', { outcome: 'DONE', error: null, upTo: at(95) }, ['95 minutes behind']],
    ['that failed', { outcome: 'FAILED', error: 'the disk is full', upTo: at(1) }, ['the disk is full']],
    ['that was never made', undefined, []],
  ])('%s is complained of as it deserves', async (_, log, words) => {
    writeFileSync(path.join(folder, 'backup-record.json'), JSON.stringify({ lastGoodBackup, log }));
    const found = (await examineBackup(folder, NOW)).map((finding) => complaintOf(finding, 'en').found);
    expect(found).toEqual(words.map((each) => expect.stringContaining(each) as string));
  });

  it('has an age beside that of the last backup, and none before it was made', () => {
    expect(agesOf({}, NOW)).toEqual([]);
    expect(agesOf({ lastGoodBackup, log: { outcome: 'DONE', error: null, upTo: at(2) } }, NOW)).toEqual([
      { part: 'backup', seconds: 3_600 },
      { part: 'log', seconds: 120 },
    ]);
  });
});
