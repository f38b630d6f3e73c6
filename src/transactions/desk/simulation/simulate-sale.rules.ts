import { campaignTakingOff } from '../../../configuration/pure';
import {
  compileCampaign,
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
  type RunningCampaigns,
  type SaleAct,
  type SaleReward,
} from '../../../decision';
import { THOUSANDTHS } from '../../till/intake/act.dto';
import { typeOf } from '../../till/intake/act-body.rules';
import type { ProgramSimulation, SimulateBody } from './simulation.dto';

/** The id used in a simulated sale. It appears in no response and is never written. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

const CAMPAIGN = 'CAMPAIGN';
const COUPON = 'COUPON';
const LAST_DRAW = 999_999;

interface SimulatedSale {
  readonly decision: Decision;
  readonly lines: ProgramSimulation['lines'];
}

/** Decides an invented sale of an invented guest, with the decision that the till uses. */
export function simulateSale(
  body: SimulateBody,
  context: Pick<Context, 'now' | 'calendar' | 'captureGraceMs' | 'restoredForDays'>,
): SimulatedSale | Refusal {
  const campaigns = body.campaign === undefined ? {} : { campaigns: runningAlone(body.campaign) };
  const decided = { ...context, recordedAt: context.now, inForce: null, transactionId: NOBODY, ...campaigns };
  const program = compileProgram(body.document);
  const guest = guestOf(body, context);
  const act = saleOf(body, context.now);
  const decision = decide(program, guest, act, decided);
  if (decision.kind === 'REFUSED') return decision;
  if (act.rewards.length === 0) return { decision, lines: linesOf(decision, decision) };
  const withoutCoupon = decide(program, guest, { ...act, rewards: [], pointsToRedeem: null }, decided);
  if (withoutCoupon.kind === 'REFUSED') return withoutCoupon;
  return { decision, lines: linesOf(decision, withoutCoupon) };
}

/** The discount of each line by its source. A coupon's part is the difference to the same sale without the coupon. */
function linesOf(decision: Decision, withoutCoupon: Decision): SimulatedSale['lines'] {
  const { details } = decision;
  const sold = details?.kind === 'SALE' ? details.campaigns?.find(({ campaign }) => campaign === CAMPAIGN) : undefined;
  return decision.lines.map(({ gross, discount, pointsValue, payable, earned }, index) => {
    const soFar = withoutCoupon.lines[index]?.discount ?? discount;
    const campaignDiscount = sold?.byLine[index] ?? 0;
    return {
      amount: gross,
      tierDiscount: soFar - campaignDiscount,
      campaignDiscount,
      couponDiscount: discount - soFar,
      pointsValue,
      payable,
      pointsEarned: earned,
    };
  });
}

/** Makes the given campaign the only one that runs, with unused budgets. */
function runningAlone(parts: NonNullable<SimulateBody['campaign']>): RunningCampaigns {
  return {
    inOrder: [compileCampaign(CAMPAIGN, 1, campaignTakingOff(parts))],
    draw: () => LAST_DRAW,
    isHeldOut: () => false,
    left: (_, { restaurantId }) => {
      const rest = (unit: 'POINTS' | 'MONEY' | 'USES') =>
        Math.min(
          ...parts.budgets
            .filter((budget) => budget.unit === unit && [null, restaurantId].includes(budget.restaurantId))
            .map(({ limit }) => limit),
        );
      return { POINTS: rest('POINTS'), MONEY: rest('MONEY'), USES: rest('USES'), isHeldElsewhere: false };
    },
  };
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
    rewards: sale.coupon === undefined ? [] : [couponOf(sale.coupon)],
    networkLimit: null,
    tierAsOf: null,
    birthdayToday: guest.birthdayToday,
    birthdayMonth: guest.birthdayMonth || guest.birthdayToday,
    segments: guest.segments,
  };
}

function couponOf(worth: number): SaleReward {
  const gift = { kind: 'AMOUNT_OFF', amount: minorUnits(worth) } as const;
  return { redemptionId: NOBODY, rewardId: NOBODY, code: COUPON, minimumOrder: minorUnits(0), gift };
}
