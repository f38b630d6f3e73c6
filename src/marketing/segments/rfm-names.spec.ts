import { readFileSync } from 'node:fs';
import path from 'node:path';
import { RFM_NAMES, rfmNameOf, valueOf } from './rfm-names.rules';

const FIFTHS = [1, 2, 3, 4, 5];
const EVERY_SCORE = FIFTHS.flatMap((r) => FIFTHS.flatMap((f) => FIFTHS.map((m) => [r, f, m] as const)));

describe('the names of RFM', () => {
  it('are eleven, and each of the 125 scores has one', () => {
    const counts = new Map<string, number>(RFM_NAMES.map((name) => [name, 0]));
    for (const [r, f, m] of EVERY_SCORE) {
      const name = rfmNameOf(r, f, m) ?? 'none';
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    expect(Object.fromEntries(counts)).toEqual({
      CHAMPIONS: 13,
      LOYAL: 22,
      POTENTIAL_LOYALISTS: 19,
      NEW: 3,
      PROMISING: 3,
      NEED_ATTENTION: 12,
      ABOUT_TO_SLEEP: 6,
      AT_RISK: 20,
      CANT_LOSE: 10,
      HIBERNATING: 14,
      LOST: 3,
    });
  });

  it('are those of the table in the documents', () => {
    const page = readFileSync(path.resolve(__dirname, '../../../docs/segments.md'), 'utf8');
    const rows = [...page.matchAll(/^\| R (\d) \|(.*)\|$/gm)].map(([, recency, cells = '']) => ({
      recency: Number(recency),
      names: cells.split('|').map((name) => name.trim().replaceAll('`', '')),
    }));
    expect(rows.map(({ recency }) => recency)).toEqual([5, 4, 3, 2, 1]);
    for (const [r, f, m] of EVERY_SCORE)
      expect(rows.find(({ recency }) => recency === r)?.names[valueOf(f, m) - 1]).toBe(rfmNameOf(r, f, m));
  });

  it('leave out a guest without a purchase', () => {
    expect(rfmNameOf(0, 0, 0)).toBeNull();
    expect(valueOf(0, 0)).toBe(0);
  });
});
