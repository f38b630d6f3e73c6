import { Injectable } from '@nestjs/common';
import { Snapshots } from '../../configuration';
import { Clock } from '../../platform/clock/clock';
import { calendarOf, isoDateOf } from '../../platform/clock/calendar';
import { Database, type Tx } from '../../platform/database/database';
import { newId } from '../../platform/ids/ids';
import { compareBalances, type ComparisonTerms } from './balance-comparison';
import { ComparisonGroups } from './comparison-groups';
import {
  changeOf,
  type ComparedFigures,
  type ShadowDifference,
  differenceOf,
  type DifferenceReason,
  gapAfter,
  type OldFigures,
} from './difference.rules';
import { explains, findOldRates, type OldRate, rateText, type RatedReceipt } from './old-rate.rules';
import { gainsOf } from './recorded-gains';
import { type BalanceRow } from './shadow-balances.sql';
import { type ReceiptKey, type ShadowReceiptRow, listRecordedSales, moveToGroups } from './shadow-receipts.sql';

/** The newest receipts that no rate explains, which may show one together with those that come. */
const MOST_UNEXPLAINED = 500;

/** A receipt after the shadow decided it. */
export interface ComparedReceipt {
  readonly number: string;
  readonly pointOfSaleId: string;
  readonly restaurantId: string;
  /** Milliseconds since the epoch. */
  readonly occurredAt: number;
  /** Whether it is a credit note, which takes points back. */
  readonly isReturn: boolean;
  /** Minor units. */
  readonly amount: number;
  readonly guestId: string | null;
  /** The transactions of our programme for it: one sale, or the refunds of a credit note. Empty: it recorded nothing. */
  readonly transactionIds: readonly string[];
  /** Why it was not recorded, or was recorded without its points. */
  readonly refusal: string | null;
  readonly old: OldFigures | null;
}

/** The reason of a difference; null: the receipt is equal, or there is nothing to compare. */
export type Verdict = DifferenceReason | null;

type Sale = Awaited<ReturnType<typeof listRecordedSales>>[number];
type Gap = Pick<ShadowReceiptRow, 'gap' | 'partedId'>;

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
    const { timeZone, settings } = snapshot.profile;
    const calendar = calendarOf(timeZone, settings.dayStart);
    const keyed = receipts.map((receipt) => ({
      receipt,
      key: {
        receiptNumber: receipt.number,
        pointOfSaleId: receipt.pointOfSaleId,
        businessDate: isoDateOf(calendar.businessDay(receipt.occurredAt)),
      },
    }));
    const terms = await this.termsOf(networkId);
    return this.database.inNetwork(networkId, async (tx) => {
      await lockComparison(tx, networkId);
      const groups = await ComparisonGroups.read(tx, networkId);
      return new Batch(tx, networkId, groups, terms).run(keyed);
    });
  }

  /** Stores balances that the earlier system tells, and compares those of guests whom the shadow knows. */
  async compareBalances(networkId: string, rows: readonly BalanceRow[]): Promise<void> {
    const terms = await this.termsOf(networkId);
    await this.database.inNetwork(networkId, async (tx) => {
      await lockComparison(tx, networkId);
      const guests = await storeBalances(tx, networkId, rows);
      await compareBalances(tx, networkId, await ComparisonGroups.read(tx, networkId), guests, terms);
    });
  }

  /** Balances before the first receipt, by the digest of each guest. */
  async listOpenings(
    networkId: string,
    wanted: readonly { readonly externalId: string; readonly occurredAt: number }[],
  ): Promise<ReadonlyMap<string, number>> {
    if (wanted.length === 0) return new Map();
    // The newest balance of each of these guests that was told for a time before their first receipt.
    const rows = await this.database.inNetwork(
      networkId,
      (tx) => tx.query<{ externalId: string; oldBalance: number }>`
      SELECT b.external_id, b.old_balance
       FROM unnest(${wanted.map(({ externalId }) => externalId)}::text[],
         ${wanted.map(({ occurredAt }) => occurredAt)}::bigint[]) AS w (id, at)
         CROSS JOIN LATERAL (SELECT external_id, old_balance FROM shadow_balances
           WHERE network_id = ${networkId} AND external_id = w.id AND ends_at <= to_timestamp(w.at / 1000.0)
           ORDER BY day DESC LIMIT 1) b`,
    );
    return new Map(rows.map(({ externalId, oldBalance }) => [externalId, oldBalance]));
  }

  private async termsOf(networkId: string): Promise<ComparisonTerms> {
    const snapshot = await this.snapshots.current(networkId);
    return {
      pointValue: snapshot.programInForce(this.clock.now())?.program.document.pointValue ?? 0,
      unit: 10 ** snapshot.profile.currencyDigits,
    };
  }
}

interface KeyedReceipt {
  readonly receipt: ComparedReceipt;
  readonly key: ReceiptKey;
}

/** One batch of receipts in its transaction. */
class Batch {
  constructor(
    private readonly tx: Tx,
    private readonly networkId: string,
    private readonly groups: ComparisonGroups,
    private readonly terms: ComparisonTerms,
  ) {}

  async run(keyed: readonly KeyedReceipt[]): Promise<Verdict[]> {
    const { tx, networkId, groups } = this;
    const before = new Map(
      (
        await listCompared(
          tx,
          networkId,
          keyed.map(({ key }) => key),
        )
      ).map((one) => [textOf(one), one]),
    );
    const ids = keyed.flatMap(({ receipt }) => receipt.transactionIds);
    const sales = new Map((await listRecordedSales(tx, networkId, ids)).map((sale) => [sale.id, sale]));
    const gaps = await this.readGaps(keyed, sales);
    const rows: (ShadowReceiptRow & { readonly difference: ShadowDifference | null })[] = [];
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
      const group = difference === null ? null : groups.of(explainedBy(found, row, difference));
      return { row: { ...row, groupId: group?.id ?? null }, reason: group?.reason ?? null };
    });
    const moved = stored.flatMap((receipt) => {
      const rate = found.find((one) => explains(one, receipt));
      return rate === undefined ? [] : [{ id: receipt.id, groupId: groups.of(byRate(rate)).id }];
    });
    await groups.save();
    // Receipts with figures of the earlier system that came later than the receipt.
    if (replaced.length > 0)
      await tx.query`DELETE FROM shadow_receipts WHERE network_id = ${networkId} AND id = ANY(${replaced}::uuid[])`;
    if (grouped.length > 0)
      await tx.query`
        INSERT INTO shadow_receipts (network_id, id, receipt_number, point_of_sale_id, business_date, restaurant_id,
         occurred_at,
           guest_id, transaction_id, refusal, amount, discount, payable, earned, spent, balance, old_earned, old_spent, old_balance,
           gap, parted_id, money, group_id, is_return)
         SELECT ${networkId}, r.id, r."receiptNumber", r."pointOfSaleId", r."businessDate", r."restaurantId",
           to_timestamp(r."occurredAt" / 1000.0), r."guestId", r."transactionId", r.refusal, r.amount, r.discount, r.payable,
           r.earned, r.spent, r.balance, r."oldEarned", r."oldSpent", r."oldBalance", r.gap,
             r."partedId", r.money, r."groupId", r."isReturn"
         FROM jsonb_to_recordset(${JSON.stringify(grouped.map(({ row }) => row))}::jsonb) AS r (id uuid,
           "receiptNumber" text, "pointOfSaleId" uuid, "businessDate" date,
           "restaurantId" uuid, "occurredAt" bigint, "guestId" uuid, "transactionId" uuid, refusal text, amount bigint,
           discount bigint, payable bigint, earned bigint, spent bigint, balance bigint, "oldEarned" bigint, "oldSpent" bigint,
           "oldBalance" bigint, gap bigint, "partedId" uuid, money bigint, "groupId" uuid, "isReturn" boolean)`;
    if (moved.length > 0) await moveToGroups(tx, networkId, moved);
    await this.compareBalances(rows.flatMap(({ guestId }) => guestId ?? []));
    const now = new Map(grouped.map(({ row, reason }) => [textOf(row), reason]));
    const reasons = new Map(groups.list().map(({ id, reason }) => [id, reason]));
    return keyed.map(({ key }) => {
      const text = textOf(key);
      return now.has(text) ? (now.get(text) ?? null) : (reasons.get(before.get(text)?.groupId ?? '') ?? null);
    });
  }

  /** Compares the balances of these guests again, because receipts came into the time before them. */
  private async compareBalances(guestIds: readonly string[]): Promise<void> {
    if (guestIds.length === 0) return;
    const { tx, networkId, groups, terms } = this;
    const guests = [...new Set(guestIds)];
    // Gives balances that came before the first receipt of their guests to these guests.
    await tx.query`
      UPDATE shadow_balances b SET guest_id = g.id, balance = 0, gap = 0 FROM guests g
       WHERE g.network_id = ${networkId} AND g.id = ANY(${guests}::uuid[]) AND b.network_id = ${networkId}
         AND b.external_id = g.external_id
         AND b.guest_id IS NULL`;
    await compareBalances(tx, networkId, groups, guests, terms);
  }

  private async readGaps(keyed: readonly KeyedReceipt[], sales: ReadonlyMap<string, Sale>): Promise<Map<string, Gap>> {
    const guests = new Set(keyed.flatMap(({ receipt }) => guestOf(receipt, sales) ?? []));
    return new Map((await listGaps(this.tx, this.networkId, [...guests])).map((one) => [one.guestId, one]));
  }

  /** Null: an anonymous receipt for which the earlier system gave nothing either. */
  private rowOf(
    receipt: ComparedReceipt,
    key: ReceiptKey,
    sales: ReadonlyMap<string, Sale>,
    gaps: Map<string, Gap>,
  ): (ShadowReceiptRow & { readonly difference: ShadowDifference | null }) | null {
    const { old, refusal, restaurantId, occurredAt, isReturn } = receipt;
    const sale = recordedOf(receipt, sales);
    const guestId = guestOf(receipt, sales);
    const before = (guestId === null ? undefined : gaps.get(guestId)) ?? NO_GAP;
    const compared: ComparedFigures = {
      isReturn,
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
    const difference = differenceOf(compared, this.groups.rates);
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
      isReturn,
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
    rows: readonly (RatedRow & { readonly difference: ShadowDifference | null })[],
  ): Promise<{ readonly found: readonly OldRate[]; readonly stored: readonly (RatedReceipt & { id: string })[] }> {
    const fresh = rows.filter(({ difference }) => difference?.reason === 'EARNING');
    if (fresh.length === 0) return { found: [], stored: [] };
    const unexplained = this.groups.list().filter(({ reason }) => reason === 'EARNING');
    const stored =
      unexplained.length === 0
        ? []
        : await listUnexplained(
            this.tx,
            this.networkId,
            unexplained.map(({ id }) => id),
          );
    return { found: findOldRates([...fresh.map(ratedOfRow), ...stored], this.terms.unit), stored };
  }
}

type RatedRow = Pick<ShadowReceiptRow, 'amount' | 'discount' | 'payable' | 'oldEarned'>;

function ratedOfRow({ amount, discount, payable, oldEarned }: RatedRow): RatedReceipt {
  return { amount, discount, payable, oldEarned: oldEarned ?? 0 };
}

/** A difference that a rate explains which the batch itself has shown. */
function explainedBy(found: readonly OldRate[], row: RatedRow, difference: ShadowDifference): ShadowDifference {
  if (difference.reason !== 'EARNING' && difference.reason !== 'ROUNDING') return difference;
  const rate = found.find((one) => explains(one, ratedOfRow(row)));
  return rate === undefined ? difference : byRate(rate);
}

const byRate = (rate: OldRate): ShadowDifference => ({ reason: 'RATE', detail: rateText(rate) });

function guestOf(receipt: ComparedReceipt, sales: ReadonlyMap<string, Sale>): string | null {
  return recordedOf(receipt, sales)?.guestId ?? receipt.guestId;
}

/** A receipt as the ledger has it: its sale, or all refunds of a credit note as one. */
function recordedOf({ transactionIds, isReturn }: ComparedReceipt, sales: ReadonlyMap<string, Sale>): Sale | undefined {
  const found = transactionIds.flatMap((id) => sales.get(id) ?? []);
  const last = found.at(-1);
  if (last === undefined || !isReturn) return last;
  const sum = (figure: 'amount' | 'discount' | 'payable' | 'earned' | 'spent') =>
    found.reduce((total, one) => total + one[figure], 0);
  const money = { amount: sum('amount'), discount: sum('discount'), payable: sum('payable') };
  // Zero has one form, since JSON would not keep the other.
  return { ...last, ...money, earned: 0 - sum('earned'), spent: 0 - sum('spent'), trace: null };
}

const textOf = ({ receiptNumber, pointOfSaleId, businessDate }: ReceiptKey): string =>
  `${pointOfSaleId} ${businessDate} ${receiptNumber}`;

/** Receipts of one shadow are compared one batch after the other, since the gap of a guest goes on from receipt to receipt. */
async function lockComparison(tx: Tx, networkId: string): Promise<void> {
  await tx.query`SELECT pg_advisory_xact_lock(hashtextextended('shadow/' || ${networkId}, 0))`;
}

/** Which of these receipts were compared before. */
function listCompared(tx: Tx, networkId: string, keys: readonly ReceiptKey[]) {
  return tx.query<ReceiptKey & { id: string; groupId: string | null; hasFigures: boolean }>`
    SELECT r.id, r.receipt_number, r.point_of_sale_id,
          r.business_date::text AS business_date, r.group_id, r.old_earned IS NOT NULL AS has_figures
     FROM unnest(${keys.map(({ receiptNumber }) => receiptNumber)}::text[], ${keys.map(({ pointOfSaleId }) => pointOfSaleId)}::uuid[],
     ${keys.map(({ businessDate }) => businessDate)}::date[]) AS k (number, till, day)
     JOIN shadow_receipts r ON r.network_id = ${networkId} AND r.point_of_sale_id = k.till AND r.business_date = k.day
      AND r.receipt_number = k.number`;
}

/** Where the balances of these guests stand after the receipt that was compared last. */
function listGaps(tx: Tx, networkId: string, guestIds: readonly string[]) {
  return tx.query<{ guestId: string; gap: number; partedId: string | null }>`
    SELECT last.* FROM unnest(${guestIds}::uuid[]) AS g (id)
     CROSS JOIN LATERAL (SELECT guest_id, gap, parted_id FROM shadow_receipts
       WHERE network_id = ${networkId} AND guest_id = g.id ORDER BY id DESC LIMIT 1) last`;
}

/** The newest receipts of these groups, by what a rate may explain them with. */
function listUnexplained(tx: Tx, networkId: string, groupIds: readonly string[]) {
  return tx.query<{ id: string; amount: number; discount: number; payable: number; oldEarned: number }>`
    SELECT id, amount, discount, payable, old_earned FROM shadow_receipts
     WHERE network_id = ${networkId} AND group_id = ANY(${groupIds}::uuid[]) AND old_earned IS NOT NULL ORDER BY id DESC LIMIT ${MOST_UNEXPLAINED}`;
}

/** Stores balances, each with its guest where a receipt has made one; a balance that is told again replaces the earlier one. Returns the guests. */
async function storeBalances(tx: Tx, networkId: string, rows: readonly BalanceRow[]): Promise<string[]> {
  const stored = await tx.query<{ guestId: string | null }>`
    INSERT INTO shadow_balances (network_id, external_id, day, ends_at, old_balance, guest_id, balance, gap)
     SELECT ${networkId}, b."externalId", b.day, to_timestamp(b."endsAt" / 1000.0), b."oldBalance", g.id,
            CASE WHEN g.id IS NULL THEN NULL ELSE 0 END, CASE WHEN g.id IS NULL THEN NULL ELSE 0 END
       FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS b ("externalId" text, day date, "endsAt" bigint, "oldBalance" bigint)
       LEFT JOIN guests g ON g.network_id = ${networkId} AND g.external_id = b."externalId"
      ORDER BY b."externalId", b.day
     ON CONFLICT (network_id, external_id, day) DO UPDATE SET old_balance = excluded.old_balance, ends_at = excluded.ends_at
     RETURNING guest_id`;
  return [...new Set(stored.flatMap(({ guestId }) => guestId ?? []))];
}
