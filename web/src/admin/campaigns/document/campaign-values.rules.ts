import type { RuleGroupType } from 'react-querybuilder';
import type { CampaignDraft } from '../../../entities/campaign/campaign.api';
import { GAIN_KINDS, type GainKind, isGainKind, type TypedGain, typedGain } from '../../../entities/campaign/gains';
import { FIRST_MONEY_OFF, type MoneyOffValues } from './money-off.rules';
import { FIRST_PAYOUT, type PayoutValues } from './payouts.rules';
import { NO_RAILS, type RailValues } from './rails.rules';
import { FIRST_TASK, type TaskValues } from './tasks.rules';

export const REPEATS = ['NONE', 'WEEK', 'MONTH_DAY', 'MONTH_WEEKDAY'] as const;
export type Repeat = (typeof REPEATS)[number];
export type Gives = GainKind | 'MONEY_OFF' | 'TASKS' | 'MESSAGE';
export const GIVES: readonly Gives[] = [...GAIN_KINDS, 'MONEY_OFF', 'TASKS', 'MESSAGE'];
export const UNITS = ['POINTS', 'MONEY', 'USES'] as const;
export type Unit = (typeof UNITS)[number];
export const NTHS = ['1', '2', '3', '4', '-1'] as const;
export const WEEKDAYS = ['1', '2', '3', '4', '5', '6', '7'] as const;

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

/** How the validity of a campaign's points is set. */
export const VALIDITIES = ['PROGRAM', 'DAYS', 'DATES'] as const;
export type Validity = (typeof VALIDITIES)[number];

/** The values of the form's fields. Money and factors are text as it was typed. */
export interface CampaignValues extends RailValues, MessageValues, MoneyOffValues, TypedGain {
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
  /** Empty: all guests get the same offer. */
  readonly variants: readonly VariantValues[];
  readonly isTold: boolean;
}

const VARIANT_IDS = ['A', 'B', 'C', 'D', 'E'] as const;
export const MOST_VARIANTS = VARIANT_IDS.length;
export const USUAL_PRIORITY = 100;

export const FIRST_STEP: StepValues = { percent: 50, points: '' };

export const NO_MESSAGE: MessageValues = { titleRu: '', titleEn: '', textRu: '', textEn: '' };

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
  ...NO_RAILS,
  ...FIRST_MONEY_OFF,
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

/** Whether the campaign gives points, whose validity may be set. */
export function givesPoints(values: Pick<CampaignValues, 'gives' | 'payouts'>): boolean {
  return hasOffer(values) || (values.gives === 'TASKS' && values.payouts.some(({ kind }) => kind === 'points'));
}

export function isTold({ isTold: isChosen, gives }: Pick<CampaignValues, 'isTold' | 'gives'>): boolean {
  return isChosen || gives === 'MESSAGE';
}

/** Whether a person has written the message: it is neither empty nor the generated one. */
export function isWritten(typed: MessageValues, made: MessageValues | null): boolean {
  return !isSameMessage(typed, NO_MESSAGE) && (made === null || !isSameMessage(typed, made));
}

export function isSameMessage(one: MessageValues, other: MessageValues): boolean {
  return (Object.keys(NO_MESSAGE) as (keyof MessageValues)[]).every((key) => one[key].trim() === other[key].trim());
}
