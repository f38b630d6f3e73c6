/** The measures of tasks that goods are bought for: each is one entry here, its name in the type, and its words on the pages. */
import { categoryKey } from '../basics/category-key';
import { countedQuantities } from '../spending/combos';
import type { SaleFacts } from '../act/sale-facts';
import type { CampaignTask, TaskMeasure, TaskUnit } from '../act/campaign.types';
import type { LineDivision, TaskPart } from '../act/types';
import { MOST_DIFFERENT, partOf } from './campaign-progress';
import { weekOf } from './streaks';

/** The lines of a sale that count in a task. */
type CountedLines = {
  readonly task: string;
  /** Indexes of these lines in the sale, rising; at least one. */
  readonly counted: readonly number[];
  readonly facts: SaleFacts;
  readonly divided: readonly LineDivision[];
};

type BuyTask = Extract<CampaignTask, { readonly kind: 'BUY' }>;

export type MeasureKind = {
  /** Names the counted things in the API document. */
  readonly text: string;
  /** How many digits of an amount are decimals: the currency's, a quantity's, or none. */
  readonly digits: 'CURRENCY' | 'QUANTITY' | 'NONE';
  readonly partsOf: (lines: CountedLines) => readonly TaskPart[];
  /** The greatest target that a guest can reach in the task. Absent: every target can be reached. */
  readonly most?: (task: BuyTask, restaurantIds: readonly string[]) => number;
};

export const MEASURES: Readonly<Record<TaskMeasure, MeasureKind>> = {
  QUANTITY: {
    text: 'pieces, in thousandths',
    digits: 'QUANTITY',
    partsOf: ({ task, counted, facts, divided }) => {
      const byLine = nothing(divided);
      countedQuantities(facts.lines, counted).forEach((quantity, at) => (byLine[counted[at] as number] = quantity));
      return [{ task, byLine, whole: 0 }];
    },
  },
  AMOUNT: {
    text: 'what is paid, in minor units',
    digits: 'CURRENCY',
    partsOf: ({ task, counted, divided }) => {
      const byLine = nothing(divided);
      for (const index of counted) byLine[index] = (divided[index] as LineDivision).payable;
      return [{ task, byLine, whole: 0 }];
    },
  },
  VISITS: {
    text: 'sales',
    digits: 'NONE',
    partsOf: ({ task, divided }) => [once(task, divided)],
  },
  RESTAURANTS: {
    text: 'different restaurants of sales',
    digits: 'NONE',
    partsOf: ({ task, facts, divided }) => [once(partOf(task, facts.act.restaurantId), divided)],
    most: (_, restaurantIds) => Math.min(restaurantIds.length || MOST_DIFFERENT, MOST_DIFFERENT),
  },
  CATEGORIES: {
    text: 'different categories of lines, compared without case',
    digits: 'NONE',
    partsOf: categoriesOf,
    most: mostCategories,
  },
  WEEKS: {
    text: 'weeks in a row with a sale, from Monday to Sunday',
    digits: 'NONE',
    partsOf: ({ task, facts, divided }) => [once(partOf(task, String(weekOf(facts.localDay))), divided)],
    most: () => MOST_DIFFERENT,
  },
};

export const taskMeasures = () => Object.keys(MEASURES) as TaskMeasure[];
export const taskUnits = (): TaskUnit[] => [...taskMeasures(), 'TIMES'];

function nothing(divided: readonly LineDivision[]): number[] {
  return new Array<number>(divided.length).fill(0);
}

function once(task: string, divided: readonly LineDivision[]): TaskPart {
  return { task, byLine: nothing(divided), whole: 1 };
}

/** Each line counts 1 in its category, and a refund takes the 1 back when it takes back the whole line. */
function categoriesOf({ task, counted, facts, divided }: CountedLines): TaskPart[] {
  const byCategory = new Map<string, number[]>();
  for (const index of counted) {
    const category = facts.lines[index]?.category ?? null;
    if (category === null) continue;
    const key = partOf(task, categoryKey(category));
    const byLine = byCategory.get(key) ?? nothing(divided);
    byLine[index] = 1;
    byCategory.set(key, byLine);
  }
  return [...byCategory].map(([key, byLine]) => ({ task: key, byLine, whole: 0 }));
}

/** As many as the task names, unless it names articles, which may belong to any category. */
function mostCategories({ categories, skus }: BuyTask): number {
  const named = new Set(categories.map((category) => category.toLowerCase())).size;
  return named > 0 && skus.length === 0 ? Math.min(named, MOST_DIFFERENT) : MOST_DIFFERENT;
}
