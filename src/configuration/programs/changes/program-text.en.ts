import type { ItemType, RestrictedGoods } from '../../../decision';
import { conditionText, type ConditionWords } from './condition-text';
import type { ProgramCatalog } from './program-text';

const CONDITIONS: ConditionWords = {
  always: 'always',
  fields: {
    category: 'category',
    sku: 'item',
    quantity: 'quantity',
    total: 'price of the line',
    amount: 'amount',
    payable: 'amount to pay',
    items: 'number of lines',
    restaurant: 'restaurant',
    pointOfSale: 'point of sale',
    channel: 'channel',
    paymentMethod: 'payment method',
    localTime: 'time',
    weekday: 'day of the week',
    dayOfMonth: 'day of the month',
    date: 'date',
    tier: 'tier',
    segment: 'segment',
    birthdayToday: 'birthday today',
    birthdayMonth: 'month of the birthday',
    firstSale: 'first purchase',
  },
  operators: {
    '=': 'is {value}',
    '!=': 'is not {value}',
    in: 'is one of {value}',
    notIn: 'is none of {value}',
    '<': 'is below {value}',
    '<=': 'is at most {value}',
    '>': 'is above {value}',
    '>=': 'is at least {value}',
    between: 'is from {from} to {to}',
    notBetween: 'is not from {from} to {to}',
    null: 'is missing',
    notNull: 'is there',
  },
  yes: 'yes',
  no: 'no',
  weekdays: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
  and: 'and',
  or: 'or',
};

/** The difference between the cards of a programme. */
const SHOWN_OF_ID = 8;

const MODELS = {
  DISCOUNT: 'discount by tier',
  BONUS: 'points',
  HYBRID: 'discount by tier and points',
  STAMPS: 'stamp cards',
};
const ROUNDINGS = { FLOOR: 'down', HALF_UP: 'to the nearest, half up', HALF_EVEN: 'to the nearest, half to even' };
const BENEFITS = {
  PRIORITY: 'priority',
  PRIORITY_SUPPORT: 'priority support',
  EARLY_ACCESS: 'early access',
  EXCLUSIVE_PRODUCTS: 'exclusive products',
  PERSONAL_SHOPPER: 'personal shopper',
  CONCIERGE: 'concierge',
};
const ITEM_TYPES: Readonly<Record<ItemType, string>> = {
  ALCOHOL: 'alcohol',
  TOBACCO: 'tobacco',
  DELIVERY: 'delivery',
  TIP: 'tips',
  SERVICE: 'service charge',
  GIFT_CARD: 'gift cards',
  PROMO: 'items already on offer',
};
const typesOf = (types: readonly ItemType[]): string => types.map((type) => ITEM_TYPES[type]).join(', ');
const goodsOf = ({ categories, skus, types }: RestrictedGoods): string => {
  const named = [
    ...types.map((type) => ITEM_TYPES[type]),
    ...categories.map((category) => `category ${category}`),
    ...skus.map((sku) => `item ${sku}`),
  ];
  return named.length === 0 ? 'any item' : named.join(', ');
};
const UNITS = { YEAR: 'calendar year', HALF: 'half-year', QUARTER: 'quarter', MONTH: 'calendar month' };
const PERIODS = { perSale: 'a sale', perDay: 'a day', perWeek: 'a week', perGuest: 'a guest in all' };
const ACTIVITIES: Readonly<Record<string, string>> = {
  registration: 'Registration',
  firstSale: 'First purchase',
  birthday: 'Birthday',
};
const POLICIES = {
  DEBT: 'what was spent becomes a debt',
  NEGATIVE: 'the balance goes below zero',
  FORGIVE: 'what was spent is forgiven',
};
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

const cardOf = (card: string): string => `Stamp card ${card.slice(0, SHOWN_OF_ID)}`;
const activityOf = (activity: string): string => ACTIVITIES[activity] ?? `Activity “${activity}”`;

export const programEnglish: ProgramCatalog = {
  statements: {
    name: { subject: () => 'Name', value: (a) => `“${a.name}”` },
    model: { subject: () => 'Model', value: (a) => MODELS[a.model] },
    rounding: { subject: () => 'Rounding', value: (a) => ROUNDINGS[a.rounding] },
    pointValue: { subject: () => 'A point is worth', value: (a, w) => w.worth(a.pointValue) },
    tier: {
      subject: (a) => `Tier ${a.tier}`,
      value: (a) => (a.above === null ? 'the lowest' : `above ${a.above}`),
    },
    'tier.needs.spend': { subject: (a) => `${a.tier} needs spend of`, value: (a, w) => w.money(a.spend) },
    'tier.needs.visits': { subject: (a) => `${a.tier} needs`, value: (a, w) => w.count(a.visits, 'visit') },
    'tier.needs.points': { subject: (a) => `${a.tier} needs`, value: (a, w) => `${w.count(a.points, 'point')} earned` },
    'tier.needs.counter': {
      subject: (a) => `${a.tier} needs of the counter ${a.counter}`,
      value: (a, w) => w.number(a.count),
    },
    'tier.match': {
      subject: (a) => `${a.tier} is reached by`,
      value: (a) => (a.match === 'ALL' ? 'all that it needs' : 'any one of what it needs'),
    },
    'tier.discount': { subject: (a) => `${a.tier}, discount`, value: (a, w) => w.percent(a.ratePpm) },
    'tier.multiplier': { subject: (a) => `${a.tier}, points`, value: (a, w) => `× ${w.times(a.multiplierPpm)}` },
    'tier.birthdayDiscount': {
      subject: (a) => `${a.tier}, discount on the birthday`,
      value: (a, w) => w.percent(a.ratePpm),
    },
    'tier.freeDelivery': { subject: (a) => `${a.tier}, free delivery from`, value: (a, w) => w.money(a.from) },
    'tier.benefit': { subject: (a) => a.tier, value: (a) => BENEFITS[a.benefit] },
    'tier.custom': { subject: (a) => `${a.tier}, ${a.benefit}`, value: (a, w) => `“${w.spoken(a.text)}”` },
    tierCounter: { subject: () => 'Counter for tiers', value: (a) => a.counter },
    tierWindow: {
      subject: () => 'Counts towards a tier',
      value: ({ window }, w) => {
        switch (window.kind) {
          case 'LIFETIME':
            return 'everything since the registration';
          case 'ROLLING':
            return `the last ${w.count(window.months, 'month')}`;
          case 'CALENDAR':
            return `the ${UNITS[window.unit]}`;
          case 'ANNIVERSARY':
            return 'the year from the day of the registration';
        }
      },
    },
    tierGrace: {
      subject: () => 'A tier that is no longer deserved is kept',
      value: ({ grace }, w) => {
        switch (grace.kind) {
          case 'NONE':
            return 'no longer';
          case 'DAYS':
            return `for ${w.count(grace.count, 'day')}`;
          case 'END_OF_NEXT_MONTH':
            return 'to the end of the next month';
          default:
            return 'to the end of the next window';
        }
      },
    },
    tierDown: {
      subject: () => 'A tier that ends falls',
      value: (a) => (a.down === 'ONE' ? 'by one tier' : 'to the tier that is deserved'),
    },
    'earning.base': {
      subject: () => 'A sale earns',
      value: (a, w) => `${w.count(a.points, 'point')} for each full ${w.money(a.step)}`,
    },
    'earning.exclusions.categories': {
      subject: () => 'Categories that earn nothing',
      value: (a, w) => w.list(a.names),
    },
    'earning.exclusions.segments': {
      subject: () => 'Segments whose guests earn nothing by sales',
      value: (a, w) => w.list(a.names),
    },
    'earning.exclusions.skus': { subject: () => 'Items that earn nothing', value: (a, w) => w.list(a.names) },
    'earning.exclusions.types': { subject: () => 'Types of items that earn nothing', value: (a) => typesOf(a.names) },
    'earning.cap': {
      subject: (a) => `Most points of sales, ${PERIODS[a.period]}`,
      value: (a, w) => w.number(a.points),
    },
    'rule.gain': {
      subject: (a) => `Rule “${a.rule}” gives`,
      value: ({ gain }, w) => {
        switch (gain.kind) {
          case 'MULTIPLIER':
            return `points × ${w.times(gain.multiplierPpm)}`;
          case 'POINTS':
            return w.count(gain.points, 'point');
          case 'PER_STEP':
            return `${w.count(gain.points, 'point')} for each full ${w.money(gain.step)}`;
          case 'PER_QUANTITY':
            return `${w.count(gain.points, 'point')} for each full quantity of ${w.quantity(gain.quantityMilli)}`;
        }
      },
    },
    'rule.when': {
      subject: (a) => `Rule “${a.rule}” holds where`,
      value: (a, w) => conditionText(a.when, CONDITIONS, w),
    },
    'rule.cap': {
      subject: (a) => `Rule “${a.rule}” gives at most, ${PERIODS[a.period]}`,
      value: (a, w) => w.count(a.points, 'point'),
    },
    activity: { subject: (a) => `${activityOf(a.activity)} gives`, value: (a, w) => w.count(a.points, 'point') },
    'activity.counts': {
      subject: (a) => `${activityOf(a.activity)} raises the counter ${a.counter} by`,
      value: (a, w) => w.number(a.count),
    },
    'activity.limit': {
      subject: (a) => `${activityOf(a.activity)} counts at most, ${PERIODS[a.period]}`,
      value: (a, w) => w.count(a.times, 'time'),
    },
    stampCard: {
      subject: (a) => `${cardOf(a.card)} collects`,
      value: ({ collects }, w) => {
        switch (collects.by) {
          case 'VISIT':
            return `one stamp for a sale paid with ${w.money(collects.leastAmount)} or more`;
          case 'ITEM':
            return `one stamp for each of the items ${w.list(collects.skus)}`;
          case 'CATEGORY':
            return `one stamp for each item of ${w.list(collects.categories)}`;
        }
      },
    },
    'stampCard.name': { subject: (a) => `${cardOf(a.card)}, name`, value: (a, w) => `“${w.spoken(a.name)}”` },
    'stampCard.size': { subject: (a) => `${cardOf(a.card)} is full with stamps`, value: (a, w) => w.number(a.size) },
    'stampCard.reward': {
      subject: (a) => `${cardOf(a.card)}, when full, gives`,
      value: ({ reward }, w) => ('points' in reward ? w.count(reward.points, 'point') : `reward ${reward.rewardCode}`),
    },
    'stampCard.validity': {
      subject: (a) => `${cardOf(a.card)} ends after its first stamp in`,
      value: (a, w) => w.count(a.months, 'month'),
    },
    families: { subject: () => 'Members of a family at most', value: (a, w) => w.number(a.members) },
    'families.perDay': {
      subject: () => 'A family spends of one member’s points on a day at most',
      value: (a, w) => w.count(a.points, 'point'),
    },
    'families.perMonth': {
      subject: () => 'A family spends of one member’s points in a month at most',
      value: (a, w) => w.count(a.points, 'point'),
    },
    'families.pointsCoolFor': {
      subject: () => 'A family may spend a member’s points after',
      value: (a, w) => w.count(a.days, 'day'),
    },
    'families.membersCoolFor': {
      subject: () => 'A new member shares in the family’s points after',
      value: (a, w) => w.count(a.days, 'day'),
    },
    'restrictions.discount.categories': {
      subject: () => 'Categories without discount',
      value: (a, w) => w.list(a.names),
    },
    'restrictions.discount.skus': { subject: () => 'Items without discount', value: (a, w) => w.list(a.names) },
    'restrictions.discount.types': { subject: () => 'Types of items without discount', value: (a) => typesOf(a.names) },
    'restrictions.redemption.categories': {
      subject: () => 'Categories that points cannot pay for',
      value: (a, w) => w.list(a.names),
    },
    'restrictions.redemption.skus': {
      subject: () => 'Items that points cannot pay for',
      value: (a, w) => w.list(a.names),
    },
    'restrictions.redemption.types': {
      subject: () => 'Types of items that points cannot pay for',
      value: (a) => typesOf(a.names),
    },
    'restrictions.leastPrice': {
      subject: (a) => `Least price of ${goodsOf(a.goods)}`,
      value: (a, w) => w.money(a.price),
    },
    'restrictions.base': {
      subject: () => 'Discounts and points are counted from',
      value: (a) => (a.base === 'WITHOUT_TAX' ? 'prices without tax' : 'prices with tax'),
    },
    'redemption.minPoints': {
      subject: () => 'Points may be spent from',
      value: (a, w) => w.count(a.points, 'point'),
    },
    'redemption.maxShare': {
      subject: () => 'Points pay at most this share of an order',
      value: (a, w) => w.percent(a.ratePpm),
    },
    'redemption.leaveAtLeast': { subject: () => 'Money pays at least', value: (a, w) => w.money(a.amount) },
    expiry: {
      subject: () => 'Points expire',
      value: ({ expiry }, w) => {
        switch (expiry.kind) {
          case 'NEVER':
            return 'never';
          case 'DAYS':
            return `${w.count(expiry.count, 'day')} after they were earned`;
          case 'MONTHS':
            return `${w.count(expiry.count, 'month')} after they were earned`;
          case 'INACTIVITY':
            return `${w.count(expiry.count, expiry.unit === 'DAYS' ? 'day' : 'month')} after the guest's last act`;
          case 'YEARLY': {
            const date = `${String(expiry.day)} ${MONTHS[expiry.month - 1] ?? ''}`;
            return expiry.afterMonths === 0
              ? `each year at the end of ${date}`
              : `each year at the end of ${date}, when they are ${w.count(expiry.afterMonths, 'month')} old`;
          }
        }
      },
    },
    warning: { subject: () => 'Guests are warned before an expiry', value: (a, w) => w.count(a.days, 'day') },
    pending: {
      subject: () => 'Points may be spent after',
      value: ({ pending }, w) => {
        if (pending.kind !== 'PAYMENT') return pending.kind === 'NONE' ? 'the sale' : w.count(pending.days, 'day');
        const { voidAfterDays } = pending;
        return voidAfterDays === null
          ? 'the payment is confirmed'
          : `the payment is confirmed, which they wait for ${w.count(voidAfterDays, 'day')}`;
      },
    },
    refundPolicy: { subject: () => 'Refund of a sale whose points are spent', value: (a) => POLICIES[a.policy] },
  },
  sentence: (subject, value) => `${subject}: ${value}`,
  added: (subject, value) => `New. ${subject}: ${value}`,
  removed: (subject, value) => `No longer. ${subject}: ${value}`,
  changed: (subject, after, before) => `${subject}: ${after} instead of ${before}`,
};
