import type { OpenTill } from '../../entities/restaurant/open-tills.api';

/** The till at which the cashier works: a point of sale and its restaurant. */
export type Till = OpenTill;

/** The choice is stored for each person on the device, because another cashier may choose another till. */
export function readTill(userId: string): Till | null {
  const stored = localStorage.getItem(storedAt(userId));
  return stored === null ? null : (JSON.parse(stored) as Till);
}

export function rememberTill(userId: string, till: Till): void {
  localStorage.setItem(storedAt(userId), JSON.stringify(till));
}

function storedAt(userId: string): string {
  return `loyalty.cashier.till.${userId}`;
}
