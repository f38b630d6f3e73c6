import { readFileSync } from 'node:fs';
import path from 'node:path';
import { FORECAST_RECORD } from './forecast-record';

const page = readFileSync(path.resolve(__dirname, '../../../../docs/liability.md'), 'utf8');

describe('the record of the forecast', () => {
  it.each(Object.values(FORECAST_RECORD))('stands in the documentation: seeds $fromSeed to $toSeed', (seen) => {
    const { fromSeed, toSeed, months, redeemed, expired } = seen;
    const share = (count: number) => `${String(count)}, ${String(Math.round((count / months) * 100))} %`;
    const seeds = `seeds ${String(fromSeed)} to ${String(toSeed)}, ${String(months)} months`;
    expect(page).toContain(`| ${seeds} | ${share(redeemed)} | ${share(expired)} |`);
  });
});
