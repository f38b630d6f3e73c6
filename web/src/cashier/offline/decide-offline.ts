import {
  compileProgram,
  decide,
  type Decision,
  type GuestState,
  minorUnits,
  points,
  type ProgramDocument,
  type Refusal,
  type SaleAct,
  settle,
} from '../../../../src/decision';
import type { TillCopy as Copied } from '../../entities/offline/offline.api';
import type { SaleItem } from '../../entities/transaction/transaction.api';
import { zoneCalendar } from './zone-calendar';

export type TillCopy = Omit<Copied, 'guests'>;

interface OfflineSale {
  readonly restaurantId: string;
  readonly pointOfSaleId: string;
  readonly amount: number;
  readonly items: readonly SaleItem[] | null;
  readonly pointsToRedeem: number;
  /** Points of the till's allowance that are left. */
  readonly allowance: number;
}

const MINUTE_MS = 60_000;
const THOUSANDTHS = 1_000;

/**
 * A sale as the server would decide it, by the same decision. Campaigns have budgets that only the server knows, so what
 * they give comes with the delivery. Null: there is no programme.
 */
export function decideOffline(
  copy: TillCopy,
  state: GuestState,
  sale: OfflineSale,
  now: number,
  transactionId: string,
): Decision | Refusal | null {
  if (copy.program === null) return null;
  const { document, form } = copy.program;
  const program = compileProgram(document as unknown as ProgramDocument, form === 1 ? 1 : 2);
  const calendar = zoneCalendar(copy.timeZone, copy.dayStart);
  const settled = settle(program, state, { now, calendar }).at(-1)?.decision.after ?? state;
  return decide(program, settled, actOf(sale, now), {
    now,
    recordedAt: now,
    calendar,
    inForce: null,
    transactionId,
    captureGraceMs: copy.captureGraceMinutes * MINUTE_MS,
    restoredForDays: copy.restoreGraceDays,
  });
}

function actOf(
  { amount, items, pointsToRedeem, allowance, restaurantId, pointOfSaleId }: OfflineSale,
  now: number,
): SaleAct {
  return {
    kind: 'SALE',
    occurredAt: now,
    restaurantId,
    pointOfSaleId,
    channel: 'OFFLINE',
    paymentMethod: null,
    amount: minorUnits(amount),
    lines: items === null ? null : items.map(lineOf),
    pointsToRedeem: points(pointsToRedeem),
    hold: null,
    prior: null,
    rewards: [],
    networkLimit: null,
    offlineAllowance: points(allowance),
    tierAsOf: null,
    birthdayToday: null,
    birthdayMonth: null,
    segments: null,
  };
}

function lineOf({ sku, category, quantity = 1, total, type, tax }: SaleItem): NonNullable<SaleAct['lines']>[number] {
  return {
    sku: sku ?? null,
    category: category ?? null,
    quantityMilli: Math.round(quantity * THOUSANDTHS),
    total: minorUnits(total),
    ...(type == null ? {} : { type }),
    ...(tax == null ? {} : { tax: minorUnits(tax) }),
  };
}
