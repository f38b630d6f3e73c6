import { Injectable } from '@nestjs/common';
import { CampaignEditor, Snapshots } from '../../configuration';
import type { CampaignDocument } from '../../decision';
import { Clock } from '../../platform/clock/clock';
import { Database } from '../../platform/database/database';
import { adjustedDifference, type PairedSample } from './adjustment.rules';
import {
  type MoneyOffSums,
  type ArmSums,
  findAnnounces,
  findJournalTotals,
  findKnowsCosts,
  listArmSums,
  listBudgetsUsed,
} from './campaign-results.sql';
import { armCheck } from './arm-check.rules';
import { withoutVariants } from './arms.rules';
import { CONFIDENCE, type Difference, differenceOf, differenceOfShares, type Interval } from './intervals.rules';
import { intervalAt, type ResultsLook, lookAt } from './looks.rules';
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
  /** Points that the campaign gave by the journal, also to guests whom its job has not met yet. */
  readonly points: number;
  /** Their worth, in minor units. */
  readonly pointsWorth: number;
  /** Null: it takes no money off. */
  readonly moneyOff: MoneyOffResults | null;
  /** Null: the campaign has no control group, or it has met nobody. */
  readonly compared: Compared | null;
  /** In the order of the campaign; empty: it has no variants, or it has met nobody. */
  readonly variants: readonly VariantResults[];
}

/** Money off by the journal, in minor units, and the checks that had it: of all guests, and without a guest. */
interface MoneyOffResults extends MoneyOffSums {
  readonly withoutGuest: MoneyOffSums;
}

/** Two groups of guests beside each other; `treated` is the first, `control` the other. */
export interface Compared {
  readonly look: ResultsLook['kind'];
  readonly probability: number | null;
  readonly armsAsPlanned: boolean;
  readonly money: ComparedFigure;
  /** Null: the menu says of no item or category what its goods cost. */
  readonly margin: (ComparedFigure & { readonly costedPpm: number }) | null;
  readonly visits: ComparedFigure;
  readonly came: Interval | null;
}

/** One variant of the campaign: the guests who have it and get it. */
interface VariantResults {
  readonly variant: string;
  readonly sums: ArmSums;
  /** Null: the campaign has no control group, or nobody has met it there. */
  readonly againstControl: Compared | null;
  /** Beside each variant after it. */
  readonly against: readonly { readonly variant: string; readonly compared: Compared }[];
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
    return this.database.reportOf(networkId, async (tx) => {
      const { code, document, startedAt, endsAt } = await this.campaigns.getRunning(tx, snapshot, id);
      const now = this.clock.now();
      const isOver = endsAt !== null && endsAt <= now;
      const until = isOver ? endsAt : now;
      const knowsCosts = await findKnowsCosts(tx, networkId);
      const takesMoneyOff = document.moneyOff !== undefined;
      const sums = await listArmSums(tx, networkId, { id, code, takesMoneyOff }, until, knowsCosts);
      const arms = withoutVariants(sums);
      const used = await listBudgetsUsed(tx, networkId, code);
      const { points, amount, checks, withoutGuest } = await findJournalTotals(tx, networkId, code, startedAt, until);
      const pointValue = snapshot.programInForce(now)?.program.document.pointValue ?? 0;
      const treated = arms.find(({ arm }) => arm === 'TREATED');
      const control = document.control === null ? undefined : arms.find(({ arm }) => arm === 'CONTROL');
      const controlPpm = document.control?.sharePpm ?? 0;
      const reading = { look: lookAt(startedAt, now, endsAt), knowsCosts, comparisons: 1 };
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
        points,
        pointsWorth: Math.floor((points * pointValue) / MILLION),
        moneyOff: takesMoneyOff ? { amount, checks, withoutGuest } : null,
        compared:
          treated === undefined || control === undefined
            ? null
            : compare({ sums: treated, weight: MILLION - controlPpm }, { sums: control, weight: controlPpm }, reading),
        variants: variantsOf(document, sums, control, reading),
      };
    });
  }
}

interface Reading {
  /** How far the campaign is. */
  readonly look: ResultsLook;
  /** Whether the menu says what its goods cost. */
  readonly knowsCosts: boolean;
  /** Pairs of groups that are compared together. */
  readonly comparisons: number;
}

/** Guests with their planned part of all. */
interface Group {
  readonly sums: ArmSums;
  readonly weight: number;
}

/** Each variant against the control group and against the variants after it. */
function variantsOf(
  { variants = [], control: planned }: CampaignDocument,
  sums: readonly ArmSums[],
  control: ArmSums | undefined,
  { look, knowsCosts }: Reading,
): VariantResults[] {
  const controlPpm = planned?.sharePpm ?? 0;
  const groups = variants.flatMap(({ id, sharePpm }) => {
    const met = sums.find(({ arm, variant }) => arm === 'TREATED' && variant === id);
    return met === undefined ? [] : [{ sums: met, weight: (sharePpm * (MILLION - controlPpm)) / MILLION, variant: id }];
  });
  const pairs = (groups.length * (groups.length - 1)) / 2;
  const reading = { look, knowsCosts, comparisons: pairs + (control === undefined ? 0 : groups.length) };
  return groups.map((group, index) => ({
    variant: group.variant,
    sums: group.sums,
    againstControl: control === undefined ? null : compare(group, { sums: control, weight: controlPpm }, reading),
    against: groups
      .slice(index + 1)
      .map((other) => ({ variant: other.variant, compared: compare(group, other, reading) })),
  }));
}

function compare(first: Group, second: Group, reading: Reading): Compared {
  const { look, knowsCosts, comparisons } = reading;
  const { sums: treated } = first;
  const { sums: control } = second;
  const { probability, asPlanned } = armCheck([
    { guests: treated.guests, weight: first.weight },
    { guests: control.guests, weight: second.weight },
  ]);
  const paired = (of: (arm: ArmSums) => PairedSample) => {
    const [ofTreated, ofControl] = [of(treated), of(control)];
    const difference = adjustedDifference(ofTreated, ofControl);
    return comparedFigure(
      ofTreated,
      ofControl,
      { difference, removed: difference?.removed ?? 0 },
      reading,
      asPlanned,
      1,
    );
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
    visits: comparedFigure(
      visits,
      usual,
      { difference: differenceOf(visits, usual), removed: 0 },
      reading,
      asPlanned,
      0.01,
    ),
    came: differenceOfShares(
      { guests: treated.guests, count: treated.came },
      { guests: control.guests, count: control.came },
      1 - (1 - CONFIDENCE) / comparisons,
    ),
  };
}

function comparedFigure(
  treated: Sample,
  control: Sample,
  { difference, removed }: { readonly difference: Difference | null; readonly removed: number },
  { look, comparisons }: Reading,
  armsAsPlanned: boolean,
  least: number,
): ComparedFigure {
  const interval = intervalAt(difference, look, comparisons);
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
