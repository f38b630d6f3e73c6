import type { Format } from '../../shared/format/use-format';
import type { CampaignOfGuest } from './campaign.api';

/** The unit of a task's progress: a measure of what a guest buys, or TIMES for an activity. */
export type TaskUnit = CampaignOfGuest['tasks'][number]['unit'];

/** For each unit `MONEY`, or how many of the unit a person counts as one (a thousand thousandths are one piece). Absent: one. */
const COUNTED: Partial<Readonly<Record<TaskUnit, 'MONEY' | number>>> = { AMOUNT: 'MONEY', QUANTITY: 1_000 };

/** How many of the unit a person counts as one; null: the unit is money. */
export function oneOf(unit: TaskUnit): number | null {
  const { [unit]: counted = 1 } = COUNTED;
  return counted === 'MONEY' ? null : counted;
}

/** An amount of a task as people read it. */
export function amountOfTask(value: number, unit: TaskUnit, format: Pick<Format, 'number' | 'money'>): string {
  const one = oneOf(unit);
  return one === null ? format.money(value) : format.number(value / one);
}
