import { minorUnits, points, type RedemptionAct } from '../../../decision';
import type { RedemptionBody } from '../../ledger/act/till-act';
import { decodeFacts } from '../../ledger/journal/stored-json';
import { emptyFrame, placeOf } from './built-act';
import { type KindOfAct, programAt } from './kind';
import { paidByAllowance, priorOf, restaurantOf } from './prior-redemption';
import { receiptClaims } from './receipt-claim';

/** Points against an order. */
export const redemption: KindOfAct<RedemptionBody, RedemptionAct> = {
  row: 'REDEMPTION',
  build(prepared, body, context) {
    const program = programAt(context, context.occurredAt);
    if ('refused' in program) return program;
    const { act, receiptHolders } = prepared;
    return {
      act: {
        kind: 'REDEMPTION',
        occurredAt: context.occurredAt,
        restaurantId: placeOf(act).restaurantId,
        channel: act.channel,
        amount: minorUnits(body.orderAmount),
        points: points(body.points),
        prior: priorOf(receiptHolders, context),
        networkLimit: act.networkLimit === null ? null : points(act.networkLimit),
        offlineAllowance: prepared.allowance?.left,
        tierAsOf: prepared.tierAsOf,
        birthdayToday: null,
      },
      program: program.program,
      frame: { ...emptyFrame('REDEMPTION', program), relatedId: receiptHolders[0]?.row.id ?? null },
    };
  },
  needsLots: () => true,
  fromRow(row, history) {
    const { reward, allowance, tierAsOf, birthdayToday } = decodeFacts(row);
    if (reward !== null) return null;
    return {
      kind: 'REDEMPTION',
      occurredAt: row.occurredAt,
      restaurantId: restaurantOf(row),
      channel: row.channel,
      amount: minorUnits(row.amount),
      points: points(row.pointsRedeemed),
      prior: history.priorOf(row),
      networkLimit: null,
      offlineAllowance: paidByAllowance(allowance),
      tierAsOf,
      birthdayToday,
    };
  },
  bearsReceipt: true,
  tierAsOf: 'ACT',
  spends: () => true,
  isLimited: () => true,
  wants: (body) => body.points,
  // The first redemption keeps the receipt until the sale takes it over.
  claims: (prepared, _body, row, snapshot) =>
    receiptClaims(prepared, row, snapshot, (before) => before ?? prepared.receiptHolders[0]?.row.id ?? row.id),
};
