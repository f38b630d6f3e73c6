import { invariant, points, type RewardAct } from '../../../decision';
import type { RewardBody } from '../../ledger/act/till-act';
import { decodeFacts } from '../../ledger/journal/stored-json';
import { emptyFrame } from './built-act';
import { type KindOfAct, NO_GROUNDS, programAt } from './kind';

const NO_CODES: readonly string[] = [];

/** A reward of the catalogue, for points, a coupon, full stamp cards or tasks of a campaign. */
export const reward: KindOfAct<RewardBody, RewardAct> = {
  row: 'REDEMPTION',
  build({ act, rewards }, body, context) {
    const program = programAt(context);
    if ('refused' in program) return program;
    invariant(rewards?.offer != null, 'a reward is offered before it is decided');
    return {
      act: {
        kind: 'REWARD',
        occurredAt: context.occurredAt,
        restaurantId: act.restaurantId,
        offer: rewards.offer,
        quantity: body.quantity,
        networkLimit: act.networkLimit === null ? null : points(act.networkLimit),
        stampCard: body.stampCard,
        campaign: body.campaign,
      },
      program: program.program,
      frame: emptyFrame('REDEMPTION', program),
    };
  },
  needsLots: () => true,
  /** Conditions that could only have refused the act (tiers, stock, limits of a guest) are not restored for a replay. */
  fromRow(row) {
    const stored = decodeFacts(row).reward;
    if (stored === null) return null;
    const { rewardId, version, code, cost, quantity, slotId, stampCard, campaign } = stored;
    return {
      kind: 'REWARD',
      occurredAt: row.occurredAt,
      restaurantId: row.restaurantId,
      offer: {
        rewardId,
        version,
        code,
        cost: points(cost),
        tiers: null,
        segments: null,
        stockLeft: null,
        slotLeft: slotId === null ? null : quantity,
        guestLeft: null,
      },
      quantity,
      networkLimit: null,
      stampCard,
      campaign,
    };
  },
  alone: () => true,
  spends: () => true,
  isLimited: () => true,
  wants: ({ quantity }, rewards) => (rewards?.offer?.cost ?? 0) * quantity,
  codes: ({ coupon }) => (coupon === null ? NO_CODES : [coupon]),
  grounds({ offer, quantity, stampCard, campaign }, { slotId }) {
    const { rewardId, version, code, cost } = offer;
    return { ...NO_GROUNDS, reward: { rewardId, version, code, cost, quantity, slotId, stampCard, campaign } };
  },
};
