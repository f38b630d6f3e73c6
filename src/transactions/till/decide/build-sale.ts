import {
  type HoldReference,
  type LotPart,
  minorUnits,
  points,
  type PriorRedemption,
  type SaleAct,
} from '../../../decision';
import { saleAttributesOf } from '../../ledger/journal/journal-columns';
import { decodeItems, decodeSaleDetails } from '../../ledger/journal/stored-json';
import { type BuildContext, type BuiltAct, emptyFrame, placeOf, type PreparedAct } from './built-act';
import { refusing, type Refusing } from '../../ledger/act/refusing';
import { decideAnonymousReceipt } from '../../ledger/act/anonymous-receipt.rules';
import type { HoldBody, RedemptionBody, RelatedRows, SaleBody, TillAct } from '../../ledger/act/till-act';

/** A sale, its quote or its claim. */
export function buildSale(prepared: PreparedAct, body: SaleBody, context: BuildContext): BuiltAct | Refusing {
  const { act } = prepared;
  const program = context.snapshot.programInForce(new Date(context.occurredAt));
  if (program === undefined) return refusing('no_program');
  const hold = body.holdId === null ? null : holdOf(prepared.hold);
  if (hold !== null && 'refused' in hold) return hold;
  const place = placeOf(act);
  const sale: SaleAct = {
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
    prior: priorOf(prepared.receiptHolder, context),
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
  return { act: sale, program: program.program, frame };
}

const NO_REWARDS: SaleAct['rewards'] = [];

/** Points against an order. */
export function buildRedemption(
  prepared: PreparedAct,
  body: RedemptionBody,
  context: BuildContext,
): BuiltAct | Refusing {
  const program = context.snapshot.programInForce(new Date(context.occurredAt));
  if (program === undefined) return refusing('no_program');
  const { act, receiptHolder } = prepared;
  return {
    act: {
      kind: 'REDEMPTION',
      occurredAt: context.occurredAt,
      restaurantId: placeOf(act).restaurantId,
      amount: minorUnits(body.orderAmount),
      points: points(body.points),
      prior: priorOf(receiptHolder, context),
      networkLimit: act.networkLimit === null ? null : points(act.networkLimit),
      offlineAllowance: prepared.allowance?.left,
      tierAsOf: prepared.tierAsOf,
      birthdayToday: null,
    },
    program: program.program,
    frame: { ...emptyFrame('REDEMPTION', program), relatedId: receiptHolder?.row.id ?? null },
  };
}

/** A quote that keeps its points for a while. */
export function buildHold(prepared: PreparedAct, body: HoldBody, context: BuildContext): BuiltAct | Refusing {
  const built = buildSale(prepared, body.sale, context);
  if ('refused' in built || built.act === null) return built;
  if (built.act.kind !== 'SALE') throw new Error('a quote is the quote of a sale');
  const expiresAt = context.now + body.holdMinutes * 60_000;
  return {
    act: { kind: 'HOLD', sale: built.act, expiresAt },
    program: built.program,
    frame: { ...built.frame, type: 'HOLD' },
  };
}

export function buildAnonymousReceipt(act: TillAct, body: SaleBody, context: BuildContext): BuiltAct | Refusing {
  const ready = decideAnonymousReceipt(body.amount, body.lines, {
    restaurantId: placeOf(act).restaurantId,
    day: context.calendar.localDay(context.occurredAt),
  });
  if ('refused' in ready) return ready;
  const program = context.snapshot.programInForce(new Date(context.occurredAt));
  return {
    act: null,
    ready,
    frame: { ...emptyFrame('SALE', program ?? null), lines: body.lines, attributes: body.attributes },
  };
}

/** An anonymous receipt is decided for the guest as of when it was printed, as a late act is. */
export function buildClaim(prepared: PreparedAct, context: BuildContext): BuiltAct | Refusing {
  const receipt = prepared.related?.row;
  if (receipt?.type !== 'SALE') return refusing('not_found');
  const claimed = prepared.related?.others.find((other) => other.type === 'SALE');
  if (claimed !== undefined) return refusing('receipt_already_claimed', { transactionId: claimed.id });
  if (prepared.related?.others.some((other) => other.type === 'REFUND') === true) return refusing('not_refundable');
  const windowMs = context.snapshot.profile.settings.claimWindowHours * 3_600_000;
  if (context.now - receipt.recordedAt > windowMs) return refusing('claim_window_over');
  const lines = decodeItems(receipt);
  const body: SaleBody = {
    kind: 'SALE',
    amount: receipt.amount,
    lines,
    pointsToRedeem: null,
    holdId: null,
    attributes: saleAttributesOf(receipt),
    rewards: null,
  };
  const built = buildSale(prepared, body, { ...context, occurredAt: receipt.occurredAt });
  if ('refused' in built) return built;
  return { ...built, frame: { ...built.frame, relatedId: receipt.id, businessDate: receipt.businessDate } };
}

/** The hold that the act captures or lets go: open, or ended by its time; a voided or captured one is refused. */
export function holdOf(hold: RelatedRows | null): HoldReference | Refusing {
  // Nobody's, or another network's, which is the same.
  if (hold === null) return refusing('not_found');
  const end = hold.others.find(
    (other) => (other.type === 'RELEASE' && other.actorKind !== 'system') || other.type === 'SALE',
  );
  if (hold.row.type !== 'HOLD' || end !== undefined) return refusing('hold_closed');
  const quoted = JSON.parse(hold.row.details ?? '{}') as { holdExpiresAt?: number };
  return {
    id: hold.row.id,
    points: points(hold.row.pointsRedeemed),
    expiresAt: quoted.holdExpiresAt ?? hold.row.recordedAt,
  };
}

/** All redemptions on the act's receipt so far that were not refunded, as one. */
function priorOf(holder: RelatedRows | null, context: BuildContext): PriorRedemption | null {
  if (holder === null) return null;
  const redemptions = [holder.row, ...holder.others.filter((other) => other.type === 'REDEMPTION')];
  const lots: LotPart[] = [];
  let spent = 0;
  let value = 0;
  let paid = 0;
  for (const row of redemptions) {
    const program = row.programVersion === null ? undefined : context.snapshot.programOfVersion(row.programVersion);
    if (program === undefined) throw new Error(`the redemption ${row.id} names no programme that was published`);
    const { redeemed, byAllowance = 0 } = decodeSaleDetails(row, program.program);
    spent += row.pointsRedeemed;
    value += row.pointsValue;
    paid += byAllowance;
    lots.push(...redeemed);
  }
  return { points: points(spent), value: minorUnits(value), lots, byAllowance: points(paid) };
}
