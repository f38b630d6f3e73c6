import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(__dirname, '../..');
const file = path.join(root, 'docs/trust-results.md');

type Line = Record<'spec' | 'claim' | 'name' | 'outcome' | 'rate' | 'share' | 'commit' | 'day' | 'machine', string>;

const lineOf = (spec: string, given: Partial<Line> = {}): Line => ({
  spec,
  claim: '1',
  name: `trials of ${spec}`,
  outcome: '50',
  rate: '0.060',
  share: '100.0 %',
  commit: '000000000001',
  day: '2026-11-01',
  machine: '2 × Processor, 24 GiB, Node 20.20.2',
  ...given,
});

/** Calls a function of the module, which Node alone can load. */
function call(name: string, ...args: unknown[]): unknown {
  const code = `
    const module = await import(${JSON.stringify(path.join(root, 'test/trust/results.mjs'))});
    process.stdout.write(JSON.stringify(module[${JSON.stringify(name)}](...${JSON.stringify(args)})));`;
  return JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' }));
}

describe('The results of the trust trials', () => {
  it('keep the lines of tests that a run left out, and replace those of the tests that it ran', () => {
    const order = ['kills', 'outages', 'webhooks'];
    const kept = [lineOf('kills'), lineOf('outages'), lineOf('outages', { name: 'disk full' }), lineOf('gone')];
    const made = [lineOf('webhooks', { commit: '2' }), lineOf('outages', { commit: '2' })];
    const merged = call('mergeLines', kept, made, order) as Line[];
    expect(merged).toEqual([kept[0], made[1], made[0]]);
  });

  it('lose the older success of a test that failed', () => {
    const failed = lineOf('kills', { outcome: 'FAILED: trials 0 to 5, a trial failed', rate: '–', share: '–' });
    const merged = call('mergeLines', [lineOf('kills')], [failed], ['kills']);
    expect(merged).toEqual([failed]);
    expect(call('renderResults', merged)).toContain('1 of these lines are of trials that failed.');
  });

  it('are read as they were written', () => {
    const lines = [lineOf('kills'), lineOf('webhooks', { outcome: '10,000', rate: '0.00030' })];
    expect(call('readLines', call('renderResults', lines))).toEqual(lines);
  });

  it('stand in the docs as the trials write them', () => {
    const text = readFileSync(file, 'utf8');
    const lines = call('readLines', text) as Line[];
    expect(lines.length).toBeGreaterThan(0);
    expect(call('renderResults', lines)).toBe(text);
  });
});
