import type { ConfigurationSnapshot, PublishedProgram } from '../../configuration';
import {
  type Act,
  type CompiledProgram,
  type Decision,
  type GuestState,
  type HoldReference,
  type LotPart,
  minorUnits,
  points,
  type PriorRedemption,
  type ManualAct,
  type RefundAct,
  type SaleAct,
} from '../../decision';
import type { ZoneCalendar } from '../../platform/clock/calendar';
import type { ProblemCode } from '../../platform/http/problem-codes';
import type { JournalRow } from '../ledger/journal-row';
import {
  decodeDivision,
  decodeItems,
  decodeRefundDetails,
  decodeSaleDetails,
  encodeWarning,
  rewardCodesOf,
  type SaleLine,
} from '../ledger/stored-json';
import type { RowFrame } from '../ledger/journal-writer';
import type { ActRewards } from '../rewards/act-rewards';
import type { ExpiredPoints } from './late-spending.rules';
import { decisionOfNobody } from './receipt-of-nobody.rules';
import type {
  AbsorbBody,
  SurrenderBody,
  GiveBody,
  ReceiveBody,
  RelatedRows,
  RefundBody,
  RewardBody,
  SaleBody,
  TillAct,
} from './till-act';

/** An act with what was read for it besides its guest. */
export interface PreparedAct {
  readonly act: TillAct;
  /** REFUND: the sale. CLAIM: the receipt of nobody. MANUAL: the expiry whose points come back. */
  readonly related: RelatedRows | null;
  /** The hold that a sale captures: its journal row and what ended it. */
  readonly hold: RelatedRows | null;
  /** What holds the claim of the act's receipt already: a redemption of the same guest, else the act was refused. */
  readonly receiptHolder: RelatedRows | null;
  /** Of a late act: the tier as of `occurredAt`. */
  readonly tierAsOf: string | null;
  /** What its rewards are; null: none. */
  readonly rewards: ActRewards | null;
  /** Of an act that an offline till spent points by: what of them ended since. Left out of any other. */
  readonly expiredSince?: readonly ExpiredPoints[];
  /** What was found out while preparing that the act is refused for: a receipt that is another's. */
  readonly refused: Refusing | null;
}

export interface BuildContext {
  readonly guest: GuestState;
  readonly occurredAt: number;
  readonly now: number;
  readonly snapshot: ConfigurationSnapshot;
  readonly calendar: ZoneCalendar;
}

type Frame = Omit<RowFrame, 'recordedAt' | 'occurredAt' | 'grounds'>;
/** An act as `decide` takes it, or (`act` null) what is ready without a guest. */
export type BuiltAct =
  | { readonly act: Act; readonly program: CompiledProgram; readonly frame: Frame }
  | { readonly act: null; readonly ready: Decision; readonly frame: Frame };
export interface Refusing {
  readonly refused: ProblemCode;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Reason codes of a TRANSFER that merges two guests, and of the one that parts them. */
export const MERGE = 'MERGE';
export const UNMERGE = 'UNMERGE';

const UNDO_WINDOW_MS = 60_000;

/** Makes the act that `decide` takes, with the programme that decides it, or says what the till itself refuses. Pure. */
export function buildAct(prepared: PreparedAct, context: BuildContext): BuiltAct | Refusing {
  const { act } = prepared;
  if (prepared.refused !== null) return prepared.refused;
  switch (act.body.kind) {
    case 'SALE':
      return act.guestId === null ? buildSaleOfNobody(act, act.body, context) : buildSale(prepared, act.body, context);
    case 'REDEMPTION': {
      const program = context.snapshot.programInForce(new Date(context.occurredAt));
      if (program === undefined) return refusing('no_program');
      const { receiptHolder } = prepared;
      return {
        act: {
          kind: 'REDEMPTION',
          occurredAt: context.occurredAt,
          restaurantId: placeOf(act).restaurantId,
          amount: minorUnits(act.body.orderAmount),
          points: points(act.body.points),
          prior: priorOf(receiptHolder, context),
          networkLimit: act.networkLimit === null ? null : points(act.networkLimit),
          tierAsOf: prepared.tierAsOf,
          birthdayToday: null,
        },
        program: program.program,
        frame: { ...emptyFrame('REDEMPTION', program), relatedId: receiptHolder?.row.id ?? null },
      };
    }
    case 'REWARD':
      return buildReward(prepared, act.body, context);
    case 'MANUAL': {
      const program = context.snapshot.programInForce(new Date(context.now));
      if (program === undefined) return refusing('no_program');
      const { direction, reasonCode, expiryId } = act.body;
      const restores = expiryId === null ? null : restoredOf(prepared.related);
      if (restores !== null && 'refused' in restores) return restores;
      return {
        act: {
          kind: 'MANUAL',
          direction,
          points: points(act.body.points),
          reasonCode,
          occurredAt: context.occurredAt,
          restaurantId: act.restaurantId,
          restores,
        },
        program: program.program,
        frame: { ...emptyFrame('MANUAL', program), relatedId: expiryId, direction, reasonCode },
      };
    }
    case 'AWARD': {
      const program = context.snapshot.programInForce(new Date(context.occurredAt));
      if (program === undefined) return refusing('no_program');
      if (!program.program.activities.has(act.body.activity)) return refusing('activity_unknown');
      return {
        act: {
          kind: 'AWARD',
          activity: act.body.activity,
          occurredAt: context.occurredAt,
          restaurantId: act.restaurantId,
        },
        program: program.program,
        frame: { ...emptyFrame('AWARD', program), reasonCode: act.body.activity },
      };
    }
    case 'TIER': {
      const program = context.snapshot.programInForce(new Date(context.now));
      if (program === undefined) return refusing('no_program');
      const { change, reasonCode } = act.body;
      return {
        act: { kind: 'TIER', change },
        program: program.program,
        frame: { ...emptyFrame('TIER', program), reasonCode },
      };
    }
    case 'CONFIRM': {
      const program = context.snapshot.programInForce(new Date(context.now));
      if (program === undefined) return refusing('no_program');
      const { saleId } = act.body;
      return {
        act: { kind: 'CONFIRM', saleId },
        program: program.program,
        frame: { ...emptyFrame('ACTIVATION', program), relatedId: saleId },
      };
    }
    case 'COUNT': {
      const program = context.snapshot.programInForce(new Date(context.now));
      if (program === undefined) return refusing('no_program');
      const { counter, count } = act.body;
      return {
        act: { kind: 'COUNT', counter, count, occurredAt: context.occurredAt },
        program: program.program,
        frame: emptyFrame('COUNT', program),
      };
    }
    case 'HOLD': {
      const built = buildSale(prepared, act.body.sale, context);
      if ('refused' in built || built.act === null) return built;
      if (built.act.kind !== 'SALE') throw new Error('a quote is the quote of a sale');
      const expiresAt = context.now + act.body.holdMinutes * 60_000;
      return {
        act: { kind: 'HOLD', sale: built.act, expiresAt },
        program: built.program,
        frame: { ...built.frame, type: 'HOLD' },
      };
    }
    case 'RELEASE': {
      const program = context.snapshot.programInForce(new Date(context.now));
      if (program === undefined) return refusing('no_program');
      return {
        act: { kind: 'RELEASE', holdId: act.body.holdId },
        program: program.program,
        frame: { ...emptyFrame('RELEASE', program), relatedId: act.body.holdId },
      };
    }
    case 'WARNING': {
      const program = context.snapshot.programInForce(new Date(context.now));
      if (program === undefined) return refusing('no_program');
      const { endsAt, lots } = act.body;
      return {
        act: { kind: 'WARNING', endsAt, lots },
        program: program.program,
        frame: { ...emptyFrame('WARNING', program), details: encodeWarning(act.body) },
      };
    }
    case 'GIVE':
    case 'RECEIVE':
      return buildTransfer(act.body, context);
    case 'SURRENDER':
    case 'ABSORB':
      return buildMerge(act.body, context);
    case 'CLAIM':
      return buildClaim(prepared, context);
    case 'REFUND':
      return buildRefund(prepared, act.body, context);
  }
}

function buildSale(prepared: PreparedAct, body: SaleBody, context: BuildContext): BuiltAct | Refusing {
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
    paymentMethod: body.paymentMethod,
    amount: minorUnits(body.amount),
    lines: body.lines,
    pointsToRedeem: body.pointsToRedeem === null ? null : points(body.pointsToRedeem),
    hold,
    prior: priorOf(prepared.receiptHolder, context),
    rewards: prepared.rewards?.used ?? NO_REWARDS,
    networkLimit: act.networkLimit === null ? null : points(act.networkLimit),
    tierAsOf: prepared.tierAsOf,
    birthdayToday: null,
    birthdayMonth: null,
  };
  const frame = {
    ...emptyFrame('SALE', program),
    relatedId: body.holdId,
    lines: body.lines,
    paymentMethod: body.paymentMethod,
  };
  return { act: sale, program: program.program, frame };
}

const NO_REWARDS: SaleAct['rewards'] = [];

function buildReward(prepared: PreparedAct, body: RewardBody, context: BuildContext): BuiltAct | Refusing {
  const program = context.snapshot.programInForce(new Date(context.now));
  if (program === undefined) return refusing('no_program');
  const { act, rewards } = prepared;
  if (rewards?.offer === null || rewards?.offer === undefined)
    throw new Error('a reward is offered before it is decided');
  return {
    act: {
      kind: 'REWARD',
      occurredAt: context.occurredAt,
      restaurantId: act.restaurantId,
      offer: rewards.offer,
      quantity: body.quantity,
      networkLimit: act.networkLimit === null ? null : points(act.networkLimit),
      stampCard: body.stampCard,
    },
    program: program.program,
    frame: emptyFrame('REDEMPTION', program),
  };
}

/** One side of points that go from guest to guest. */
function buildTransfer(body: GiveBody | ReceiveBody, context: BuildContext): BuiltAct | Refusing {
  const program = context.snapshot.programInForce(new Date(context.now));
  if (program === undefined) return refusing('no_program');
  const frame = { ...emptyFrame('TRANSFER', program), reasonCode: body.purpose };
  if (body.kind === 'RECEIVE') {
    const { kind, purpose, fromGuestId, lots, inactivity, giveId } = body;
    const act: Act = { kind, purpose, fromGuestId, lots, inactivity };
    return { act, program: program.program, frame: { ...frame, direction: 'CREDIT', relatedId: giveId } };
  }
  const { kind, purpose, toGuestId, points: wanted, earnedBefore, named, undoes } = body;
  const act: Act = { kind, purpose, toGuestId, points: wanted, earnedBefore, named };
  return { act, program: program.program, frame: { ...frame, direction: 'DEBIT', relatedId: undoes } };
}

/** One side of a merge, or of its undo. */
function buildMerge(body: SurrenderBody | AbsorbBody, context: BuildContext): BuiltAct | Refusing {
  const program = context.snapshot.programInForce(new Date(context.now));
  if (program === undefined) return refusing('no_program');
  const frame = emptyFrame('TRANSFER', program);
  if (body.kind === 'ABSORB') {
    const { kind, fromGuestId, isUndo, lots, inactivity, figures, surrenderId } = body;
    const reasonCode = isUndo ? UNMERGE : MERGE;
    return {
      act: { kind, fromGuestId, isUndo, lots, inactivity, figures },
      program: program.program,
      frame: { ...frame, direction: 'CREDIT', reasonCode, relatedId: surrenderId },
    };
  }
  const { kind, toGuestId, undoes, mergeId } = body;
  return {
    act: { kind, toGuestId, undoes },
    program: program.program,
    frame: { ...frame, direction: 'DEBIT', reasonCode: undoes === null ? MERGE : UNMERGE, relatedId: mergeId },
  };
}

function buildSaleOfNobody(act: TillAct, body: SaleBody, context: BuildContext): BuiltAct | Refusing {
  const ready = decisionOfNobody(body.amount, body.lines, {
    restaurantId: placeOf(act).restaurantId,
    day: context.calendar.localDay(context.occurredAt),
  });
  if ('refused' in ready) return ready;
  const program = context.snapshot.programInForce(new Date(context.occurredAt));
  return {
    act: null,
    ready,
    frame: { ...emptyFrame('SALE', program ?? null), lines: body.lines, paymentMethod: body.paymentMethod },
  };
}

/** A receipt of nobody is decided for the guest as of when it was printed, as a late act is. */
function buildClaim(prepared: PreparedAct, context: BuildContext): BuiltAct | Refusing {
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
    paymentMethod: receipt.paymentMethod,
    rewards: null,
  };
  const built = buildSale(prepared, body, { ...context, occurredAt: receipt.occurredAt });
  if ('refused' in built) return built;
  return { ...built, frame: { ...built.frame, relatedId: receipt.id, businessDate: receipt.businessDate } };
}

function buildRefund(prepared: PreparedAct, body: RefundBody, context: BuildContext): BuiltAct | Refusing {
  const related = prepared.related;
  if (related === null || (related.row.type !== 'SALE' && related.row.type !== 'REDEMPTION'))
    return refusing('not_refundable');
  const sale = related.row;
  const program = sale.programVersion === null ? undefined : context.snapshot.programOfVersion(sale.programVersion);
  if (program === undefined) return refusing('no_program');
  const refunds = related.others.filter((other) => other.type === 'REFUND');
  // A receipt that a guest has claimed is refunded by the guest's sale, a redemption that its sale took in by the sale.
  const heir = related.others.find((other) => other.type === 'SALE');
  if (heir !== undefined) return refusing('not_refundable', { transactionId: heir.id });
  if (body.undo) {
    const refused = refuseUndo(sale, refunds, context);
    if (refused !== null) return refused;
  }
  return {
    act: {
      kind: 'REFUND',
      saleId: sale.id,
      lines: decodeDivision(sale),
      details: decodeSaleDetails(sale, program.program),
      refunds: refunds.map(decodeRefundDetails),
      rewards: rewardCodesOf(sale),
      expired: points(related.expired),
      what: refundedOf(body),
    },
    program: program.program,
    frame: { ...emptyFrame('REFUND', program), relatedId: sale.id, reasonCode: body.undo ? 'UNDO' : body.reason },
  };
}

function refundedOf({ what }: RefundBody): RefundAct['what'] {
  switch (what.kind) {
    case 'ALL':
      return what;
    case 'AMOUNT':
      return { kind: 'AMOUNT', amount: minorUnits(what.amount) };
    case 'LINES':
      return {
        kind: 'LINES',
        lines: what.lines.map((line) => ({ ...line, total: line.total === null ? null : minorUnits(line.total) })),
      };
  }
}

function refuseUndo(sale: JournalRow, refunds: readonly JournalRow[], context: BuildContext): Refusing | null {
  if (context.now - sale.recordedAt > UNDO_WINDOW_MS) return refusing('undo_window_over');
  if (refunds.length > 0) return refusing('not_refundable', { transactionId: refunds[0]?.id });
  if (sale.pointsEarned === 0 || sale.guestId === null) return null;
  const lot = context.guest.lots?.find((candidate) => candidate.lotId === sale.id);
  // What an older debt took out of the lot at once was not spent by the guest.
  const untouched = lot !== undefined && lot.remaining === lot.amount && lot.held === 0;
  return untouched ? null : refusing('points_already_spent');
}

/** The hold that the act captures: open, or ended by its time; a voided or captured one is refused. */
function holdOf(hold: RelatedRows | null): HoldReference | Refusing {
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
  for (const row of redemptions) {
    const program = row.programVersion === null ? undefined : context.snapshot.programOfVersion(row.programVersion);
    if (program === undefined) throw new Error(`the redemption ${row.id} names no programme that was published`);
    spent += row.pointsRedeemed;
    value += row.pointsValue;
    lots.push(...decodeSaleDetails(row, program.program).redeemed);
  }
  return { points: points(spent), value: minorUnits(value), lots };
}

function placeOf(act: TillAct): { restaurantId: string; pointOfSaleId: string } {
  if (act.restaurantId === null || act.pointOfSaleId === null) throw new Error(`a ${act.body.kind} without its place`);
  return { restaurantId: act.restaurantId, pointOfSaleId: act.pointOfSaleId };
}

function emptyFrame(type: RowFrame['type'], program: PublishedProgram | null): Frame {
  return {
    type,
    businessDate: null,
    programVersion: program?.version ?? null,
    relatedId: null,
    lines: null as readonly SaleLine[] | null,
    details: null,
    paymentMethod: null,
    direction: null,
    reasonCode: null,
  };
}

/** What an expiry took, and what of it came back before. */
function restoredOf(related: RelatedRows | null): NonNullable<ManualAct['restores']> | Refusing {
  if (related?.row.type !== 'EXPIRY') return refusing('not_restorable');
  const before = related.others.reduce((sum, row) => sum + (row.type === 'MANUAL' ? row.pointsEarned : 0), 0);
  return { expiryId: related.row.id, expired: points(related.row.pointsEarned), before: points(before) };
}

function refusing(refused: ProblemCode, data: Readonly<Record<string, unknown>> = {}): Refusing {
  return { refused, data };
}
