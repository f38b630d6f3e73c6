import { writeFileSync } from 'node:fs';
import { FRAUD_KINDS, FULL, QUICK, SEEDS } from '../../../../test/support/fraud/network-parameters';
import { DOCUMENT, readDocument, reportOf, withReport } from '../../../../test/support/fraud/report';
import { addFigures, type WatchFigures, watchNetwork } from '../../../../test/support/fraud/watched-network';
import { simulateNetwork } from '../../../../test/support/fraud/simulated-network';
import { DAY_MS } from './acts.rules';
import { CASE_LIMITS } from './cases.rules';
import { DaysJudge } from './days.rules';
import { RULES } from './rules';

const LEAST_RECALL = 0.8;
const MOST_FALSE_IN_THOUSAND = 1;
/** A network in which a day has more than 100,000 acts. */
const LARGE = { restaurants: 1_250, days: 1, guests: 500_000, episodes: 0 };
const MOST_OF_A_DAY_MS = 60_000;

/** Episodes are eight times as dense as in the full year, so that the budget of cases is not what is tried here. */
const WIDE_BUDGET = { ...CASE_LIMITS, casesPerThousandShifts: 8 * CASE_LIMITS.casesPerThousandShifts };

const totalOf = ({ found }: WatchFigures) =>
  FRAUD_KINDS.reduce(
    (sum, kind) => ({ episodes: sum.episodes + found[kind].episodes, found: sum.found + found[kind].found }),
    { episodes: 0, found: 0 },
  );

const isFull = process.env['STATISTICS'] === 'full';

describe('Fraud watch on a simulated network', () => {
  it('finds fraud, accuses few and no regular, in a part of a year', () => {
    const figures = addFigures(SEEDS.quick.map((seed) => watchNetwork(seed, QUICK, WIDE_BUDGET)));
    const { episodes, found } = totalOf(figures);
    expect(found / episodes).toBeGreaterThanOrEqual(LEAST_RECALL);
    // Three or four episodes of a kind: one may be missed.
    for (const kind of FRAUD_KINDS)
      expect(figures.found[kind].found).toBeGreaterThanOrEqual(figures.found[kind].episodes - 1);
    expect((1_000 * figures.falseCases) / figures.shifts).toBeLessThanOrEqual(MOST_FALSE_IN_THOUSAND);
    expect(figures.casesAboutRegulars).toBe(0);
  });

  (isFull ? it : it.skip)('judges a day of 100,000 acts by all rules within a minute', () => {
    const [{ day, acts } = { day: 0, acts: [] }] = simulateNetwork(SEEDS.setting[0] ?? 0, LARGE).days();
    expect(acts.length).toBeGreaterThan(100_000);
    const judge = new DaysJudge(RULES.map((rule) => ({ rule, params: {} })));
    const began = performance.now();
    judge.judge(day * DAY_MS, acts);
    const tookMs = performance.now() - began;
    console.log(`${String(acts.length)} acts of a day: ${(tookMs / 1_000).toFixed(1)} s`);
    expect(tookMs).toBeLessThan(MOST_OF_A_DAY_MS);
  });

  // `npm run fraud`: five networks for a year, which takes some minutes.
  (isFull ? it : it.skip)('keeps its bounds for each kind of fraud in networks that no threshold has seen', () => {
    const figures = addFigures(SEEDS.report.map((seed) => watchNetwork(seed, FULL)));
    const report = reportOf(figures);
    console.log(report);
    for (const kind of FRAUD_KINDS)
      expect(figures.found[kind].found / figures.found[kind].episodes).toBeGreaterThanOrEqual(LEAST_RECALL);
    expect((1_000 * figures.falseCases) / figures.shifts).toBeLessThanOrEqual(MOST_FALSE_IN_THOUSAND);
    expect(figures.casesAboutRegulars).toBe(0);
    if (process.env['FRAUD_REPORT'] === 'write') writeFileSync(DOCUMENT, withReport(readDocument(), report));
  });
});
