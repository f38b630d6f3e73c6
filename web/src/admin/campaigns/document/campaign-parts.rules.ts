import type { CampaignDraft } from '../../../entities/campaign/campaign.api';
import { FIRST_GAINS as USUAL_GAINS } from '../../../entities/campaign/gains';
import type { MoneyOffKind } from '../../../entities/campaign/money-off';
import { oneOf } from '../../../entities/campaign/task-units';
import type { useTranslation } from '../../../shared/i18n/use-translation';

export type Translate = ReturnType<typeof useTranslation<'admin'>>['t'];
type Challenge = NonNullable<CampaignDraft['challenge']>;
export type Task = Challenge['tasks'][number];
type BuyTask = Extract<Task, { kind: 'BUY' }>;
/** The demand of a task on a guest: the measure of what the guest buys, or an activity. */
export type TaskDemand = BuyTask['measure'] | 'ACTIVITY';

/** The gains of an offer before their points and amounts are typed. */
export const FIRST_GAINS: Readonly<Record<string, object>> = Object.fromEntries(
  Object.entries(USUAL_GAINS).map(([kind, gain]) => [
    kind,
    { ...gain, ...('points' in gain && { points: '' }), ...('step' in gain && { step: '' }) },
  ]),
);

const TENTH = { ratePpm: 100_000 };
export const FIRST_PART = { skus: [], categories: [], pieces: 1 };

/** The kinds of money off in the order of the form, each before its figures are typed. */
export const FIRST_MONEY_OFF: Readonly<Record<MoneyOffKind, object>> = {
  SHARE: { kind: 'SHARE', ...TENTH },
  AMOUNT: { kind: 'AMOUNT', amount: '' },
  EVERY_NTH: { kind: 'EVERY_NTH', ...TENTH, every: 2, times: null },
  CHEAPEST: { kind: 'CHEAPEST', ...TENTH, of: 2 },
  BUY_X_GET_Y: { kind: 'BUY_X_GET_Y', ...TENTH, off: 'GET', times: null, buy: FIRST_PART, get: FIRST_PART },
  COMBO: { kind: 'COMBO', price: '', times: 1, parts: [FIRST_PART, FIRST_PART] },
  FREE_DELIVERY: { kind: 'FREE_DELIVERY' },
};

const HOURS = { from: '00:00', to: '24:00', days: 1 };
export const FIRST_RECURRENCES = {
  NONE: null,
  WEEK: { by: 'WEEK', weekdays: [6], ...HOURS },
  MONTH_DAY: { by: 'MONTH_DAY', day: 1, ...HOURS },
  MONTH_WEEKDAY: { by: 'MONTH_WEEKDAY', nth: 1, weekday: 6, ...HOURS },
} as const;

export const FIRST_TASK: Task = { id: 'task-1', kind: 'BUY', measure: 'VISITS', target: 5, skus: [], categories: [] };

/** A challenge before anything is typed. */
export const FIRST_CHALLENGE = {
  tasks: [FIRST_TASK],
  payouts: [{ points: '' }],
} as unknown as Challenge;

/** A further task, with an id that no task in the list has. */
export function anotherTask(tasks: readonly Task[]): Task {
  const ids = new Set(tasks.map(({ id }) => id));
  let number = tasks.length + 1;
  while (ids.has(`task-${String(number)}`)) number += 1;
  return { ...FIRST_TASK, id: `task-${String(number)}` };
}

export function demandOf(task: Task): TaskDemand {
  return task.kind === 'ACTIVITY' ? 'ACTIVITY' : task.measure;
}

/** The task with another demand. A target that counts things keeps its number; a target in money, before or after the change, is emptied. */
export function withDemand(task: Task, demand: TaskDemand): Task {
  const [before, one] = [oneOf(demandOf(task) === 'ACTIVITY' ? 'TIMES' : (demandOf(task) as never)), unitOf(demand)];
  const target = before === null || one === null ? ('' as unknown as number) : (task.target / before) * one;
  if (demand === 'ACTIVITY') return { id: task.id, kind: 'ACTIVITY', code: '', target };
  const { skus, categories } = task.kind === 'BUY' ? task : (FIRST_TASK as BuyTask);
  return { ...(task.kind === 'BUY' && task), id: task.id, kind: 'BUY', skus, categories, measure: demand, target };
}

/** How many units of a demand a person counts as one (a thousand thousandths are one piece); null: the demand is counted in money. */
export function unitOf(demand: TaskDemand): number | null {
  return demand === 'ACTIVITY' ? 1 : oneOf(demand);
}

type Variant = NonNullable<CampaignDraft['variants']>[number];
const VARIANT_IDS = ['A', 'B', 'C', 'D', 'E'] as const;
const HALF = 500_000;

/** A further variant, with an id that no variant in the list has. */
export function anotherVariant(variants: readonly Variant[]): Variant {
  const id = VARIANT_IDS.find((letter) => variants.every((variant) => variant.id !== letter)) ?? '';
  return { id, sharePpm: '' as unknown as number, offer: null, announcement: null };
}

/** Two variants with equal shares, and with the offer and the message of the campaign. */
export function firstVariants(): readonly Variant[] {
  const first = { ...anotherVariant([]), sharePpm: HALF };
  return [first, { ...anotherVariant([first]), sharePpm: HALF }];
}
