import type { OpenTill } from '../../entities/restaurant/open-tills.api';

/** The till at which the cashier stands: a point of sale and the restaurant it belongs to. */
export type Till = OpenTill;

/** The choice belongs to the person and the device: another cashier on the same tablet chooses for themselves. */
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
