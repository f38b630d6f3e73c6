import { minorUnits, points } from '../../../decision';
import { type Outcome, systemActOf, type TillAct, type TillHistory } from '../../../transactions';
import type { ComparedReceipt, ShadowComparison, Verdict } from '../../shadow-receipts';
import { isLastOf, type PlannedAct, sourceOf } from '../receipts/planned-act';
import type { FileReceipt } from '../receipts/receipt';
import type { PlannedPlace } from './import-plan';
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

/** Records the sales and credit notes of a shadow with the points that the earlier system took, and compares them. */
export class ShadowSales {
  constructor(
    private readonly till: TillHistory,
    private readonly comparison: ShadowComparison,
    private readonly networkId: string,
    private readonly guests: ReceiptGuests,
    /** The id of the transaction of the act at a position of the file. */
    private readonly idOf: (position: number) => string,
  ) {}

  /**
   * Records acts, each guest's in their order; a sale that spends is its guest's only act. Where our programme refuses the points, the sale is
   * recorded without them. A credit note is compared with its last part. Returns the outcome of each act, and the verdicts of the receipts in
   * their order.
   */
  async record(
    acts: readonly SubmittedAct[],
  ): Promise<{ readonly outcomes: ReadonlyMap<TillAct, Outcome>; readonly verdicts: readonly Verdict[] }> {
    const { networkId, till } = this;
    const openings = await this.openingsBefore(acts);
    const outcomes = new Map(
      await till.record(
        networkId,
        acts.flatMap(({ tillAct }) => [...(openings.get(tillAct) ?? []), tillAct]),
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
      return outcome !== undefined && isLastOf(act)
        ? [this.comparedOf(act, tillAct, outcome, refusals.get(tillAct) ?? null)]
        : [];
    });
    return { outcomes, verdicts: await this.comparison.compare(networkId, compared) };
  }

  /** Compares an act that an earlier run recorded, or that has no guest whom it could have. */
  async compareOnly(act: PlannedAct, tillAct: TillAct, refusal: string | null): Promise<Verdict> {
    if (!isLastOf(act)) return null;
    const [verdict = null] = await this.comparison.compare(this.networkId, [
      receiptOf(act, tillAct, this.recordedBy(act, refusal === null ? tillAct.id : null), refusal),
    ]);
    return verdict;
  }

  /** Compares a credit note that reduces no sale, where the earlier system took points back for it. */
  async compareLeft(receipt: FileReceipt, place: PlannedPlace, occurredAt: number, refusal: string): Promise<void> {
    const { number, amount, old } = receipt;
    if (old === null) return;
    const where = { pointOfSaleId: place.id, restaurantId: place.restaurantId };
    const recorded = { guestId: null, transactionIds: [], refusal };
    const compared = { number, ...where, occurredAt, isReturn: true, amount, ...recorded, old };
    await this.comparison.compare(this.networkId, [compared]);
  }

  /**
   * A guest comes with the points that the earlier system had before the first receipt, as that receipt or a balance of an earlier day tells.
   */
  private async openingsBefore(acts: readonly SubmittedAct[]): Promise<ReadonlyMap<TillAct, readonly TillAct[]>> {
    const first = acts.flatMap(({ act, tillAct }) => {
      const { guestId, occurredAt } = tillAct;
      if (act.kind !== 'SALE' || guestId === null || !this.guests.takeNew(guestId)) return [];
      return [{ receipt: act.receipt, tillAct, guestId, occurredAt: occurredAt ?? act.receipt.instant }];
    });
    const unsaid = first.filter(({ receipt }) => receipt.old?.balance == null);
    const told = await this.comparison.listOpenings(
      this.networkId,
      unsaid.flatMap(({ receipt: { guest }, occurredAt }) =>
        guest === null ? [] : [{ externalId: guest, occurredAt }],
      ),
    );
    return new Map(
      first.map(({ receipt: { old, guest }, tillAct, guestId, occurredAt }) => {
        const had = old?.balance == null ? (told.get(guest ?? '') ?? 0) : old.balance - old.earned + old.spent;
        return [tillAct, had <= 0 ? [] : [this.openingOf(guestId, had, occurredAt - 1)]];
      }),
    );
  }

  private openingOf(guestId: string, had: number, occurredAt: number): TillAct {
    const opening = { lots: [{ points: points(had), expiresAt: null }], stamps: [], tier: null, visits: 0 };
    const body = { kind: 'OPENING', opening: { ...opening, spend: minorUnits(0) } } as const;
    return systemActOf(this.networkId, guestId, body, { channel: 'IMPORT', occurredAt });
  }

  private comparedOf(act: PlannedAct, tillAct: TillAct, outcome: Outcome, refusal: string | null): ComparedReceipt {
    if (outcome.kind === 'POSTED') return receiptOf(act, tillAct, this.recordedBy(act, outcome.row.id), refusal);
    if (outcome.kind === 'STORED') return receiptOf(act, tillAct, this.recordedBy(act, null), String(outcome.status));
    const { code, data } = outcome;
    const holder = code === 'receipt_already_recorded' ? String(data['transactionId']) : null;
    return receiptOf(act, tillAct, this.recordedBy(act, holder), holder === null ? code : refusal);
  }

  /** The transactions that may stand in the ledger for the receipt of an act: all parts of a credit note, however the last of them ended. */
  private recordedBy(act: PlannedAct, transactionId: string | null): readonly string[] {
    if (act.kind === 'REPAYMENT') return act.parts.map(this.idOf);
    return transactionId === null ? [] : [transactionId];
  }
}

function refusalOf(outcome: Outcome | undefined): string | null {
  return outcome?.kind === 'REFUSED' ? outcome.code : null;
}

function withoutPoints(tillAct: TillAct): TillAct {
  const { body } = tillAct;
  return body.kind === 'SALE' ? { ...tillAct, body: { ...body, pointsToRedeem: null } } : tillAct;
}

function receiptOf(
  act: PlannedAct,
  { guestId, pointOfSaleId, restaurantId, occurredAt }: TillAct,
  transactionIds: readonly string[],
  refusal: string | null,
): ComparedReceipt {
  const { number, instant, amount, old } = sourceOf(act);
  return {
    number,
    pointOfSaleId: pointOfSaleId ?? '',
    restaurantId: restaurantId ?? '',
    occurredAt: occurredAt ?? instant,
    isReturn: act.kind === 'REPAYMENT',
    amount,
    guestId,
    transactionIds,
    refusal,
    old,
  };
}
