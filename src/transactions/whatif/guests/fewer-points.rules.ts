import { type Act, points, type Refusal } from '../../../decision';

/** The same act with the most points that the refusal allows, or without its promo code. Null: nothing would be left of it. */
export function withMost(act: Act, refusal: Refusal): Act | null {
  const most = mostOf(refusal) + allowedBeside(act, refusal);
  switch (act.kind) {
    case 'SALE':
      if (refusal.code === 'hold_expired') return { ...act, hold: null };
      if (refusal.code === 'promo_code_refused') return { ...act, promoCode: undefined };
      return (act.pointsToRedeem ?? 0) > 0 ? { ...act, pointsToRedeem: points(most) } : null;
    case 'REDEMPTION':
      return most > 0 && most < act.points ? { ...act, points: points(most) } : null;
    case 'HOLD':
      return most > 0 && most < (act.sale.pointsToRedeem ?? 0)
        ? { ...act, sale: { ...act.sale, pointsToRedeem: points(most) } }
        : null;
    case 'REWARD': {
      const quantity = act.offer.cost === 0 ? 0 : Math.floor(most / act.offer.cost);
      return quantity > 0 && quantity < act.quantity ? { ...act, quantity } : null;
    }
    case 'RESERVE':
    case 'MANUAL':
    case 'PARTNER':
    case 'GIVE':
      return most > 0 && most < act.points ? { ...act, points: points(most) } : null;
    default:
      return null;
  }
}

/** How many points an offline till's allowance may pay besides the available ones. */
function allowedBeside(act: Act, { code }: Refusal): number {
  if (code !== 'insufficient_points' || (act.kind !== 'SALE' && act.kind !== 'REDEMPTION')) return 0;
  return act.offlineAllowance ?? 0;
}

function mostOf({ code, data }: Refusal): number {
  if (code === 'insufficient_points') return Number(data.available);
  return code === 'redemption_limit_exceeded' ? Number(data.max) : 0;
}
