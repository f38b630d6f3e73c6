import type { ProgramDocument } from '../../../entities/program/program.api';

export type ItemType = NonNullable<ProgramDocument['earning']['exclusions']['types']>[number];

export const ITEM_TYPES: readonly ItemType[] = [
  'ALCOHOL',
  'TOBACCO',
  'DELIVERY',
  'TIP',
  'SERVICE',
  'GIFT_CARD',
  'PROMO',
];
