import type { CampaignDraft } from '../../../entities/campaign/campaign.api';
import { oneOf } from '../../../entities/campaign/task-units';
import { parseAmount, typedAmount } from '../../../shared/format/money';
import type { Format } from '../../../shared/format/use-format';
import { choicesOf, type KindField, type KindForm, type Translate } from './kind-fields.rules';

type Task = NonNullable<CampaignDraft['challenge']>['tasks'][number];
type BuyTask = Extract<Task, { kind: 'BUY' }>;
/** The demand of a task on a guest: to buy so much by a measure, or an activity. */
export type TaskDemand = BuyTask['measure'] | 'ACTIVITY';

export interface TaskValues {
  readonly id: string;
  readonly deed: TaskDemand;
  /** The target of every measure but `AMOUNT`, whose target is in `amount`. */
  readonly count: number | '';
  /** How many weeks a streak may miss. */
  readonly freezes: number | '';
  readonly amount: string;
  readonly categories: readonly string[];
  readonly skus: readonly string[];
  /** The code of the activity; empty: none is chosen. */
  readonly code: string;
}

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

interface TaskWords {
  readonly t: Translate;
  readonly format: Pick<Format, 'money'>;
}

/** The words, activities and goods of the network from which a task's fields are made. */
export interface ForTasks {
  readonly t: Translate;
  readonly activities: readonly string[];
  readonly categories: readonly string[];
  readonly skus: readonly string[];
}

/** The most weeks that a streak may miss. */
const MOST_FREEZES = 10;

/** Members of a task that only one measure uses. */
type OfMeasure = Pick<BuyTask, 'freezes'>;

/** The members that a measure has beside goods and a target; null: none. In the order of the select. */
export const MEASURES: Readonly<Record<BuyTask['measure'], KindForm<TaskValues, OfMeasure, ForTasks> | null>> = {
  VISITS: null,
  AMOUNT: null,
  QUANTITY: null,
  RESTAURANTS: null,
  CATEGORIES: null,
  WEEKS: {
    fields: (_, { t }) => [
      {
        input: 'COUNT',
        member: 'freezes',
        label: t('campaigns.field.freezes'),
        min: 0,
        max: MOST_FREEZES,
        description: t('campaigns.help.freezes'),
      },
    ],
    read: ({ freezes }) => (freezes === '' || freezes === 0 ? {} : { freezes }),
    typed: ({ freezes = 0 }) => ({ freezes }),
  },
};

export const deeds = () => [...Object.keys(MEASURES), 'ACTIVITY'] as TaskDemand[];

export function taskOf(values: TaskValues, currency: string): Task {
  const { id, deed, count, amount, categories, skus, code } = values;
  const counted = count === '' ? 0 : count;
  if (deed === 'ACTIVITY') return { id, kind: 'ACTIVITY', code, target: counted };
  const one = oneOf(deed);
  return {
    id,
    kind: 'BUY',
    skus: [...skus],
    categories: [...categories],
    measure: deed,
    target: one === null ? (parseAmount(amount, currency) ?? 0) : counted * one,
    ...MEASURES[deed]?.read(values, currency),
  };
}

export function taskValuesOf(task: Task, currency: string): TaskValues {
  const { id, target } = task;
  if (task.kind === 'ACTIVITY') return { ...FIRST_TASK, id, deed: 'ACTIVITY', count: target, code: task.code };
  const { measure: deed, categories, skus } = task;
  const one = oneOf(deed);
  return {
    ...FIRST_TASK,
    id,
    deed,
    categories,
    skus,
    ...(one === null ? { count: '', amount: typedAmount(target, currency) } : { count: target / one }),
    ...MEASURES[deed]?.typed(task, currency),
  };
}

export function taskSentence(task: Task, { t, format }: TaskWords): string {
  const { target } = task;
  if (task.kind === 'ACTIVITY') return t('campaigns.say.task.ACTIVITY', { count: target, code: task.code });
  const { measure, categories, skus, freezes = 0 } = task;
  const goods = [...categories, ...skus].join(', ');
  return t(`campaigns.say.task.${measure}`, {
    count: target / (oneOf(measure) ?? 1),
    amount: format.money(target),
    freezes,
    of: goods === '' ? '' : ` (${goods})`,
  });
}

export function taskFields(typed: TaskValues, known: ForTasks): readonly KindField<keyof TaskValues>[] {
  const { t, activities, categories, skus } = known;
  const { deed, code } = typed;
  const target = { label: t(`campaigns.field.taskCount.${deed}`), at: '' };
  const count = { input: 'COUNT', member: 'count', max: 1_000_000, ...target } as const;
  if (deed === 'ACTIVITY')
    return [
      count,
      {
        input: 'CHOICE',
        member: 'code',
        label: t('campaigns.field.activity'),
        description: t('campaigns.help.activity'),
        choices: choicesOf([...new Set(['', ...activities, code])], (one) => one),
      },
    ];
  return [
    oneOf(deed) === null ? { input: 'MONEY', member: 'amount', ...target } : count,
    ...(MEASURES[deed]?.fields(typed, known) ?? []),
    {
      input: 'TAGS',
      member: 'categories',
      label: t('campaigns.field.categories'),
      known: categories,
      description: t('campaigns.help.categories'),
    },
    {
      input: 'TAGS',
      member: 'skus',
      label: t('campaigns.field.skus'),
      known: skus,
      description: t('campaigns.help.skus'),
    },
  ];
}
