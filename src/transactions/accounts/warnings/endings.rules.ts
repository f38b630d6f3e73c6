import { endOf, type GuestState } from '../../../decision';

/** Lots of one guest that end at the same instant, for one warning. */
export interface Ending {
  readonly endsAt: number;
  readonly lots: readonly { readonly lotId: string; readonly expiresAt: number; readonly points: number }[];
}

/** Points that end after `now` and up to `horizon` and have no delivered warning, soonest first. */
export function endingsOf({ lots, counters }: GuestState, now: number, horizon: number): Ending[] {
  const byEnd = new Map<number, Ending['lots'][number][]>();
  for (const lot of lots ?? []) {
    const endsAt = endOf(lot, counters);
    if (endsAt <= now || endsAt > horizon || isWarned(lot.lotId, endsAt, counters)) continue;
    const { lotId, expiresAt, remaining } = lot;
    const known = byEnd.get(endsAt);
    const named = { lotId, expiresAt, points: remaining };
    if (known === undefined) byEnd.set(endsAt, [named]);
    else known.push(named);
  }
  return [...byEnd].sort(([a], [b]) => a - b).map(([endsAt, of]) => ({ endsAt, lots: of }));
}

function isWarned(lotId: string, endsAt: number, { terms, inactivity }: GuestState['counters']): boolean {
  const term = terms.find((one) => one.lotId === lotId && one.endsAt === endsAt);
  return term?.isWarned ?? (inactivity?.endsAt === endsAt && inactivity.isWarned);
}
