import { minorUnits, points } from '../../../decision';
import { type Outcome, systemActOf, type TillAct, type TillHistory } from '../../../transactions';
import type { ComparedReceipt, ShadowComparison, Verdict } from '../../shadow-receipts';
import type { PlannedAct, PlannedSale } from '../receipts/planned-act';
import type { ReceiptGuests } from './receipt-guests';

export interface SubmittedAct {
  readonly act: PlannedAct;
  readonly tillAct: TillAct;
}

/** Refusals of the points that a guest spent in the earlier system; the sale itself is recorded all the same. */
const OF_SPENDING: ReadonlySet<string> = new Set([
  'insufficient_points',
  'points_already_spent',
  'redemption_limit_exceeded',
  'redemption_below_minimum',
  'redemption_closed',
]);

/** Records the sales of a shadow with the points that the earlier system took, and compares them. */
export class ShadowSales {
  constructor(
    private readonly till: TillHistory,
    private readonly comparison: ShadowComparison,
    private readonly networkId: string,
    private readonly guests: ReceiptGuests,
  ) {}

  /**
   * Records acts, each guest's in their order; a sale that spends is its guest's only act. Where our programme refuses the points, the sale is
   * recorded without them. Returns the outcome of each act, and the verdicts of the sales in their order.
   */
  async record(
    acts: readonly SubmittedAct[],
  ): Promise<{ readonly outcomes: ReadonlyMap<TillAct, Outcome>; readonly verdicts: readonly Verdict[] }> {
    const { networkId, till } = this;
    const outcomes = new Map(
      await till.record(
        networkId,
        acts.flatMap((one) => [...this.openingBefore(one), one.tillAct]),
      ),
    );
    const refused = acts.flatMap(({ act, tillAct }) => {
      const refusal = refusalOf(outcomes.get(tillAct));
      return act.kind === 'SALE' && refusal !== null && OF_SPENDING.has(refusal) ? [{ tillAct, refusal }] : [];
    });
    const refusals = new Map(refused.map(({ tillAct, refusal }) => [tillAct, refusal]));
    if (refused.length > 0) {
      const again = refused.map(({ tillAct }) => ({ tillAct, without: withoutPoints(tillAct) }));
      const recorded = await till.record(
        networkId,
        again.map(({ without }) => without),
      );
      for (const { tillAct, without } of again) {
        const outcome = recorded.get(without);
        if (outcome !== undefined) outcomes.set(tillAct, outcome);
      }
    }
    const compared = acts.flatMap(({ act, tillAct }) => {
      const outcome = outcomes.get(tillAct);
      return act.kind === 'SALE' && outcome !== undefined
        ? [comparedOf(act, tillAct, outcome, refusals.get(tillAct) ?? null)]
        : [];
    });
    return { outcomes, verdicts: await this.comparison.compare(networkId, compared) };
  }

  /** Compares a sale that an earlier run recorded, or that has no guest whom it could have. */
  async compareOnly(act: PlannedSale, tillAct: TillAct, refusal: string | null): Promise<Verdict> {
    const transactionId = refusal === null ? tillAct.id : null;
    const [verdict = null] = await this.comparison.compare(this.networkId, [
      receiptOf(act, tillAct, transactionId, refusal),
    ]);
    return verdict;
  }

  /** A guest comes with the points that the earlier system had before the first receipt. */
  private openingBefore({ act, tillAct }: SubmittedAct): TillAct[] {
    if (act.kind !== 'SALE' || tillAct.guestId === null || !this.guests.takeNew(tillAct.guestId)) return [];
    const { old, instant } = act.receipt;
    const had = old?.balance == null ? 0 : old.balance - old.earned + old.spent;
    if (had <= 0) return [];
    const opening = { lots: [{ points: points(had), expiresAt: null }], stamps: [], tier: null, visits: 0 };
    const body = { kind: 'OPENING', opening: { ...opening, spend: minorUnits(0) } } as const;
    const occurredAt = (tillAct.occurredAt ?? instant) - 1;
    return [systemActOf(this.networkId, tillAct.guestId, body, { channel: 'IMPORT', occurredAt })];
  }
}

function refusalOf(outcome: Outcome | undefined): string | null {
  return outcome?.kind === 'REFUSED' ? outcome.code : null;
}

function withoutPoints(tillAct: TillAct): TillAct {
  const { body } = tillAct;
  return body.kind === 'SALE' ? { ...tillAct, body: { ...body, pointsToRedeem: null } } : tillAct;
}

function comparedOf(act: PlannedSale, tillAct: TillAct, outcome: Outcome, refusal: string | null): ComparedReceipt {
  if (outcome.kind === 'POSTED') return receiptOf(act, tillAct, outcome.row.id, refusal);
  if (outcome.kind === 'STORED') return receiptOf(act, tillAct, null, String(outcome.status));
  const { code, data } = outcome;
  const holder = code === 'receipt_already_recorded' ? String(data['transactionId']) : null;
  return receiptOf(act, tillAct, holder, holder === null ? code : refusal);
}

function receiptOf(
  { receipt }: PlannedSale,
  { guestId, pointOfSaleId, restaurantId, occurredAt }: TillAct,
  transactionId: string | null,
  refusal: string | null,
): ComparedReceipt {
  return {
    number: receipt.number,
    pointOfSaleId: pointOfSaleId ?? '',
    restaurantId: restaurantId ?? '',
    occurredAt: occurredAt ?? receipt.instant,
    amount: receipt.amount,
    guestId,
    transactionId,
    refusal,
    old: receipt.old,
  };
}
