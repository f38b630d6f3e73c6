import { type LotPart, type ManualAct, points } from '../../../decision';
import { type JournalRow, NO_SALE_ATTRIBUTES } from '../../ledger/journal/journal-columns';
import { decodeLimitedExpiry } from '../../ledger/journal/stored-json';
import type { RowFrame } from '../../ledger/journal/journal-writer';
import { systemActOf } from '../../ledger/act/system-act';
import { kindOf } from '../kinds/kinds';
import type { ExpiredPoints } from '../kinds/built-act';
import type { ManualBody, TillAct } from '../../ledger/act/till-act';

/** The reason code of a restoration. A manager's comment is stored apart from the journal, so that it can be erased. */
export const RESTORED = 'RESTORED';

/**
 * New points that an act of an offline till spends from the guest's balance; 0 for any other act. If the act captures a
 * hold, the hold itself kept the points from expiring.
 */
export function pointsSpentOffline({ channel, body, guestId, occurredAt }: TillAct): number {
  if (channel !== 'OFFLINE' || guestId === null || occurredAt === null) return 0;
  return kindOf(body).wants?.(body, null) ?? 0;
}

export function withLimited(expired: ExpiredPoints, limited: readonly LotPart[]): ExpiredPoints {
  return limited.length === 0 ? expired : { ...expired, limited };
}

/** Points in these rows that expired after an instant; nobody can have restored any of them yet. */
export function expiredIn(rows: readonly JournalRow[], since: number): ExpiredPoints[] {
  return rows.flatMap((row) => {
    const { id, type, reasonCode, occurredAt, pointsEarned } = row;
    if (type !== 'EXPIRY' || reasonCode === 'UNPAID' || occurredAt <= since || pointsEarned === 0) return [];
    return [withLimited({ expiryId: id, expired: pointsEarned, before: 0 }, decodeLimitedExpiry(row))];
  });
}

/** The credits that restore exactly the points that an act spends, as far as that many expired. The earliest end comes first. */
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

/** The act by which the till records such a credit. */
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

/** The frame of the credit's journal row. */
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
