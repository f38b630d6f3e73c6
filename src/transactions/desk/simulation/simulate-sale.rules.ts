import {
  compileProgram,
  type Context,
  decide,
  type Decision,
  type GuestState,
  type Lot,
  minorUnits,
  newGuest,
  NEVER,
  points,
  type Refusal,
  type SaleAct,
} from '../../../decision';
import { THOUSANDTHS } from '../../till/intake/act.dto';
import { typeOf } from '../../till/intake/act-body.rules';
import type { SimulateBody } from './simulation.dto';

/** Ids of a simulated sale, which appear in no response and are never written. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

/** A sale that is not there, decided for a guest who is not there: the decision alone, as the till makes it. */
export function simulateSale(
  body: SimulateBody,
  context: Pick<Context, 'now' | 'calendar' | 'captureGraceMs' | 'restoredForDays'>,
): Decision | Refusal {
  const decided = {
    ...context,
    recordedAt: context.now,
    inForce: null,
    transactionId: NOBODY,
  };
  return decide(compileProgram(body.document), guestOf(body, context), saleOf(body, context.now), decided);
}

function guestOf({ guest }: SimulateBody, { now, calendar }: Pick<Context, 'now' | 'calendar'>): GuestState {
  const fresh = newGuest(null, calendar.localDay(now));
  const available = points(guest.points ?? 0);
  const lot: Lot = {
    lotId: NOBODY,
    expiresAt: NEVER,
    amount: available,
    remaining: available,
    held: points(0),
    activatesAt: null,
    restaurantId: null,
  };
  return {
    ...fresh,
    tier: guest.tier ?? null,
    balance: { ...fresh.balance, available },
    counters: { ...fresh.counters, firstSale: guest.firstSale ? null : 'IMPORT' },
    lots: available > 0 ? [lot] : [],
  };
}

function saleOf({ guest, sale }: SimulateBody, now: number): SaleAct {
  return {
    kind: 'SALE',
    occurredAt: sale.occurredAt === undefined ? now : Date.parse(sale.occurredAt),
    restaurantId: sale.restaurantId ?? NOBODY,
    pointOfSaleId: sale.pointOfSaleId ?? NOBODY,
    channel: 'TILL',
    paymentMethod: sale.paymentMethod ?? null,
    amount: minorUnits(sale.amount),
    lines:
      sale.items?.map(({ sku, category, quantity, total, ...typed }) => ({
        sku: sku ?? null,
        category: category ?? null,
        quantityMilli: Math.round(quantity * THOUSANDTHS),
        total: minorUnits(total),
        ...typeOf(typed),
      })) ?? null,
    pointsToRedeem: sale.pointsToRedeem === undefined ? null : points(sale.pointsToRedeem),
    hold: null,
    prior: null,
    rewards: [],
    networkLimit: null,
    tierAsOf: null,
    birthdayToday: guest.birthdayToday,
    birthdayMonth: guest.birthdayMonth || guest.birthdayToday,
    segments: guest.segments,
  };
}
