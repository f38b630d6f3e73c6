import type { Reward, RewardBody } from '../../entities/reward/reward.api';
import { createReward } from '../../shared/api/operations';
import type { Mistake } from '../../shared/document/document-store';
import { pickedFrom, wholeOf } from '../../shared/document/whole-document';

/** A reward while it is edited. Members without a value can be missing, and an incomplete number is the typed text. */
export type RewardDraft = Partial<Omit<RewardBody, 'gift' | 'cost'>> & {
  readonly kind: RewardBody['kind'];
  readonly gift: object | null;
  readonly cost?: number | string;
};
export type RewardKind = RewardBody['kind'];

const { stock: _, ...terms } = createReward.body;
/** The members that a change can set. Stock is not among them: people change the stock by the number of pieces that they add or remove. */
export const TERMS = terms;
export const REWARD_KINDS = ['DISCOUNT', 'FREE_ITEM', 'SHIPPING', 'PRODUCT', 'EXPERIENCE'] as const;

/** The discounts of a reward, before their figures are typed. */
export const FIRST_DISCOUNTS = {
  AMOUNT_OFF: { kind: 'AMOUNT_OFF', amount: '' },
  SHARE_OFF: { kind: 'SHARE_OFF', ratePpm: '', most: null },
} as const;

const NO_GOODS = { skus: [], categories: [] };
/** The gift with which each kind of reward begins. */
export const FIRST_GIFTS: Readonly<Record<RewardKind, object | null>> = {
  DISCOUNT: FIRST_DISCOUNTS.AMOUNT_OFF,
  FREE_ITEM: { kind: 'FREE_ITEM', ...NO_GOODS, most: null },
  SHIPPING: { kind: 'SHIPPING', ...NO_GOODS },
  PRODUCT: null,
  EXPERIENCE: null,
};

export const firstReward = (): RewardDraft => ({
  name: {},
  description: {},
  kind: 'DISCOUNT',
  gift: FIRST_GIFTS.DISCOUNT,
  cost: '',
  limits: { perGuest: null, perPeriod: null },
});

/** The edited form of a stored reward. */
export function draftOf(reward: Reward): RewardDraft {
  const { minimumOrder, ...terms } = pickedFrom(TERMS, reward);
  return { ...terms, ...(minimumOrder !== 0 && { minimumOrder }) } as unknown as RewardDraft;
}

/** The request body for an edited reward. Shipping is only for a product, and an appointment only for an experience. */
export function bodyOf(draft: RewardDraft): RewardBody {
  const { kind } = draft;
  return {
    ...wholeOf(TERMS, draft),
    shippingRequired: kind === 'PRODUCT' && draft.shippingRequired === true,
    byAppointment: kind === 'EXPERIENCE' && draft.byAppointment === true,
  } as RewardBody;
}

interface FaultWords {
  readonly needed: string;
  readonly order: string;
  readonly early: string;
}

/** The mistakes that the API document does not describe: no name, a free item without goods, and dates in the wrong order. */
export function mistakesOfReward(draft: RewardDraft, words: FaultWords): Mistake[] {
  const { name = {}, gift, validFrom, validUntil, earlyFrom } = draft;
  const { skus = [], categories = [] } = (gift ?? {}) as Partial<typeof NO_GOODS>;
  const mistake = (path: string, code: keyof FaultWords) => ({ path, code, message: words[code] });
  return [
    ...(Object.values(name).some((text) => text.trim() !== '') ? [] : [mistake('name.ru', 'needed')]),
    ...(draft.kind === 'FREE_ITEM' && skus.length + categories.length === 0 ? [mistake('gift.skus', 'needed')] : []),
    ...(validFrom != null && validUntil != null && Date.parse(validUntil) <= Date.parse(validFrom)
      ? [mistake('validUntil', 'order')]
      : []),
    ...(earlyFrom != null && (validFrom == null || Date.parse(earlyFrom) >= Date.parse(validFrom))
      ? [mistake('earlyFrom', 'early')]
      : []),
  ];
}
