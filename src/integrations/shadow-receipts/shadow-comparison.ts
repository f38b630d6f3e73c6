import { Injectable } from '@nestjs/common';
import { Snapshots } from '../../configuration';
import { Clock } from '../../platform/clock/clock';
import { calendarOf, isoDateOf } from '../../platform/clock/calendar';
import { Database, type Tx } from '../../platform/database/database';
import { newId } from '../../platform/ids/ids';
import {
  changeOf,
  type ComparedFigures,
  type Difference,
  differenceOf,
  type DifferenceReason,
  gapAfter,
  type OldFigures,
} from './difference.rules';
import { explains, findOldRates, type OldRate, parseRate, rateText, type RatedReceipt } from './old-rate.rules';
import * as sql from './shadow-receipts.sql';

/** A receipt after the shadow decided it. */
export interface ComparedReceipt {
  readonly number: string;
  readonly pointOfSaleId: string;
  readonly restaurantId: string;
  /** Milliseconds since the epoch. */
  readonly occurredAt: number;
  /** Minor units. */
  readonly amount: number;
  readonly guestId: string | null;
  /** Null: our programme did not record it. */
  readonly transactionId: string | null;
  /** Why it was not recorded, or was recorded without its points. */
  readonly refusal: string | null;
  readonly old: OldFigures | null;
}

/** The reason of a difference; null: the receipt is equal, or there is nothing to compare. */
export type Verdict = DifferenceReason | null;

type Sale = Awaited<ReturnType<typeof sql.listRecordedSales>>[number];
type Gap = Pick<sql.ShadowReceiptRow, 'gap' | 'partedId'>;

const MILLION = 1_000_000;
const NO_GAP: Gap = { gap: 0, partedId: null };

/** Compares receipts of a shadow with what the earlier system gave, and puts those that differ for one reason into one group. */
@Injectable()
export class ShadowComparison {
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
    private readonly clock: Clock,
  ) {}

  /** Compares receipts, each guest's in their order, and returns the verdict of each. A receipt is compared once; a repeated one keeps its verdict. */
  async compare(networkId: string, receipts: readonly ComparedReceipt[]): Promise<Verdict[]> {
    if (receipts.length === 0) return [];
    const snapshot = await this.snapshots.current(networkId);
    const { timeZone, settings, currencyDigits } = snapshot.profile;
    const calendar = calendarOf(timeZone, settings.dayStart);
    const keyed = receipts.map((receipt) => ({
      receipt,
      key: {
        receiptNumber: receipt.number,
        pointOfSaleId: receipt.pointOfSaleId,
        businessDate: isoDateOf(calendar.businessDay(receipt.occurredAt)),
      },
    }));
    const terms = {
      pointValue: snapshot.programInForce(this.clock.now())?.program.document.pointValue ?? 0,
      unit: 10 ** currencyDigits,
    };
    return this.database.inNetwork(networkId, (tx) => new Batch(tx, networkId, terms).run(keyed));
  }
}

interface Keyed {
  readonly receipt: ComparedReceipt;
  readonly key: sql.ReceiptKey;
}

/** One batch of receipts in its transaction. */
class Batch {
  private readonly groups = new Map<string, sql.GroupRow>();
  private readonly made: sql.GroupRow[] = [];
  private readonly rates: OldRate[] = [];

  constructor(
    private readonly tx: Tx,
    private readonly networkId: string,
    private readonly terms: { readonly pointValue: number; readonly unit: number },
  ) {}

  async run(keyed: readonly Keyed[]): Promise<Verdict[]> {
    const { tx, networkId } = this;
    await sql.lockComparison(tx, networkId);
    await this.readGroups();
    const before = new Map(
      (
        await sql.listCompared(
          tx,
          networkId,
          keyed.map(({ key }) => key),
        )
      ).map((one) => [textOf(one), one]),
    );
    const ids = keyed.flatMap(({ receipt }) => receipt.transactionId ?? []);
    const sales = new Map((await sql.listRecordedSales(tx, networkId, ids)).map((sale) => [sale.id, sale]));
    const gaps = await this.readGaps(keyed, sales);
    const rows: (sql.ShadowReceiptRow & { readonly difference: Difference | null })[] = [];
    const replaced: string[] = [];
    const seen = new Set<string>();
    for (const { receipt, key } of keyed) {
      const known = before.get(textOf(key));
      if (known?.hasFigures === true || (known !== undefined && receipt.old === null) || seen.has(textOf(key)))
        continue;
      const row = this.rowOf(receipt, key, sales, gaps);
      if (row === null) continue;
      if (known !== undefined) replaced.push(known.id);
      seen.add(textOf(key));
      rows.push(row);
    }
    const { found, stored } = await this.findRates(rows);
    const grouped = rows.map(({ difference, ...row }) => {
      const group = difference === null ? null : this.groupOf(explainedBy(found, row, difference));
      return { row: { ...row, groupId: group?.id ?? null }, reason: group?.reason ?? null };
    });
    const moved = stored.flatMap((receipt) => {
      const rate = found.find((one) => explains(one, receipt));
      return rate === undefined ? [] : [{ id: receipt.id, groupId: this.groupOf(byRate(rate)).id }];
    });
    if (this.made.length > 0) await sql.insertGroups(tx, networkId, this.made);
    if (replaced.length > 0) await sql.deleteReceipts(tx, networkId, replaced);
    if (grouped.length > 0)
      await sql.insertReceipts(
        tx,
        networkId,
        grouped.map(({ row }) => row),
      );
    if (moved.length > 0) await sql.moveToGroups(tx, networkId, moved);
    const now = new Map(grouped.map(({ row, reason }) => [textOf(row), reason]));
    const reasons = new Map([...this.groups.values()].map(({ id, reason }) => [id, reason]));
    return keyed.map(({ key }) => {
      const text = textOf(key);
      return now.has(text) ? (now.get(text) ?? null) : (reasons.get(before.get(text)?.groupId ?? '') ?? null);
    });
  }

  private async readGroups(): Promise<void> {
    for (const group of await sql.listGroups(this.tx, this.networkId)) {
      this.groups.set(nameOf(group), group);
      const rate = group.reason === 'RATE' ? parseRate(group.detail) : null;
      if (rate !== null) this.rates.push(rate);
    }
  }

  private async readGaps(keyed: readonly Keyed[], sales: ReadonlyMap<string, Sale>): Promise<Map<string, Gap>> {
    const guests = new Set(keyed.flatMap(({ receipt }) => guestOf(receipt, sales) ?? []));
    return new Map((await sql.listGaps(this.tx, this.networkId, [...guests])).map((one) => [one.guestId, one]));
  }

  /** Null: an anonymous receipt for which the earlier system gave nothing either. */
  private rowOf(
    receipt: ComparedReceipt,
    key: sql.ReceiptKey,
    sales: ReadonlyMap<string, Sale>,
    gaps: Map<string, Gap>,
  ): (sql.ShadowReceiptRow & { readonly difference: Difference | null }) | null {
    const { old, refusal, restaurantId, occurredAt, transactionId } = receipt;
    const sale = transactionId === null ? undefined : sales.get(transactionId);
    const guestId = guestOf(receipt, sales);
    const before = (guestId === null ? undefined : gaps.get(guestId)) ?? NO_GAP;
    const compared: ComparedFigures = {
      hasGuest: guestId !== null,
      isRecorded: sale !== undefined,
      refusal,
      amount: sale?.amount ?? receipt.amount,
      discount: sale?.discount ?? 0,
      payable: sale?.payable ?? receipt.amount,
      ours: {
        earned: sale?.earned ?? 0,
        spent: sale?.spent ?? 0,
        balance: guestId === null ? null : (sale?.balance ?? null),
        gains: gainsOf(sale?.trace ?? null),
      },
      old,
      gapBefore: before.gap,
    };
    const difference = differenceOf(compared, this.rates);
    if (difference === null && (guestId === null || old === null)) return null;
    const id = newId();
    const gap = guestId === null ? 0 : gapAfter(compared);
    const parted = gap === 0 ? NO_GAP : { gap, partedId: before.partedId ?? id };
    if (guestId !== null) gaps.set(guestId, parted);
    const { amount, discount, payable, ours } = compared;
    return {
      ...key,
      id,
      restaurantId,
      occurredAt,
      guestId,
      transactionId: sale?.id ?? null,
      refusal,
      amount,
      discount,
      payable,
      earned: ours.earned,
      spent: ours.spent,
      balance: ours.balance,
      oldEarned: old?.earned ?? null,
      oldSpent: old?.spent ?? null,
      oldBalance: old?.balance ?? null,
      ...parted,
      money: Math.trunc((changeOf(ours, old) * this.terms.pointValue) / MILLION),
      groupId: null,
      difference,
    };
  }

  /** Rates that these receipts show together with stored ones that no rate explained. */
  private async findRates(
    rows: readonly (RatedRow & { readonly difference: Difference | null })[],
  ): Promise<{ readonly found: readonly OldRate[]; readonly stored: readonly (RatedReceipt & { id: string })[] }> {
    const fresh = rows.filter(({ difference }) => difference?.reason === 'EARNING');
    if (fresh.length === 0) return { found: [], stored: [] };
    const unexplained = [...this.groups.values()].filter(({ reason }) => reason === 'EARNING');
    const stored =
      unexplained.length === 0
        ? []
        : await sql.listUnexplained(
            this.tx,
            this.networkId,
            unexplained.map(({ id }) => id),
          );
    return { found: findOldRates([...fresh.map(ratedOfRow), ...stored], this.terms.unit), stored };
  }

  private groupOf(difference: Difference): sql.GroupRow {
    const name = nameOf(difference);
    const known = this.groups.get(name);
    if (known !== undefined) return known;
    const group = { ...difference, id: newId() };
    this.groups.set(name, group);
    this.made.push(group);
    return group;
  }
}

type RatedRow = Pick<sql.ShadowReceiptRow, 'amount' | 'discount' | 'payable' | 'oldEarned'>;

function ratedOfRow({ amount, discount, payable, oldEarned }: RatedRow): RatedReceipt {
  return { amount, discount, payable, oldEarned: oldEarned ?? 0 };
}

/** A difference that a rate explains which the batch itself has shown. */
function explainedBy(found: readonly OldRate[], row: RatedRow, difference: Difference): Difference {
  if (difference.reason !== 'EARNING' && difference.reason !== 'ROUNDING') return difference;
  const rate = found.find((one) => explains(one, ratedOfRow(row)));
  return rate === undefined ? difference : byRate(rate);
}

const byRate = (rate: OldRate): Difference => ({ reason: 'RATE', detail: rateText(rate) });

function guestOf({ transactionId, guestId }: ComparedReceipt, sales: ReadonlyMap<string, Sale>): string | null {
  return (transactionId === null ? undefined : sales.get(transactionId))?.guestId ?? guestId;
}

/** Points beside those of the base, from the trace as the journal keeps it. */
function gainsOf(trace: string | null): { rule: string; amount: number }[] {
  if (trace === null) return [];
  return (JSON.parse(trace) as [effect: string, rule: string, amount: number][]).flatMap(([effect, rule, amount]) =>
    effect === 'EARN' && rule !== 'earning.base' && amount > 0 ? [{ rule, amount }] : [],
  );
}

const nameOf = ({ reason, detail }: Difference): string => `${reason} ${detail}`;

const textOf = ({ receiptNumber, pointOfSaleId, businessDate }: sql.ReceiptKey): string =>
  `${pointOfSaleId} ${businessDate} ${receiptNumber}`;
