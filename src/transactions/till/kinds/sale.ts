import { minorUnits, points, type SaleAct } from '../../../decision';
import type { RefusalReason } from '../../ledger/act/refusing';
import type { SaleBody, TillAct } from '../../ledger/act/till-act';
import type { JournalRow } from '../../ledger/journal/journal-columns';
import { decodeDivision, decodeFacts, decodeItems, decodeSoldCampaigns } from '../../ledger/journal/stored-json';
import { type BuildContext, type BuiltAct, emptyFrame, placeOf, type PreparedAct } from './built-act';
import { openHold } from './open-hold';
import { type KindOfAct, programAt, type RowHistory, NO_GROUNDS } from './kind';
import { paidByAllowance, priorOf, restaurantOf } from './prior-redemption';
import { receiptClaims } from './receipt-claim';

const NO_REWARDS: SaleAct['rewards'] = [];
const NO_CODES: readonly string[] = [];

/** A purchase, partly paid by points, rewards and a hold. Without a guest it is an anonymous receipt. */
export const sale: KindOfAct<SaleBody, SaleAct> = {
  row: 'SALE',
  build: (prepared, body, context) =>
    prepared.act.guestId === null
      ? buildAnonymousReceipt(prepared.act, body, context)
      : buildSale(prepared, body, context),
  // Imported acts are decided at their own times, so lots may fall due between two acts of one batch.
  needsLots: (body, channel) => channel === 'IMPORT' || redeems(body),
  fromRow: saleOfRow,
  // Catalogue and own rewards are read under the guest's lock. Coupon codes of a sale are read by its batch.
  alone: ({ rewards }) => rewards !== null && rewards.redemptionIds.length > 0,
  hold: ({ holdId }) => holdId,
  bearsReceipt: true,
  tierAsOf: 'ACT',
  spends: redeems,
  // Points of a hold were limited when they were held.
  isLimited: ({ holdId, pointsToRedeem }) => holdId === null && (pointsToRedeem ?? 0) > 0,
  wants: ({ holdId, pointsToRedeem }) => (holdId === null ? (pointsToRedeem ?? 0) : null),
  codes: ({ rewards }) => rewards?.coupons ?? NO_CODES,
  claims: (prepared, _body, row, snapshot) => receiptClaims(prepared, row, snapshot, () => row.id),
  grounds: ({ hold, rewards }, _body, { captureGraceMinutes }) =>
    hold === null && rewards.length === 0
      ? NO_GROUNDS
      : {
          ...NO_GROUNDS,
          captureGraceMs: hold === null ? null : captureGraceMinutes * 60_000,
          rewards: rewards.length === 0 ? null : rewards,
        },
};

export function redeems({ holdId, pointsToRedeem }: SaleBody): boolean {
  return holdId !== null || (pointsToRedeem ?? 0) > 0;
}

/** A sale, its quote or its claim. */
export function buildSale(
  prepared: PreparedAct,
  body: SaleBody,
  context: BuildContext,
): BuiltAct<SaleAct> | RefusalReason {
  const { act } = prepared;
  const program = programAt(context, context.occurredAt);
  if ('refused' in program) return program;
  const hold = body.holdId === null ? null : openHold(prepared.hold, 'SALE');
  if (hold !== null && 'refused' in hold) return hold;
  const place = placeOf(act);
  const sold: SaleAct = {
    kind: 'SALE',
    occurredAt: context.occurredAt,
    restaurantId: place.restaurantId,
    pointOfSaleId: place.pointOfSaleId,
    channel: act.channel,
    paymentMethod: body.attributes.paymentMethod,
    amount: minorUnits(body.amount),
    lines: body.lines,
    pointsToRedeem: body.pointsToRedeem === null ? null : points(body.pointsToRedeem),
    hold,
    prior: priorOf(prepared.receiptHolders, context),
    unpriced: body.isUnpriced,
    promoCode: body.promoCode,
    rewards: prepared.rewards?.used ?? NO_REWARDS,
    networkLimit: act.networkLimit === null ? null : points(act.networkLimit),
    offlineAllowance: prepared.allowance?.left,
    tierAsOf: prepared.tierAsOf,
    birthdayToday: null,
    birthdayMonth: null,
    segments: null,
  };
  const frame = {
    ...emptyFrame('SALE', program),
    relatedId: body.holdId,
    lines: body.lines,
    attributes: body.attributes,
  };
  return { act: sold, program: program.program, frame };
}

function buildAnonymousReceipt(act: TillAct, body: SaleBody, context: BuildContext): BuiltAct {
  const { restaurantId, pointOfSaleId } = placeOf(act);
  const program = context.snapshot.programInForce(new Date(context.occurredAt)) ?? null;
  return {
    act: null,
    receipt: {
      kind: 'SALE',
      occurredAt: context.occurredAt,
      restaurantId,
      pointOfSaleId,
      channel: act.channel,
      paymentMethod: body.attributes.paymentMethod,
      amount: minorUnits(body.amount),
      lines: body.lines,
      pointsToRedeem: null,
      hold: null,
      prior: null,
      isPaid: body.isPaid,
      promoCode: body.promoCode,
      rewards: NO_REWARDS,
      networkLimit: null,
      tierAsOf: null,
      birthdayToday: null,
      birthdayMonth: null,
      segments: null,
    },
    program: program?.program ?? null,
    frame: { ...emptyFrame('SALE', program), lines: body.lines, attributes: body.attributes },
  };
}

export function saleOfRow(row: JournalRow, history: RowHistory): SaleAct {
  const related = history.find(row.relatedId);
  const hold = related?.type === 'HOLD' ? history.holdOf(related) : null;
  const prior = history.priorOf(row);
  const redeemed = row.pointsRedeemed - (prior?.points ?? 0);
  const {
    rewards,
    allowance,
    tierAsOf,
    birthdayToday,
    birthdayMonth,
    segments,
    campaigns,
    attached,
    unpriced,
    promoCode,
  } = decodeFacts(row);
  return {
    kind: 'SALE',
    occurredAt: row.occurredAt,
    restaurantId: restaurantOf(row),
    pointOfSaleId: row.pointOfSaleId ?? '',
    channel: row.channel,
    paymentMethod: row.paymentMethod,
    amount: minorUnits(row.amount),
    lines: decodeItems(row),
    pointsToRedeem: points(redeemed),
    hold,
    prior,
    attached: attached ? true : undefined,
    paidDiscount: attached ? paidDiscountOf(row) : undefined,
    isPaid: campaigns?.isPaid,
    promoCode: promoCode ?? undefined,
    unpriced: unpriced ? true : undefined,
    rewards: rewards ?? NO_REWARDS,
    networkLimit: null,
    offlineAllowance: paidByAllowance(allowance),
    tierAsOf,
    birthdayToday,
    birthdayMonth,
    segments,
  };
}

/** The discount of an anonymous receipt, or of the sale that it became. Undefined: none. */
export function paidDiscountOf(row: JournalRow): SaleAct['paidDiscount'] {
  if (row.discount === 0) return undefined;
  const byLine = decodeDivision(row).map(({ discount }) => discount);
  const campaigns = decodeSoldCampaigns(row)
    .filter(({ money, receiptId }) => money !== undefined && (row.guestId === null || receiptId !== undefined))
    .map((sold) => ({ ...sold, receiptId: sold.receiptId ?? row.id }));
  return { byLine, campaigns };
}
