/** Fields whose value is money in minor units. */
export const MONEY_FIELDS: readonly string[] = [
  'amount',
  'balance',
  'excess',
  'guestDebt',
  'left',
  'liability',
  'minimumOrder',
  'money',
  'monthlyBudget',
  'net',
  'price',
  'total',
];

/** Fields whose value is one of a list of codes, each with words. */
export const CODED_FIELDS: readonly string[] = [
  'act',
  'channel',
  'change',
  'decision',
  'kind',
  'locale',
  'method',
  'mode',
  'period',
  'role',
  'source',
  'state',
  'status',
  'type',
  'wallet',
  'which',
  'way',
  'places',
];

/** Fields with ids alone, of which the row shows at most how many there are. */
export const COUNTED_FIELDS = ['guestIds', 'restaurantIds', 'familyIds'] as const;
