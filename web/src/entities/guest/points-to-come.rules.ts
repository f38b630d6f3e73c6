import type { GuestBalance } from './guest.api';

/** The next pending points that begin on a day, and how many others wait. */
export function pointsToCome({ pending, beginning }: Pick<GuestBalance, 'pending' | 'beginning'>) {
  const next = beginning.at(0);
  return { next, others: pending - (next?.points ?? 0) };
}
