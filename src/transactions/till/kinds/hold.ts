import { type HoldAct, points } from '../../../decision';
import type { HoldBody } from '../../ledger/act/till-act';
import { type KindOfAct, NO_GROUNDS } from './kind';
import { isReserved } from './open-hold';
import { buildSale, redeems, sale, saleOfRow } from './sale';

const NO_CODES: readonly string[] = [];

/** A quote that sets its points aside for a while. */
export const hold: KindOfAct<HoldBody, HoldAct> = {
  row: 'HOLD',
  build(prepared, body, context) {
    const built = buildSale(prepared, body.sale, context);
    if ('refused' in built || built.act === null) return built;
    const expiresAt = context.now + body.holdMinutes * 60_000;
    return {
      // Campaigns and promo codes take part in the later sale, not in its hold.
      act: { kind: 'HOLD', sale: { ...built.act, promoCode: undefined }, expiresAt },
      program: built.program,
      frame: { ...built.frame, type: 'HOLD' },
    };
  },
  needsLots: () => true,
  fromRow(row, history) {
    if (isReserved(row)) return null;
    const sale = saleOfRow(row, history);
    return {
      kind: 'HOLD',
      sale: { ...sale, pointsToRedeem: points(row.pointsRedeemed), hold: null, prior: null, tierAsOf: null },
      expiresAt: history.holdOf(row).expiresAt,
    };
  },
  alone: (body) => body.sale.rewards !== null,
  spends: (body) => redeems(body.sale),
  isLimited: ({ sale }) => (sale.pointsToRedeem ?? 0) > 0,
  codes: (body) => sale.codes?.(body.sale) ?? NO_CODES,
  grounds: (act) => (act.sale.rewards.length === 0 ? NO_GROUNDS : { ...NO_GROUNDS, rewards: act.sale.rewards }),
  details: ({ expiresAt }, { redeemable }) => JSON.stringify({ holdExpiresAt: expiresAt, redeemable }),
};
