import type { RuleGroupType } from 'react-querybuilder';
import type { CampaignDraft } from '../../../entities/campaign/campaign.api';
import type { MoneyOffKind } from '../../../entities/campaign/money-off';
import { GAIN_KINDS, type GainKind, isGainKind, type TypedGain, typedGain } from '../../../entities/campaign/gains';
import { FIRST_PAYOUT, type PayoutValues } from './payouts.rules';

export const REPEATS = ['NONE', 'WEEK', 'MONTH_DAY', 'MONTH_WEEKDAY'] as const;
export type Repeat = (typeof REPEATS)[number];
export type Gives = GainKind | 'MONEY_OFF' | 'TASKS' | 'MESSAGE';
export const GIVES: readonly Gives[] = [...GAIN_KINDS, 'MONEY_OFF', 'TASKS', 'MESSAGE'];
/** The demand of a task: so much bought, or an activity. */
export const DEEDS = ['VISITS', 'AMOUNT', 'QUANTITY', 'RESTAURANTS', 'CATEGORIES', 'WEEKS', 'ACTIVITY'] as const;
export type Deed = (typeof DEEDS)[number];
/** The side that gets cheaper where goods are bought for other goods. */
export const TAKEN_OFF = ['GET', 'CHEAPER'] as const;
export const UNITS = ['POINTS', 'MONEY', 'USES'] as const;
export type Unit = (typeof UNITS)[number];
export const NTHS = ['1', '2', '3', '4', '-1'] as const;
export const WEEKDAYS = ['1', '2', '3', '4', '5', '6', '7'] as const;

export interface TaskValues {
  readonly id: string;
  readonly deed: Deed;
  /** Visits, pieces, restaurants, categories, weeks or times; the amount stands in `amount`. */
  readonly count: number | '';
  /** How many weeks a streak may miss. */
  readonly freezes: number | '';
  readonly amount: string;
  readonly categories: readonly string[];
  readonly skus: readonly string[];
  /** The code of the activity; empty: none is chosen. */
  readonly code: string;
}

/** Points once each task has reached this part of its target. */
export interface StepValues {
  readonly percent: number | '';
  readonly points: number | '';
}

/** A budget of one restaurant; money as it was typed. */
export interface PlaceBudgetValues {
  readonly restaurantId: string;
  readonly unit: Unit;
  readonly limit: string;
}

/** How a variant differs from the campaign: SAME, or an offer of its own. */
export type VariantGives = 'SAME' | GainKind;
export const VARIANT_GIVES: readonly VariantGives[] = ['SAME', ...GAIN_KINDS];

/** The message of a campaign or of one of its variants, as it was typed. */
export interface MessageValues {
  readonly titleRu: string;
  readonly titleEn: string;
  readonly textRu: string;
  readonly textEn: string;
}

/** One of the ways of a campaign; an empty message is that of the campaign. */
export interface VariantValues extends MessageValues, TypedGain {
  readonly id: string;
  /** Per cent of the guests as it was typed. */
  readonly percent: string;
  readonly gives: VariantGives;
}

/** A part of a set at a price: so many pieces of any of the categories. */
export interface ComboPartValues {
  readonly categories: readonly string[];
  readonly skus: readonly string[];
  readonly pieces: number | '';
}

/** Money off as it was typed; each kind uses some of the fields. */
export interface MoneyOffValues {
  readonly moneyOff: MoneyOffKind;
  readonly percentOff: string;
  /** The amount off, or the price of a set. */
  readonly amountOff: string;
  /** The least number of pieces, or the size of a group whose last piece gets it. */
  readonly pieces: number | '';
  /** The most pieces or sets of a sale. */
  readonly times: number | '';
  /** The parts of a set, or the goods that are bought and those that get cheaper. */
  readonly parts: readonly ComboPartValues[];
  readonly takenOff: (typeof TAKEN_OFF)[number];
  /** The least amount that is left to pay before it, as money is typed; empty: none. */
  readonly leastToPay: string;
}

/** By what the points of a campaign begin and end. */
export const VALIDITIES = ['PROGRAM', 'DAYS', 'DATES'] as const;
export type Validity = (typeof VALIDITIES)[number];

/** The values of the form's fields. Money and factors are text as it was typed. */
export interface CampaignValues extends MessageValues, MoneyOffValues, TypedGain {
  /** The kind that a template brought or the document has; null: found from the other fields. */
  readonly type: CampaignDraft['type'] | null;
  readonly nameRu: string;
  readonly nameEn: string;
  readonly segments: readonly string[];
  readonly tiers: readonly string[];
  readonly restaurantIds: readonly string[];
  readonly mustJoin: boolean;
  readonly gives: Gives;
  readonly tasks: readonly TaskValues[];
  readonly payouts: readonly PayoutValues[];
  readonly steps: readonly StepValues[];
  readonly validity: Validity;
  readonly validFromDays: number | '';
  readonly validUntilDays: number | '';
  /** Dates `YYYY-MM-DD`; empty: as the programme says. */
  readonly validFromDate: string;
  readonly validUntilDate: string;
  /** Restaurants where alone its points may be spent; empty: everywhere. */
  readonly spendableIn: readonly string[];
  /** Menu categories on whose goods alone its points may be spent; empty: on all. */
  readonly spendableOn: readonly string[];
  readonly when: RuleGroupType | null;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly repeat: Repeat;
  readonly weekdays: readonly string[];
  readonly monthDay: number | '';
  readonly nth: string;
  readonly weekday: string;
  readonly from: string;
  readonly to: string;
  readonly days: number | '';
  readonly exceptions: readonly string[];
  readonly perSale: number | '';
  readonly perDay: number | '';
  readonly perGuest: number | '';
  readonly uses: number | '';
  /** The most that is taken off, as money is typed; empty: no limit. */
  readonly offPerSale: string;
  readonly offPerDay: string;
  readonly offPerGuest: string;
  readonly budgetPoints: number | '';
  readonly budgetMoney: string;
  readonly budgetUses: number | '';
  readonly placeBudgets: readonly PlaceBudgetValues[];
  readonly isCut: boolean;
  readonly group: string;
  readonly isExclusive: boolean;
  readonly priority: number | '';
  /** Whole per cent of guests who get nothing; 0: no control group. */
  readonly controlPercent: number;
  /** Empty: one way for all guests. */
  readonly variants: readonly VariantValues[];
  readonly isTold: boolean;
}

const VARIANT_IDS = ['A', 'B', 'C', 'D', 'E'] as const;
export const MOST_VARIANTS = VARIANT_IDS.length;
export const USUAL_PRIORITY = 100;

export const FIRST_TASK: TaskValues = {
  id: 'task-1',
  deed: 'VISITS',
  count: 5,
  freezes: 0,
  amount: '',
  categories: [],
  skus: [],
  code: '',
};
export const FIRST_STEP: StepValues = { percent: 50, points: '' };
export const FIRST_PART: ComboPartValues = { categories: [], skus: [], pieces: 1 };

const NO_MONEY_OFF: MoneyOffValues = {
  moneyOff: 'SHARE',
  percentOff: '10',
  amountOff: '',
  pieces: 2,
  times: '',
  parts: [FIRST_PART, FIRST_PART],
  takenOff: 'GET',
  leastToPay: '',
};

const NO_MESSAGE: MessageValues = { titleRu: '', titleEn: '', textRu: '', textEn: '' };

/** A form before anything is typed. */
export const EMPTY: CampaignValues = {
  type: null,
  nameRu: '',
  nameEn: '',
  segments: [],
  tiers: [],
  restaurantIds: [],
  mustJoin: false,
  gives: 'MULTIPLIER',
  ...typedGain(null, ''),
  tasks: [FIRST_TASK],
  payouts: [FIRST_PAYOUT],
  steps: [],
  validity: 'PROGRAM',
  validFromDays: '',
  validUntilDays: '',
  validFromDate: '',
  validUntilDate: '',
  spendableIn: [],
  spendableOn: [],
  when: null,
  startsAt: '',
  endsAt: '',
  repeat: 'NONE',
  weekdays: ['6'],
  monthDay: 1,
  nth: '1',
  weekday: '6',
  from: '00:00',
  to: '24:00',
  days: 1,
  exceptions: [],
  perSale: '',
  perDay: '',
  perGuest: '',
  uses: '',
  offPerSale: '',
  offPerDay: '',
  offPerGuest: '',
  budgetPoints: '',
  budgetMoney: '',
  budgetUses: '',
  placeBudgets: [],
  isCut: true,
  group: '',
  isExclusive: true,
  priority: USUAL_PRIORITY,
  controlPercent: 0,
  variants: [],
  isTold: false,
  ...NO_MONEY_OFF,
  ...NO_MESSAGE,
};

/** A further task, with an id that none of them has. */
export function anotherTask(tasks: readonly TaskValues[]): TaskValues {
  const ids = new Set(tasks.map(({ id }) => id));
  let number = tasks.length + 1;
  while (ids.has(`task-${String(number)}`)) number += 1;
  return { ...FIRST_TASK, id: `task-${String(number)}` };
}

/** Two variants of equal shares, the same as the campaign in all else. */
export function firstVariants(): readonly VariantValues[] {
  const first = anotherVariant([]);
  return [first, anotherVariant([first])].map((variant) => ({ ...variant, percent: '50' }));
}

/** A further variant, with an id that none of them has. */
export function anotherVariant(variants: readonly VariantValues[]): VariantValues {
  const id = VARIANT_IDS.find((letter) => variants.every((variant) => variant.id !== letter)) ?? '';
  return {
    id,
    percent: '',
    gives: 'SAME',
    ...typedGain(null, ''),
    ...NO_MESSAGE,
  };
}

/** Whether a sale itself gains points, which a variant can replace. */
export function hasOffer({ gives }: Pick<CampaignValues, 'gives'>): boolean {
  return isGainKind(gives);
}

/** Whether it gives points, whose begin and end it may set. */
export function givesPoints(values: Pick<CampaignValues, 'gives' | 'payouts'>): boolean {
  return hasOffer(values) || (values.gives === 'TASKS' && values.payouts.some(({ kind }) => kind === 'points'));
}

export function isTold({ isTold: isChosen, gives }: Pick<CampaignValues, 'isTold' | 'gives'>): boolean {
  return isChosen || gives === 'MESSAGE';
}
