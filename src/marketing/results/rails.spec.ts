import { isShortForm } from '../../../test/support/at-night';
import { campaignOf } from '../../../test/support/decision/campaigns';
import { seeded } from '../../../test/support/seeded';
import { type CampaignDocument, minorUnits, partsPerMillion } from '../../decision';
import type { ArmSums } from './campaign-results.sql';
import { type GroupComparison, comparedSpend, type WeightedGroup, moneyOf } from './compared.rules';
import { lookAt } from './looks.rules';
import { railStep } from './rails.rules';

const DAY_MS = 86_400_000;
const DAYS = 28;
const SINCE = new Date(Date.UTC(2026, 2, 1));
/** `npm run test:statistics` plays all 10,000. */
const CAMPAIGNS = process.env['STATISTICS'] === 'full' ? 10_000 : isShortForm ? 150 : 600;
const TREATED = 270;
/** Half of the control group leaves it when it shrinks. */
const HALF_OF_CONTROL = 35;
/** The largest part of all campaigns that may miss by chance, where the true part is `share`: four standard errors above it. */
const bound = (share: number) => share + 4 * Math.sqrt((share * (1 - share)) / CAMPAIGNS);

const SHARES = { controlPpm: 206_000, shrunkPpm: 103_000 };
const document: CampaignDocument = campaignOf({
  control: { sharePpm: partsPerMillion(SHARES.controlPpm), seed: 'seed' },
  rails: {
    stopBelow: { guests: 30 },
    shrinkAbove: { guests: 30, sharePpm: partsPerMillion(SHARES.shrunkPpm) },
    visitCost: { visits: 100, atMost: minorUnits(5_000) },
  },
});

describe('a campaign that stops itself', () => {
  it('stops without an effect as rarely as its rail says, though it is looked at each day', () => {
    const ends = play(1);
    expect(ends.filter(({ step }) => step === 'STOP').length / CAMPAIGNS).toBeLessThanOrEqual(bound(0.01));
    expect(ends.filter(({ step }) => step === 'SHRINK').length / CAMPAIGNS).toBeLessThanOrEqual(bound(0.01));
  });

  it('stops where guests pay less by it', () => {
    const ends = play(0.2);
    expect(ends.filter(({ step }) => step === 'STOP').length / CAMPAIGNS).toBeGreaterThan(0.8);
    expect(ends.filter(({ step }) => step === 'SHRINK')).toEqual([]);
  });

  it('shrinks its control group where guests pay more, and its result at the end is the effect all the same', () => {
    const ends = play(2.5);
    const shrunk = ends.filter(({ step }) => step === 'SHRINK');
    expect(shrunk.length / CAMPAIGNS).toBeGreaterThan(0.5);
    const effect = 1.5 * USUAL_A_DAY * DAYS;
    const estimates = ends.map(({ interval }) => interval.estimate - effect);
    const mean = estimates.reduce((sum, value) => sum + value, 0) / CAMPAIGNS;
    const deviation = Math.sqrt(estimates.reduce((sum, value) => sum + (value - mean) ** 2, 0) / CAMPAIGNS);
    expect(Math.abs(mean)).toBeLessThan((3.5 * deviation) / Math.sqrt(CAMPAIGNS));
    const missed = ends.filter(({ interval }) => interval.low > effect || interval.high < effect).length / CAMPAIGNS;
    expect(missed).toBeLessThanOrEqual(bound(0.05));
  });

  it('pauses where a visit costs more than its bound, and not before so many visits', () => {
    const judge = (visits: number, pointsWorth: number) => {
      const arm = { ...new Arm('TREATED').sums(), visits };
      return railStep(document, { ...NOTHING, arms: [arm], pointsWorth });
    };
    expect(judge(100, 600_000)).toEqual({ kind: 'PAUSE', visits: 100, cost: 6_000, atMost: 5_000 });
    expect([judge(99, 600_000), judge(100, 500_000)]).toEqual([null, null]);
  });

  it('has no rail by default', () => {
    const arm = { ...new Arm('TREATED').sums(), visits: 1_000 };
    const results = { ...NOTHING, arms: [arm], pointsWorth: 1_000_000_000 };
    expect(railStep(campaignOf(), results)).toBeNull();
  });
});

const NOTHING = {
  since: SINCE,
  until: SINCE,
  isOver: false,
  arms: [],
  budgets: [],
  isAnnounced: null,
  points: 0,
  pointsWorth: 0,
  moneyOff: null,
  compared: null,
  variants: [],
};

/** A guest buys on every third day, for 10.00 on average, most often for less. */
const BUYS = 1 / 3;
const MEAN_CHECK = 1_000;
const USUAL_A_DAY = BUYS * MEAN_CHECK;

/** The guests of an arm with what they paid so far, and the sums over them. */
class Arm {
  private readonly paid: Float64Array;
  private readonly powers = [0, 0, 0] as [number, number, number];

  constructor(
    readonly arm: ArmSums['arm'],
    guests = 0,
  ) {
    this.paid = new Float64Array(guests);
  }

  liveADay(random: () => number, times: number): void {
    for (let guest = 0; guest < this.paid.length; guest += 1) {
      if (random() >= BUYS) continue;
      const before = this.paid[guest] as number;
      const now = before - Math.log(1 - random()) * MEAN_CHECK * times;
      this.paid[guest] = now;
      this.powers[0] += now - before;
      this.powers[1] += now ** 2 - before ** 2;
      this.powers[2] += now ** 3 - before ** 3;
    }
  }

  /** Together with another part of the arm. */
  sums(other?: Arm): ArmSums {
    const [money, moneySquares, moneyCubes] = this.powers.map((sum, n) => sum + (other?.powers[n] ?? 0));
    const guests = this.paid.length + (other?.paid.length ?? 0);
    return { ...NO_SUMS, arm: this.arm, guests, money, moneySquares, moneyCubes, wholeMoney: money } as ArmSums;
  }
}

const NO_SUMS: ArmSums = {
  arm: 'TREATED',
  variant: null,
  guests: 0,
  told: 0,
  waiting: 0,
  capped: 0,
  came: 0,
  money: 0,
  moneySquares: 0,
  moneyCubes: 0,
  wholeMoney: 0,
  before: 0,
  beforeSquares: 0,
  moneyProducts: 0,
  margin: 0,
  marginSquares: 0,
  marginCubes: 0,
  marginProducts: 0,
  costedMoney: 0,
  soldMoney: 0,
  visits: 0,
  visitsSquares: 0,
  visitsCubes: 0,
  points: 0,
  moneyOff: 0,
  checks: 0,
};

/** Campaigns that multiply what guests pay, judged by their rails after each day, and the interval of their planned end. */
function play(times: number) {
  const random = seeded(20_261_130);
  const end = new Date(SINCE.getTime() + DAYS * DAY_MS);
  return Array.from({ length: CAMPAIGNS }, () => {
    const treated = new Arm('TREATED', TREATED);
    const [staying, leaving] = [new Arm('CONTROL', HALF_OF_CONTROL), new Arm('CONTROL', HALF_OF_CONTROL)];
    let step: 'STOP' | 'SHRINK' | 'PAUSE' | null = null;
    let isShrunk = false;
    const compareAt = (now: Date) => {
      const control = isShrunk ? staying.sums() : staying.sums(leaving);
      const arms = [treated.sums(), control] as const;
      const [one, other] = arms.map((sums) => ({ sums, weight: 1 })) as [WeightedGroup, WeightedGroup];
      const reading = { look: lookAt(SINCE, now, end), knowsCosts: false, comparisons: 1 };
      return { arms, compared: { money: comparedSpend(moneyOf, one, other, reading, true) } as GroupComparison };
    };
    for (let day = 1; day <= DAYS; day += 1) {
      treated.liveADay(random, step === 'STOP' ? 1 : times);
      staying.liveADay(random, 1);
      // A guest who left the group gets the campaign too, and is compared with nobody.
      leaving.liveADay(random, isShrunk ? times : 1);
      if (step !== null || day === DAYS) continue;
      const results = { ...NOTHING, ...compareAt(new Date(SINCE.getTime() + day * DAY_MS)) };
      step = railStep(document, results)?.kind ?? null;
      isShrunk = step === 'SHRINK';
    }
    const { interval } = compareAt(end).compared.money;
    if (interval === null) throw new Error('both arms have guests');
    return { step, interval };
  });
}
