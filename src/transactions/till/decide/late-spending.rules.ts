import { type LotPart, type ManualAct, points } from '../../../decision';
import { type JournalRow, NO_SALE_ATTRIBUTES } from '../../ledger/journal/journal-columns';
import { decodeLimitedExpiry } from '../../ledger/journal/stored-json';
import type { RowFrame } from '../../ledger/journal/journal-writer';
import { systemActOf } from '../../ledger/act/system-act';
import { kindOf } from '../kinds/kinds';
import type { ManualBody, TillAct } from '../../ledger/act/till-act';

/** The reason code of a restoration; what a manager says stands beside it as the comment, which can be erased. */
export const RESTORED = 'RESTORED';

/** Points that ended, and how many of them came back before. */
export interface ExpiredPoints {
  readonly expiryId: string;
  readonly expired: number;
  readonly before: number;
  /** The part of `expired` that might not be spent everywhere; left out: none. */
  readonly limited?: readonly LotPart[];
}

/**
 * New points that an act of an offline till spends out of the guest's balance; 0 of any other act. A hold that it
 * captures has kept its points alive itself.
 */
export function pointsSpentOffline({ channel, body, guestId, occurredAt }: TillAct): number {
  if (channel !== 'OFFLINE' || guestId === null || occurredAt === null) return 0;
  return kindOf(body).wants?.(body, null) ?? 0;
}

export function withLimited(expired: ExpiredPoints, limited: readonly LotPart[]): ExpiredPoints {
  return limited.length === 0 ? expired : { ...expired, limited };
}

/** Points in these rows that expired after an instant; none of them can have been restored yet. */
export function expiredIn(rows: readonly JournalRow[], since: number): ExpiredPoints[] {
  return rows.flatMap((row) => {
    const { id, type, reasonCode, occurredAt, pointsEarned } = row;
    if (type !== 'EXPIRY' || reasonCode === 'UNPAID' || occurredAt <= since || pointsEarned === 0) return [];
    return [withLimited({ expiryId: id, expired: pointsEarned, before: 0 }, decodeLimitedExpiry(row))];
  });
}

/** The credits that bring back exactly what an act spends, as far as so much had expired: earliest end first. */
export function restorationsOf(expiries: readonly ExpiredPoints[], spent: number, at: number): ManualAct[] {
  let wanted = spent;
  return expiries.flatMap(({ expiryId, expired, before, limited }): ManualAct[] => {
    const amount = Math.min(wanted, expired - before);
    if (amount <= 0) return [];
    wanted -= amount;
    return [
      {
        kind: 'MANUAL',
        direction: 'CREDIT',
        points: points(amount),
        reasonCode: RESTORED,
        occurredAt: at,
        restaurantId: null,
        restores: {
          expiryId,
          expired: points(expired),
          before: points(before),
          ...(limited && { limited }),
          spentAtOnce: true,
        },
      },
    ];
  });
}

/** How the till itself records such a credit for an act. */
export function restorationFor(of: TillAct, credit: ManualAct): TillAct & { readonly body: ManualBody } {
  const act = systemActOf(of.networkId, of.guestId, {
    kind: 'MANUAL',
    direction: credit.direction,
    points: credit.points,
    reasonCode: credit.reasonCode,
    comment: null,
    expiryId: credit.restores?.expiryId ?? null,
  });
  return { ...act, channel: of.channel, requestId: of.requestId };
}

/** The frame of its row. */
export function frameOfRestoration(
  { body }: { readonly body: ManualBody },
  {
    at,
    businessDate,
    programVersion,
  }: { readonly at: number; readonly businessDate: string; readonly programVersion: number },
): RowFrame {
  return {
    type: 'MANUAL',
    programVersion,
    relatedId: body.expiryId,
    lines: null,
    attributes: NO_SALE_ATTRIBUTES,
    direction: body.direction,
    reasonCode: body.reasonCode,
    occurredAt: at,
    recordedAt: at,
    businessDate,
    grounds: {
      tierAsOf: null,
      restoredForDays: null,
      captureGraceMs: null,
      rewards: null,
      reward: null,
      allowance: null,
      joined: null,
      part: null,
      partner: null,
    },
    turn: null,
    details: null,
    identifiedBy: null,
  };
}
