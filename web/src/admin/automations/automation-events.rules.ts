import type { EventCondition } from '../../entities/automation/automation.api';

/** Events of a guest that the page has words for; a document may name others. */
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

/** The name of an event's text: its type without the point, which groups texts. */
export type EventName<Type extends string> = Type extends `${infer Kind}.${infer What}` ? `${Kind}_${What}` : never;

export type FactName = EventCondition['field'];

/** Kind of value of each field of an event. */
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
  ...(['payable', 'amount', 'discount', 'visit', 'pointsEarned', 'pointsRedeemed'] as const),
  ...(['channel', 'restaurantId', 'tier', 'tierBefore'] as const),
];

/** The fields that an event of a type has. */
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
