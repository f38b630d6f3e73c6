import { Injectable } from '@nestjs/common';
import { budgetsWithUse, CampaignEditor, listBudgetsUsed, Snapshots } from '../../configuration';
import type { CampaignDocument } from '../../decision';
import { Clock } from '../../platform/clock/clock';
import { Database, type Tx } from '../../platform/database/database';
import { type MoneyOffSums, type ArmSums, findJournalTotals, listArmSums } from './campaign-results.sql';
import { withoutVariants } from './arms.rules';
import { compare, type GroupComparison, type ComparisonTerms } from './compared.rules';
import { lookAt } from './looks.rules';

const MILLION = 1_000_000;

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
  /** Null: the campaign has no control group, or no guest was assigned yet. */
  readonly compared: GroupComparison | null;
  /** In the campaign's order. Empty: the campaign has no variants, or no guest was assigned yet. */
  readonly variants: readonly VariantResults[];
}

/** Money off by the journal, in minor units, and the checks that had it: of all guests, and without a guest. */
interface MoneyOffResults extends MoneyOffSums {
  readonly withoutGuest: MoneyOffSums;
}

/** One variant of the campaign: the guests who have it and get it. */
interface VariantResults {
  readonly variant: string;
  readonly sums: ArmSums;
  /** Null: the campaign has no control group, or none of its guests was assigned yet. */
  readonly againstControl: GroupComparison | null;
  /** The comparison with each later variant. */
  readonly against: readonly { readonly variant: string; readonly compared: GroupComparison }[];
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
      const sums = await listArmSums(
        tx,
        networkId,
        { id, code, takesMoneyOff, control: document.control },
        until,
        knowsCosts,
      );
      const arms = withoutVariants(sums);
      const used = await listBudgetsUsed(tx, networkId, [code]);
      const { points, amount, checks, withoutGuest } = await findJournalTotals(tx, networkId, code, startedAt, until);
      const pointValue = snapshot.programInForce(now)?.program.document.pointValue ?? 0;
      const treated = arms.find(({ arm }) => arm === 'TREATED');
      const control = document.control === null ? undefined : arms.find(({ arm }) => arm === 'CONTROL');
      const weights = weightsOf(document);
      const reading = { look: lookAt(startedAt, now, endsAt), knowsCosts, comparisons: 1 };
      return {
        since: startedAt,
        until,
        isOver,
        arms,
        budgets: budgetsWithUse(code, document, used),
        isAnnounced: document.announcement === null ? null : await findAnnounces(tx, networkId, id),
        points,
        pointsWorth: Math.floor((points * pointValue) / MILLION),
        moneyOff: takesMoneyOff ? { amount, checks, withoutGuest } : null,
        compared:
          treated === undefined || control === undefined
            ? null
            : compare({ sums: treated, weight: weights.treated }, { sums: control, weight: weights.control }, reading),
        variants: variantsOf(document, sums, control, reading),
      };
    });
  }
}

/** The planned parts of all guests, in parts per million; those who left the control group are in none. */
function weightsOf({ control }: CampaignDocument): { readonly treated: number; readonly control: number } {
  if (control === null) return { treated: MILLION, control: 0 };
  return { treated: MILLION - (control.formerPpm ?? control.sharePpm), control: control.sharePpm };
}

/** Each variant against the control group and against the variants after it. */
function variantsOf(
  document: CampaignDocument,
  sums: readonly ArmSums[],
  control: ArmSums | undefined,
  { look, knowsCosts }: ComparisonTerms,
): VariantResults[] {
  const weights = weightsOf(document);
  const { variants = [] } = document;
  const groups = variants.flatMap(({ id, sharePpm }) => {
    const met = sums.find(({ arm, variant }) => arm === 'TREATED' && variant === id);
    return met === undefined ? [] : [{ sums: met, weight: (sharePpm * weights.treated) / MILLION, variant: id }];
  });
  const pairs = (groups.length * (groups.length - 1)) / 2;
  const reading = { look, knowsCosts, comparisons: pairs + (control === undefined ? 0 : groups.length) };
  return groups.map((group, index) => ({
    variant: group.variant,
    sums: group.sums,
    againstControl: control === undefined ? null : compare(group, { sums: control, weight: weights.control }, reading),
    against: groups
      .slice(index + 1)
      .map((other) => ({ variant: other.variant, compared: compare(group, other, reading) })),
  }));
}

/** Whether the menu says of any item or category what its goods cost. */
async function findKnowsCosts(tx: Tx, networkId: string): Promise<boolean> {
  const { knows } = await tx.one<{ knows: boolean }>`
    SELECT EXISTS (SELECT FROM menu_items WHERE network_id = ${networkId} AND cost IS NOT NULL)
     OR EXISTS (SELECT FROM menu_category_costs WHERE network_id = ${networkId}) AS knows`;
  return knows;
}

/** Null: no pass was begun yet. False: it began too late to announce anything. */
async function findAnnounces(tx: Tx, networkId: string, campaignId: string): Promise<boolean | null> {
  const row = await tx.maybe<{ announces: boolean }>`
    SELECT announces FROM campaign_passes WHERE network_id = ${networkId} AND campaign_id = ${campaignId}`;
  return row?.announces ?? null;
}
