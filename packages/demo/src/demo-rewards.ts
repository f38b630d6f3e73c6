import { type NewReward, rewardDocumentSchema } from 'loyalty-platform/configuration';
import { PRINTED_CATEGORIES } from './menu.rules';

/** Rewards of the demonstration's pizzerias, one of each kind. */
export const DEMO_REWARDS: readonly NewReward[] = [
  {
    code: 'COLA',
    document: rewardDocumentSchema.parse({
      name: { ru: 'Напиток к заказу', en: 'Drink with the order' },
      kind: 'FREE_ITEM',
      gift: { kind: 'FREE_ITEM', skus: [], categories: [PRINTED_CATEGORIES.Drinks], most: null },
      cost: 100,
      usableDays: 14,
    }),
    stock: null,
  },
  {
    code: 'TEN',
    document: rewardDocumentSchema.parse({
      name: { ru: 'Скидка 10 % на заказ', en: '10% off the order' },
      kind: 'DISCOUNT',
      gift: { kind: 'SHARE_OFF', ratePpm: 100_000, most: 100_000 },
      cost: 200,
      minimumOrder: 50_000,
      usableDays: 30,
      limits: { perGuest: null, perPeriod: { count: 1, period: 'WEEK' } },
    }),
    stock: null,
  },
  {
    code: 'DELIVERY',
    document: rewardDocumentSchema.parse({
      name: { ru: 'Бесплатная доставка', en: 'Free delivery' },
      kind: 'SHIPPING',
      gift: { kind: 'SHIPPING', skus: [], categories: ['delivery'] },
      cost: 150,
      usableDays: 30,
    }),
    stock: null,
  },
  {
    code: 'APRON',
    document: rewardDocumentSchema.parse({
      name: { ru: 'Фартук пиццайоло', en: "Pizza chef's apron" },
      kind: 'PRODUCT',
      cost: 900,
    }),
    stock: 50,
  },
  {
    code: 'MASTERCLASS',
    document: rewardDocumentSchema.parse({
      name: { ru: 'Мастер-класс с шефом', en: 'Pizza-making class' },
      description: {
        ru: 'Два часа у печи: тесто, соус, первая своя пицца.',
        en: 'Two hours at the oven: dough, sauce, your own first pizza.',
      },
      kind: 'EXPERIENCE',
      cost: 3_000,
      tiers: ['GOLD', 'PLATINUM', 'VIP'],
      byAppointment: true,
    }),
    stock: null,
  },
];
