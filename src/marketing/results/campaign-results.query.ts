import { Injectable } from '@nestjs/common';
import { CampaignEditor, Snapshots } from '../../configuration';
import { Clock } from '../../platform/clock/clock';
import { Database } from '../../platform/database/database';
import { adjustedDifference, type PairedSample } from './adjustment.rules';
import { type ArmSums, findAnnounces, findKnowsCosts, listArmSums, listBudgetsUsed } from './campaign-results.sql';
import { armCheck } from './arm-check.rules';
import { type Difference, differenceOf, differenceOfShares, type Interval } from './intervals.rules';
import { intervalAt, type Look, lookAt } from './looks.rules';
import { meanOf, type Sample } from './samples.rules';
import { type Verdict, verdictOf } from './verdict.rules';

const MILLION = 1_000_000;
/** A change of less than a twentieth of what guests without the campaign do does not matter. */
const MATTERS_PART = 0.05;

export interface ComparedFigure {
  readonly treated: number;
  readonly control: number;
  readonly interval: Interval | null;
  /** The part of the variance that the guests' spend before the start took out; 0: it was not looked at. */
  readonly removed: number;
  readonly matters: number;
  readonly verdict: Verdict;
}

export interface CampaignResults {
  readonly since: Date;
  readonly until: Date;
  readonly isOver: boolean;
  readonly arms: readonly ArmSums[];
  readonly budgets: readonly {
    readonly unit: 'POINTS' | 'MONEY' | 'USES';
    readonly restaurantId: string | null;
    readonly limit: number;
    readonly used: number;
  }[];
  /** Null: it has no message, or its guests were not looked at yet. False: it started too long before. */
  readonly isAnnounced: boolean | null;
  /** The worth of the points that the campaign gave, in minor units. */
  readonly pointsWorth: number;
  /** Null: the campaign has no control group, or it has met nobody. */
  readonly compared: {
    readonly look: Look['kind'];
    readonly probability: number | null;
    readonly armsAsPlanned: boolean;
    readonly money: ComparedFigure;
    /** Null: the menu says of no item what its goods cost. */
    readonly margin: (ComparedFigure & { readonly costedPpm: number }) | null;
    readonly visits: ComparedFigure;
    readonly came: Interval | null;
  } | null;
}

/** The effect of a campaign: guests who get it compared with its control group, each guest in the group it was assigned to. */
@Injectable()
export class CampaignResultsQuery {
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
    private readonly campaigns: CampaignEditor,
    private readonly clock: Clock,
  ) {}

  /** Throws `not_found`, also for a campaign that never ran. */
  async find(networkId: string, id: string): Promise<CampaignResults> {
    const snapshot = await this.snapshots.current(networkId);
    return this.database.inNetwork(networkId, async (tx) => {
      const { code, document, startedAt, endsAt } = await this.campaigns.getRunning(tx, snapshot, id);
      const now = this.clock.now();
      const isOver = endsAt !== null && endsAt <= now;
      const until = isOver ? endsAt : now;
      const knowsCosts = await findKnowsCosts(tx, networkId);
      const arms = await listArmSums(tx, networkId, { id, code }, until, knowsCosts);
      const used = await listBudgetsUsed(tx, networkId, code);
      const points = arms.reduce((sum, arm) => sum + arm.points, 0);
      const pointValue = snapshot.programInForce(now)?.program.document.pointValue ?? 0;
      const treated = arms.find(({ arm }) => arm === 'TREATED');
      const control = arms.find(({ arm }) => arm === 'CONTROL');
      return {
        since: startedAt,
        until,
        isOver,
        arms,
        budgets: document.budgets.map(({ unit, restaurantId, limit }) => ({
          unit,
          restaurantId,
          limit,
          used: used.find((one) => one.unit === unit && one.restaurantId === restaurantId)?.used ?? 0,
        })),
        isAnnounced: document.announcement === null ? null : await findAnnounces(tx, networkId, id),
        pointsWorth: Math.floor((points * pointValue) / MILLION),
        compared:
          document.control === null || treated === undefined || control === undefined
            ? null
            : compare(treated, control, document.control.sharePpm, lookAt(startedAt, now, endsAt), knowsCosts),
      };
    });
  }
}

function compare(
  treated: ArmSums,
  control: ArmSums,
  sharePpm: number,
  look: Look,
  knowsCosts: boolean,
): NonNullable<CampaignResults['compared']> {
  const { probability, asPlanned } = armCheck([
    { guests: treated.guests, weight: MILLION - sharePpm },
    { guests: control.guests, weight: sharePpm },
  ]);
  const paired = (of: (arm: ArmSums) => PairedSample) => {
    const [first, second] = [of(treated), of(control)];
    const difference = adjustedDifference(first, second);
    return comparedFigure(first, second, difference, look, asPlanned, 1, difference?.removed ?? 0);
  };
  const [visits, usual] = [visitsOf(treated), visitsOf(control)];
  const sold = treated.soldMoney + control.soldMoney;
  return {
    look: look.kind,
    probability,
    armsAsPlanned: asPlanned,
    money: paired(moneyOf),
    margin: knowsCosts
      ? {
          ...paired(marginOf),
          costedPpm: sold === 0 ? 0 : Math.round(((treated.costedMoney + control.costedMoney) / sold) * MILLION),
        }
      : null,
    visits: comparedFigure(visits, usual, differenceOf(visits, usual), look, asPlanned, 0.01, 0),
    came: differenceOfShares(
      { guests: treated.guests, count: treated.came },
      { guests: control.guests, count: control.came },
    ),
  };
}

function comparedFigure(
  treated: Sample,
  control: Sample,
  difference: Difference | null,
  look: Look,
  armsAsPlanned: boolean,
  least: number,
  removed: number,
): ComparedFigure {
  const interval = intervalAt(difference, look);
  const matters = Math.max(least, Math.abs(meanOf(control)) * MATTERS_PART);
  const verdict = verdictOf({ interval, treated, control, armsAsPlanned, matters });
  return { treated: meanOf(treated), control: meanOf(control), interval, removed, matters, verdict };
}

const moneyOf = (arm: ArmSums): PairedSample => ({
  guests: arm.guests,
  sum: arm.money,
  squares: arm.moneySquares,
  cubes: arm.moneyCubes,
  beforeSum: arm.before,
  beforeSquares: arm.beforeSquares,
  products: arm.moneyProducts,
});
const marginOf = (arm: ArmSums): PairedSample => ({
  ...moneyOf(arm),
  sum: arm.margin,
  squares: arm.marginSquares,
  cubes: arm.marginCubes,
  products: arm.marginProducts,
});
const visitsOf = ({ guests, visits, visitsSquares, visitsCubes }: ArmSums): Sample => ({
  guests,
  sum: visits,
  squares: visitsSquares,
  cubes: visitsCubes,
});
