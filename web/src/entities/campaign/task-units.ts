import type { Format } from '../../shared/format/use-format';
import type { CampaignOfGuest } from './campaign.api';

/** The measures of tasks of goods, and TIMES for an activity. */
export type TaskUnit = CampaignOfGuest['tasks'][number]['unit'];

/** Which of the amounts of tasks are money, and how many of the others make one that people count. Absent: one. */
const COUNTED: Partial<Readonly<Record<TaskUnit, 'MONEY' | number>>> = { AMOUNT: 'MONEY', QUANTITY: 1_000 };

/** How many of a unit make one that people count; null: it is money. */
export function oneOf(unit: TaskUnit): number | null {
  const { [unit]: counted = 1 } = COUNTED;
  return counted === 'MONEY' ? null : counted;
}

/** An amount of a task as people read it. */
export function amountOfTask(value: number, unit: TaskUnit, format: Pick<Format, 'number' | 'money'>): string {
  const one = oneOf(unit);
  return one === null ? format.money(value) : format.number(value / one);
}
