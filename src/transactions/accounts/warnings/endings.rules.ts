import { endOf, type GuestState, type Lot, WITH_INACTIVITY } from '../../../decision';

type GuestTerms = Pick<GuestState['counters'], 'terms' | 'inactivity'>;

/** The columns of a lot that say when it ends and how many points end with it. */
export type EndingLot = Pick<Lot, 'lotId' | 'expiresAt' | 'remaining'>;

/** A guest's lots that end by themselves after `after` and up to `to`. */
export interface LotSpan {
  readonly after: number;
  readonly to: number;
  /** Whether lots are left out when a message has told the guest of their end. */
  readonly isUntold: boolean;
}

/** Lots of one guest that end at the same instant, for one warning. */
export interface Ending {
  readonly endsAt: number;
  readonly lots: readonly { readonly lotId: string; readonly expiresAt: number; readonly points: number }[];
}

/** Points that end after `now` and up to `horizon` and have no delivered warning, soonest first. */
export function endingsOf(
  { lots, counters }: { readonly lots: readonly EndingLot[] | null; readonly counters: GuestTerms },
  now: number,
  horizon: number,
): Ending[] {
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

/** Spans that hold each lot that `endingsOf` names: one of the lots' own ends, and those of lots that terms or inactivity let end then. */
export function spansOf({ terms, inactivity }: GuestTerms, now: number, horizon: number): LotSpan[] {
  const isEnding = ({ endsAt, isWarned: warned }: { endsAt: number; isWarned: boolean }) =>
    endsAt > now && endsAt <= horizon && !warned;
  const moved = terms.filter(isEnding).map(({ expiresAt }) => expiresAt);
  if (inactivity !== null && isEnding(inactivity)) moved.push(WITH_INACTIVITY);
  return [
    { after: now, to: horizon, isUntold: true },
    ...[...new Set(moved)].map((end) => ({ after: end - 1, to: end, isUntold: false })),
  ];
}

function isWarned(lotId: string, endsAt: number, { terms, inactivity }: GuestTerms): boolean {
  const term = terms.find((one) => one.lotId === lotId && one.endsAt === endsAt);
  return term?.isWarned ?? (inactivity?.endsAt === endsAt && inactivity.isWarned);
}
