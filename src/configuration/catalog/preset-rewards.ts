/** A preset's rewards, in the minor units of a currency with two decimals. */
import { type Factor, minorUnits } from '../../decision';
import type { PresetName } from '../program-document/presets';
import { inBoth } from '../program-document/preset-words';
import { type RewardDocument, rewardDocumentSchema } from '../reward-document/reward-document.schema';

/** A reward in a new network's catalogue. */
export interface NewReward {
  readonly code: string;
  readonly document: RewardDocument;
  /** Null: unlimited. */
  readonly stock: number | null;
}

const PRESET_DIGITS = 2;

/** The four examples of the rewards service that `points-4` replaces. */
const POINTS_4: readonly NewReward[] = [
  {
    code: 'REWARD-001',
    document: rewardDocumentSchema.parse({
      name: inBoth('presetReward.moneyOff'),
      kind: 'DISCOUNT',
      gift: { kind: 'AMOUNT_OFF', amount: 500 },
      cost: 500,
      minimumOrder: 2_500,
      usableDays: 30,
    }),
    stock: null,
  },
  {
    code: 'REWARD-002',
    document: rewardDocumentSchema.parse({
      name: inBoth('presetReward.shipping'),
      kind: 'SHIPPING',
      gift: { kind: 'SHIPPING', skus: [], categories: ['shipping', 'delivery'] },
      cost: 200,
      usableDays: 60,
    }),
    stock: null,
  },
  {
    code: 'REWARD-101',
    document: rewardDocumentSchema.parse({
      name: inBoth('presetReward.mug'),
      kind: 'PRODUCT',
      cost: 1_000,
      shippingRequired: true,
    }),
    stock: 500,
  },
  {
    code: 'REWARD-201',
    document: rewardDocumentSchema.parse({
      name: inBoth('presetReward.personal'),
      description: inBoth('presetReward.personalText'),
      kind: 'EXPERIENCE',
      cost: 5_000,
      byAppointment: true,
    }),
    stock: null,
  },
];

const REWARDS_OF: Readonly<Record<PresetName, readonly NewReward[]>> = {
  'discount-5': [],
  'hybrid-5': [],
  'points-4': POINTS_4,
};

/**
 * A preset's catalogue in a network's minor units, scaled like its programme: money is multiplied, numbers of points are not. Fractions are rounded
 * down, because a reward's value need not be exact to the minor unit.
 */
export function rewardsOfPreset(name: PresetName, currencyDigits: number, scale: Factor = ONCE): readonly NewReward[] {
  const numerator = BigInt(scale.numerator) * 10n ** BigInt(Math.max(0, currencyDigits - PRESET_DIGITS));
  const denominator = BigInt(scale.denominator) * 10n ** BigInt(Math.max(0, PRESET_DIGITS - currencyDigits));
  const money = (amount: number): number => Number((BigInt(amount) * numerator) / denominator);
  return REWARDS_OF[name].map((reward) => ({
    ...reward,
    document: {
      ...reward.document,
      minimumOrder: minorUnits(money(reward.document.minimumOrder)),
      gift: scaledGift(reward.document.gift, money),
    },
  }));
}

const ONCE: Factor = { numerator: 1, denominator: 1 };

function scaledGift(gift: RewardDocument['gift'], money: (amount: number) => number): RewardDocument['gift'] {
  return gift?.kind === 'AMOUNT_OFF' ? { ...gift, amount: minorUnits(Math.max(1, money(gift.amount))) } : gift;
}
