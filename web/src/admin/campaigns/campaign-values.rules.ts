import type { RuleGroupType } from 'react-querybuilder';
import type { Campaign, CampaignDraft } from '../../entities/campaign/campaign.api';
import { decimalText, parseDecimal } from '../../shared/format/decimal';
import { parseAmount, typedAmount } from '../../shared/format/money';
import { withoutIds } from '../ui/conditions/condition-fields';

export const REPEATS = ['NONE', 'WEEK', 'MONTH_DAY', 'MONTH_WEEKDAY'] as const;
export type Repeat = (typeof REPEATS)[number];
export const GIVES = ['MULTIPLIER', 'POINTS', 'PER_STEP', 'TASKS', 'MESSAGE'] as const;
export type Gives = (typeof GIVES)[number];
/** The demand of a task: so much bought, or an activity. */
export const DEEDS = ['VISITS', 'AMOUNT', 'QUANTITY', 'ACTIVITY'] as const;
export type Deed = (typeof DEEDS)[number];
export const UNITS = ['POINTS', 'MONEY', 'USES'] as const;
export type Unit = (typeof UNITS)[number];
export const NTHS = ['1', '2', '3', '4', '-1'] as const;
export const WEEKDAYS = ['1', '2', '3', '4', '5', '6', '7'] as const;

export interface TaskValues {
  readonly id: string;
  readonly deed: Deed;
  /** Visits, pieces or times; the amount stands in `amount`. */
  readonly count: number | '';
  readonly amount: string;
  readonly categories: readonly string[];
  readonly skus: readonly string[];
  /** The code of the activity; empty: none is chosen. */
  readonly code: string;
}

/** Points, or a reward of the catalogue where `rewardCode` is a text. */
export interface PayoutValues {
  readonly points: number | '';
  readonly rewardCode: string | null;
}

/** A budget of one restaurant; money as it was typed. */
export interface PlaceBudgetValues {
  readonly restaurantId: string;
  readonly unit: Unit;
  readonly limit: string;
}

/** How a variant differs from the campaign: SAME, or an offer of its own. */
export const VARIANT_GIVES = ['SAME', 'MULTIPLIER', 'POINTS', 'PER_STEP'] as const;
export type VariantGives = (typeof VARIANT_GIVES)[number];

/** The message of a campaign or of one of its variants, as it was typed. */
export interface MessageValues {
  readonly titleRu: string;
  readonly titleEn: string;
  readonly textRu: string;
  readonly textEn: string;
}

/** One of the ways of a campaign; an empty message is that of the campaign. */
export interface VariantValues extends MessageValues {
  readonly id: string;
  /** Per cent of the guests as it was typed. */
  readonly percent: string;
  readonly gives: VariantGives;
  readonly factor: string;
  readonly points: number | '';
  readonly step: string;
}

/** The values of the form's fields. Money and factors are text as it was typed. */
export interface CampaignValues extends MessageValues {
  /** The kind that a template brought or the document has; null: found from the other fields. */
  readonly type: CampaignDraft['type'] | null;
  readonly nameRu: string;
  readonly nameEn: string;
  readonly segments: readonly string[];
  readonly tiers: readonly string[];
  readonly restaurantIds: readonly string[];
  readonly mustJoin: boolean;
  readonly gives: Gives;
  readonly factor: string;
  readonly points: number | '';
  readonly step: string;
  readonly tasks: readonly TaskValues[];
  readonly payouts: readonly PayoutValues[];
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

const MILLION = 1_000_000;
const FACTOR_DECIMALS = 6;
const THOUSAND = 1_000;
const PPM_OF_PERCENT = 10_000;
const PERCENT_DECIMALS = 4;
const VARIANT_IDS = ['A', 'B', 'C', 'D', 'E'] as const;
export const MOST_VARIANTS = VARIANT_IDS.length;
const USUAL_PRIORITY = 100;
const DAY_MS = 86_400_000;

const FIRST_TASK: TaskValues = {
  id: 'task-1',
  deed: 'VISITS',
  count: 5,
  amount: '',
  categories: [],
  skus: [],
  code: '',
};
const FIRST_PAYOUT: PayoutValues = { points: '', rewardCode: null };

const EMPTY: CampaignValues = {
  type: null,
  nameRu: '',
  nameEn: '',
  segments: [],
  tiers: [],
  restaurantIds: [],
  mustJoin: false,
  gives: 'MULTIPLIER',
  factor: '2',
  points: '',
  step: '',
  tasks: [FIRST_TASK],
  payouts: [FIRST_PAYOUT],
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
  titleRu: '',
  titleEn: '',
  textRu: '',
  textEn: '',
};

export const TEMPLATES = [
  'WEEKEND',
  'CATEGORY',
  'TIER_CHALLENGE',
  'BIRTHDAY',
  'WIN_BACK',
  'VISITS',
  'LAUNCH',
  'MESSAGE',
  'BLANK',
] as const;
export type Template = (typeof TEMPLATES)[number];

/** The texts that a template brings, in both languages. */
interface TemplateTexts {
  readonly nameRu: string;
  readonly nameEn: string;
  readonly titleRu: string;
  readonly titleEn: string;
  readonly textRu: string;
  readonly textEn: string;
}

const ONE_CATEGORY: RuleGroupType = { combinator: 'and', rules: [{ field: 'category', operator: '=', value: '' }] };

/**
 * First values of a form made from a template; `startsAt` is a local time of the network. A category, a segment or
 * a tier, which only the network knows, is left to be chosen.
 */
export function valuesOfTemplate(template: Template, texts: TemplateTexts, startsAt: string): CampaignValues {
  const begun = { ...EMPTY, startsAt };
  const named = { ...begun, ...texts };
  switch (template) {
    case 'WEEKEND':
      return {
        ...named,
        type: 'POINTS_MULTIPLIER',
        repeat: 'WEEK',
        weekdays: ['6'],
        days: 2,
        controlPercent: 10,
      };
    case 'CATEGORY':
      return { ...named, type: 'CATEGORY_BONUS', factor: '3', when: ONE_CATEGORY, endsAt: daysAfter(startsAt, 7) };
    case 'TIER_CHALLENGE':
      return {
        ...named,
        type: 'TIER_CHALLENGE',
        gives: 'TASKS',
        tasks: [{ ...FIRST_TASK, deed: 'AMOUNT', amount: '5000' }],
        payouts: [{ points: 500, rewardCode: null }],
        endsAt: daysAfter(startsAt, 30),
      };
    case 'BIRTHDAY':
      return {
        ...named,
        type: 'BIRTHDAY',
        gives: 'POINTS',
        points: 500,
        when: { combinator: 'and', rules: [{ field: 'birthdayToday', operator: '=', value: true }] },
        perDay: 500,
      };
    case 'WIN_BACK':
      return {
        ...named,
        type: 'WIN_BACK',
        gives: 'POINTS',
        points: 300,
        uses: 1,
        isTold: true,
        controlPercent: 10,
      };
    case 'VISITS':
      return {
        ...named,
        type: 'VISIT_CHALLENGE',
        gives: 'TASKS',
        payouts: [{ points: 300, rewardCode: null }],
        endsAt: daysAfter(startsAt, 30),
      };
    case 'LAUNCH':
      return { ...named, type: 'PRODUCT_LAUNCH', factor: '5', when: ONE_CATEGORY, endsAt: daysAfter(startsAt, 14) };
    case 'MESSAGE':
      return { ...named, type: 'MESSAGE', gives: 'MESSAGE', isTold: true };
    case 'BLANK':
      return begun;
  }
}

function daysAfter(time: string, days: number): string {
  return new Date(Date.parse(`${time}Z`) + days * DAY_MS).toISOString().slice(0, time.length);
}

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
    factor: EMPTY.factor,
    points: '',
    step: '',
    titleRu: '',
    titleEn: '',
    textRu: '',
    textEn: '',
  };
}

export function valuesOf(document: Campaign['document'], currency: string): CampaignValues {
  const { audience, where, offer, challenge, schedule, caps, budgets, group, control, announcement } = document;
  const { recurrence } = schedule;
  const budget = (unit: string) => budgets.find((one) => one.unit === unit && one.restaurantId === null)?.limit;
  const offered = offer !== null && offer.kind !== 'MULTIPLIER' ? offer.points : undefined;
  return {
    ...EMPTY,
    type: document.type,
    nameRu: document.name['ru'] ?? '',
    nameEn: document.name['en'] ?? '',
    segments: audience.segments,
    tiers: audience.tiers,
    restaurantIds: where.restaurantIds,
    mustJoin: document.join === 'JOINED',
    gives: challenge !== null ? 'TASKS' : givesOf(offer),
    factor: offer?.kind === 'MULTIPLIER' ? decimalText(offer.multiplierPpm, FACTOR_DECIMALS, '.') : EMPTY.factor,
    points: offered ?? '',
    step: offer?.kind === 'PER_STEP' ? typedAmount(offer.step, currency) : '',
    tasks: challenge?.tasks.map((task) => taskValuesOf(task, currency)) ?? EMPTY.tasks,
    payouts:
      challenge?.payouts.map((payout) =>
        'points' in payout
          ? { points: payout.points, rewardCode: null }
          : { points: '', rewardCode: payout.rewardCode },
      ) ?? EMPTY.payouts,
    when: document.when as RuleGroupType | null,
    startsAt: schedule.startsAt,
    endsAt: schedule.endsAt ?? '',
    repeat: recurrence?.by ?? 'NONE',
    weekdays: recurrence?.by === 'WEEK' ? recurrence.weekdays.map(String) : EMPTY.weekdays,
    monthDay: recurrence?.by === 'MONTH_DAY' ? recurrence.day : 1,
    nth: recurrence?.by === 'MONTH_WEEKDAY' ? String(recurrence.nth) : '1',
    weekday: recurrence?.by === 'MONTH_WEEKDAY' ? String(recurrence.weekday) : '6',
    from: recurrence?.from ?? '00:00',
    to: recurrence?.to ?? '24:00',
    days: recurrence?.days ?? 1,
    exceptions: schedule.exceptions,
    perSale: caps?.perSale ?? '',
    perDay: caps?.perDay ?? '',
    perGuest: caps?.perGuest ?? '',
    uses: caps?.uses ?? '',
    budgetPoints: budget('POINTS') ?? '',
    budgetMoney: budget('MONEY') === undefined ? '' : typedAmount(budget('MONEY') ?? 0, currency),
    budgetUses: budget('USES') ?? '',
    placeBudgets: budgets.flatMap(({ unit, restaurantId, limit }) =>
      restaurantId === null
        ? []
        : [{ restaurantId, unit, limit: unit === 'MONEY' ? typedAmount(limit, currency) : String(limit) }],
    ),
    isCut: document.onShortBudget === 'CUT',
    group: group?.code ?? '',
    isExclusive: group?.mode !== 'STACKABLE',
    priority: document.priority,
    controlPercent: control === null ? 0 : Math.round(control.sharePpm / PPM_OF_PERCENT),
    variants: (document.variants ?? []).map((variant) => variantValuesOf(variant, currency)),
    isTold: announcement !== null,
    ...messageValuesOf(announcement),
  };
}

/** The document of the typed values. Members that the form does not show are kept from `before`; the server reports missing ones. */
export function documentOf(
  values: CampaignValues,
  currency: string,
  before: Campaign['document'] | null,
): CampaignDraft {
  const budget = (unit: 'POINTS' | 'MONEY' | 'USES', limit: number | '' | null) =>
    limit === '' || limit === null ? [] : [{ unit, restaurantId: null, limit }];
  const money = values.budgetMoney === '' ? null : (parseAmount(values.budgetMoney, currency) ?? 0);
  const hasCaps = [values.perSale, values.perDay, values.perGuest, values.uses].some((cap) => cap !== '');
  const hasVariants = values.variants.length > 0;
  return {
    schema: hasVariants ? 2 : 1,
    name: spoken(values.nameRu.trim(), values.nameEn.trim()),
    type: typeOf(values),
    audience: { segments: [...values.segments], tiers: [...values.tiers] },
    join: values.mustJoin ? 'JOINED' : 'ALL',
    where: { restaurantIds: [...values.restaurantIds], channels: before?.where.channels ?? [] },
    schedule: {
      startsAt: values.startsAt,
      endsAt: values.endsAt === '' ? null : values.endsAt,
      recurrence: recurrenceOf(values),
      exceptions: [...values.exceptions],
    },
    when:
      values.when === null || values.when.rules.length === 0
        ? null
        : (withoutIds(values.when) as CampaignDraft['when']),
    offer:
      before?.offer?.kind === 'PER_QUANTITY' && values.gives === 'POINTS'
        ? { ...before.offer, points: values.points === '' ? 0 : values.points }
        : offerOf(values, currency),
    challenge: challengeOf(values, currency),
    caps: hasCaps
      ? {
          perSale: orNull(values.perSale),
          perDay: orNull(values.perDay),
          perWeek: before?.caps?.perWeek ?? null,
          perGuest: orNull(values.perGuest),
          uses: orNull(values.uses),
        }
      : null,
    budgets: [
      ...budget('POINTS', values.budgetPoints),
      ...budget('MONEY', money),
      ...budget('USES', values.budgetUses),
      ...values.placeBudgets.map(({ restaurantId, unit, limit }) => ({
        unit,
        restaurantId,
        limit: (unit === 'MONEY' ? parseAmount(limit, currency) : parseDecimal(limit, 0)) ?? 0,
      })),
    ],
    onShortBudget: values.isCut ? 'CUT' : 'REFUSE',
    group:
      values.group.trim() === ''
        ? null
        : { code: values.group.trim().toUpperCase(), mode: values.isExclusive ? 'EXCLUSIVE' : 'STACKABLE' },
    priority: values.priority === '' ? USUAL_PRIORITY : values.priority,
    control: values.controlPercent === 0 ? null : { sharePpm: values.controlPercent * PPM_OF_PERCENT },
    announcement: isTold(values) ? announcementOf(values) : null,
    ...(hasVariants && { variants: values.variants.map((variant) => variantOf(variant, values, currency, before)) }),
  };
}

/** Whether a sale itself gains something, which a variant can replace. */
export function hasOffer({ gives }: Pick<CampaignValues, 'gives'>): boolean {
  return gives !== 'TASKS' && gives !== 'MESSAGE';
}

export function isTold({ isTold: isChosen, gives }: Pick<CampaignValues, 'isTold' | 'gives'>): boolean {
  return isChosen || gives === 'MESSAGE';
}

/** Points that a receipt of `paid` brings by the programme's base, and what the offer adds to it. */
export function exampleOf(
  values: CampaignValues,
  currency: string,
  base: { readonly step: number; readonly points: number } | null,
  paid: number,
): { readonly usual: number; readonly added: number } {
  const usual = base === null ? 0 : Math.floor(paid / base.step) * base.points;
  const offer = offerOf(values, currency);
  if (offer === null) return { usual, added: 0 };
  const cap = values.perSale === '' ? Infinity : values.perSale;
  return { usual, added: Math.min(cap, addedBy(offer, usual, paid)) };
}

/** The part of the form in which the server found a mistake, by its place in the document. */
export function stepOf(path: string): Step {
  const [member = ''] = path.replace(/^document\./, '').split(/[.[]/);
  return STEP_OF_MEMBER[member] ?? 'start';
}

export const STEPS = ['who', 'offer', 'when', 'budget', 'test', 'message', 'start'] as const;
export type Step = (typeof STEPS)[number];

const STEP_OF_MEMBER: Readonly<Record<string, Step>> = {
  name: 'who',
  audience: 'who',
  join: 'who',
  where: 'who',
  offer: 'offer',
  challenge: 'offer',
  when: 'offer',
  schedule: 'when',
  caps: 'budget',
  budgets: 'budget',
  group: 'budget',
  priority: 'budget',
  control: 'test',
  variants: 'test',
  announcement: 'message',
};

function addedBy(offer: NonNullable<CampaignDraft['offer']>, usual: number, paid: number): number {
  switch (offer.kind) {
    case 'MULTIPLIER':
      return Math.floor((usual * (offer.multiplierPpm - MILLION)) / MILLION);
    case 'POINTS':
      return offer.points;
    case 'PER_STEP':
      return offer.step === 0 ? 0 : Math.floor(paid / offer.step) * offer.points;
    case 'PER_QUANTITY':
      return offer.points;
  }
}

function givesOf(offer: Campaign['document']['offer']): Gives {
  if (offer === null) return 'MESSAGE';
  return offer.kind === 'PER_QUANTITY' ? 'POINTS' : offer.kind;
}

const TASK_TYPES: ReadonlySet<CampaignDraft['type']> = new Set([
  'TIER_CHALLENGE',
  'VISIT_CHALLENGE',
  'REFERRAL',
  'TASKS',
]);

/** The kind by which lists show it: the known one where it fits what the campaign gives. */
function typeOf({ type, gives, tasks, when, repeat }: CampaignValues): CampaignDraft['type'] {
  if (gives === 'MESSAGE') return 'MESSAGE';
  const isOfTasks = gives === 'TASKS';
  if (type !== null && type !== 'MESSAGE' && TASK_TYPES.has(type) === isOfTasks) return type;
  if (isOfTasks) return tasks.length === 1 && tasks[0]?.deed !== 'ACTIVITY' ? 'VISIT_CHALLENGE' : 'TASKS';
  if (when?.rules.some((rule) => 'field' in rule && rule.field.startsWith('birthday')) === true) return 'BIRTHDAY';
  if (when?.rules.some((rule) => 'field' in rule && rule.field === 'category') === true) return 'CATEGORY_BONUS';
  return gives === 'MULTIPLIER' || repeat !== 'NONE' ? 'POINTS_MULTIPLIER' : 'WIN_BACK';
}

function recurrenceOf(values: CampaignValues): CampaignDraft['schedule']['recurrence'] {
  const hours = { from: values.from, to: values.to, days: values.days === '' ? 1 : values.days };
  switch (values.repeat) {
    case 'NONE':
      return null;
    case 'WEEK':
      return { by: 'WEEK', weekdays: values.weekdays.map(Number).sort((a, b) => a - b), ...hours };
    case 'MONTH_DAY':
      return { by: 'MONTH_DAY', day: values.monthDay === '' ? 1 : values.monthDay, ...hours };
    case 'MONTH_WEEKDAY':
      return {
        by: 'MONTH_WEEKDAY',
        nth: Number(values.nth) as 1 | 2 | 3 | 4 | -1,
        weekday: Number(values.weekday),
        ...hours,
      };
  }
}

function offerOf(
  values: Pick<CampaignValues, 'factor' | 'points' | 'step'> & { readonly gives: Gives | VariantGives },
  currency: string,
): CampaignDraft['offer'] {
  const points = values.points === '' ? 0 : values.points;
  switch (values.gives) {
    case 'MULTIPLIER':
      return { kind: 'MULTIPLIER', multiplierPpm: parseDecimal(values.factor, FACTOR_DECIMALS) ?? 0 };
    case 'POINTS':
      return { kind: 'POINTS', points };
    case 'PER_STEP':
      return { kind: 'PER_STEP', step: parseAmount(values.step, currency) ?? 0, points };
    case 'TASKS':
    case 'MESSAGE':
    case 'SAME':
      return null;
  }
}

type Variant = NonNullable<CampaignDraft['variants']>[number];

function variantValuesOf({ id, sharePpm, offer, announcement }: Variant, currency: string): VariantValues {
  return {
    id,
    percent: decimalText(sharePpm, PERCENT_DECIMALS, '.'),
    gives: offer === null ? 'SAME' : offer.kind === 'PER_QUANTITY' ? 'POINTS' : offer.kind,
    factor: offer?.kind === 'MULTIPLIER' ? decimalText(offer.multiplierPpm, FACTOR_DECIMALS, '.') : EMPTY.factor,
    points: offer === null || offer.kind === 'MULTIPLIER' ? '' : offer.points,
    step: offer?.kind === 'PER_STEP' ? typedAmount(offer.step, currency) : '',
    ...messageValuesOf(announcement),
  };
}

function variantOf(
  values: VariantValues,
  campaign: CampaignValues,
  currency: string,
  before: Campaign['document'] | null,
): Variant {
  const known = before?.variants?.find(({ id }) => id === values.id)?.offer ?? null;
  const message = announcementOf(values);
  return {
    id: values.id,
    sharePpm: parseDecimal(values.percent, PERCENT_DECIMALS) ?? 0,
    offer: !hasOffer(campaign)
      ? null
      : known?.kind === 'PER_QUANTITY' && values.gives === 'POINTS'
        ? { ...known, points: values.points === '' ? 0 : values.points }
        : offerOf(values, currency),
    announcement: !isTold(campaign) || Object.keys(message).length === 0 ? null : message,
  };
}

function messageValuesOf(message: CampaignDraft['announcement']): MessageValues {
  const { ru, en } = message ?? {};
  return {
    titleRu: ru?.title ?? '',
    titleEn: en?.title ?? '',
    textRu: ru?.text ?? '',
    textEn: en?.text ?? '',
  };
}

type Task = NonNullable<CampaignDraft['challenge']>['tasks'][number];

function taskValuesOf(task: Task, currency: string): TaskValues {
  if (task.kind === 'ACTIVITY')
    return { ...FIRST_TASK, id: task.id, deed: 'ACTIVITY', count: task.target, code: task.code };
  const { id, measure, target, categories, skus } = task;
  const counted = measure === 'QUANTITY' ? target / THOUSAND : target;
  return {
    ...FIRST_TASK,
    id,
    deed: measure,
    count: measure === 'AMOUNT' ? '' : counted,
    amount: measure === 'AMOUNT' ? typedAmount(target, currency) : '',
    categories,
    skus,
  };
}

function taskOf({ id, deed, count, amount, categories, skus, code }: TaskValues, currency: string): Task {
  const counted = count === '' ? 0 : count;
  if (deed === 'ACTIVITY') return { id, kind: 'ACTIVITY', code, target: counted };
  const target = { VISITS: counted, QUANTITY: counted * THOUSAND, AMOUNT: parseAmount(amount, currency) ?? 0 }[deed];
  return { id, kind: 'BUY', skus: [...skus], categories: [...categories], measure: deed, target };
}

function challengeOf(values: CampaignValues, currency: string): CampaignDraft['challenge'] {
  if (values.gives !== 'TASKS') return null;
  return {
    tasks: values.tasks.map((task) => taskOf(task, currency)),
    payouts: values.payouts.map(({ points, rewardCode }) =>
      rewardCode === null ? { points: points === '' ? 0 : points } : { rewardCode },
    ),
  };
}

function announcementOf(values: MessageValues): NonNullable<CampaignDraft['announcement']> {
  const ru = { title: values.titleRu.trim(), text: values.textRu.trim() };
  const en = { title: values.titleEn.trim(), text: values.textEn.trim() };
  const isTyped = ({ title, text }: typeof ru) => title !== '' || text !== '';
  return { ...(isTyped(ru) && { ru }), ...(isTyped(en) && { en }) };
}

function spoken(ru: string, en: string): Record<string, string> {
  return { ...(ru !== '' && { ru }), ...(en !== '' && { en }) };
}

const orNull = (value: number | ''): number | null => (value === '' ? null : value);
