import { BALANCE_FIELDS } from '../mapping/balance-mapping';

const RECEIPT_FIELDS = [
  'number',
  'occurredAt',
  'total',
  'guest',
  'card',
  'phone',
  'pointOfSale',
  'oldEarned',
  'oldSpent',
  'oldBalance',
  'quantity',
  'sku',
  'name',
  'category',
  'unitPrice',
  'paymentMethod',
] as const;
const OF_BALANCES = ['date', 'balance'] as const;
export const SHADOW_FIELDS = [...RECEIPT_FIELDS, ...OF_BALANCES] as const;
export type ShadowField = (typeof SHADOW_FIELDS)[number];

/** The fields of each kind of file, in the order of a form. */
export const FIELDS_OF = { SHADOW_RECEIPTS: RECEIPT_FIELDS, SHADOW_BALANCES: BALANCE_FIELDS } as const;
export type ShadowFileKind = keyof typeof FIELDS_OF;
