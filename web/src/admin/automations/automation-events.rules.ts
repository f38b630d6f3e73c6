import type { EventCondition } from '../../entities/automation/automation.api';

/** Types of guest events that the console has words for; the document of an automation may name other types. */
export const EVENTS = [
  'transaction.sale',
  'transaction.refund',
  'transaction.redemption',
  'transaction.award',
  'guest.registered',
  'segment.entered',
  'segment.left',
  'feedback.answered',
] as const;

/** Key of the words of an event: its type with `_` for the dot, since dots in keys of words separate groups. */
export type EventName<Type extends string> = Type extends `${infer Kind}.${infer What}` ? `${Kind}_${What}` : never;

export type FactName = EventCondition['field'];

/** Kind of value that each field of an event has: an amount of money in minor units, a whole number, or a text. */
export const FACT_TYPES: Readonly<Record<FactName, 'MONEY' | 'COUNT' | 'TEXT'>> = {
  amount: 'MONEY',
  discount: 'MONEY',
  payable: 'MONEY',
  pointsEarned: 'COUNT',
  pointsRedeemed: 'COUNT',
  visit: 'COUNT',
  score: 'COUNT',
  channel: 'TEXT',
  restaurantId: 'TEXT',
  tier: 'TEXT',
  tierBefore: 'TEXT',
  reason: 'TEXT',
  reward: 'TEXT',
  segment: 'TEXT',
  source: 'TEXT',
};

const OF_SALE: readonly FactName[] = [
  'payable',
  'amount',
  'discount',
  'visit',
  'pointsEarned',
  'pointsRedeemed',
  'channel',
  'restaurantId',
  'tier',
  'tierBefore',
];

/** Fields of an event that a condition may compare, by the type of the event. */
export function factsOf(event: string): readonly FactName[] {
  switch (event) {
    case 'transaction.sale':
      return OF_SALE;
    case 'transaction.refund':
      return OF_SALE.filter((field) => field !== 'visit');
    case 'transaction.redemption':
      return ['reward', 'pointsRedeemed', 'restaurantId', 'tier'];
    case 'transaction.award':
      return ['reason', 'pointsEarned', 'tier'];
    case 'guest.registered':
      return ['source'];
    case 'segment.entered':
    case 'segment.left':
      return ['segment'];
    case 'feedback.answered':
      return ['score', 'restaurantId'];
    default:
      return Object.keys(FACT_TYPES) as FactName[];
  }
}
