import { type ManualAct, points } from '../../../decision';
import { dayOfIsoDate } from '../../../platform/clock/calendar';
import { refusing, type RefusalReason } from '../../ledger/act/refusing';
import type { GivenPeriod, ManualBody, RelatedRows } from '../../ledger/act/till-act';
import { decodeFacts, decodeLimitedExpiry } from '../../ledger/journal/stored-json';
import { emptyFrame } from './built-act';
import { type KindOfAct, NO_GROUNDS, programAt } from './kind';
import { openHold } from './open-hold';

/** A credit or debit by hand. A debit may take points that a transfer set aside; a credit may restore points of an expiry. */
export const manual: KindOfAct<ManualBody, ManualAct> = {
  row: 'MANUAL',
  build({ act, related, hold }, body, context) {
    const program = programAt(context);
    if ('refused' in program) return program;
    const { direction, reasonCode, expiryId, holdId, isReview, period, limit } = body;
    const restores = expiryId === null ? null : restoredOf(related);
    if (restores !== null && 'refused' in restores) return restores;
    const open = holdId === undefined ? null : openHold(hold, isReview === true ? 'REVIEW' : 'MANUAL');
    if (open !== null && 'refused' in open) return open;
    return {
      act: {
        kind: 'MANUAL',
        direction,
        points: points(body.points),
        reasonCode,
        occurredAt: context.occurredAt,
        restaurantId: act.restaurantId,
        restores,
        ...ofHold(holdId),
        ...withPeriod(period ?? null),
        ...(limit === undefined ? {} : { limit }),
      },
      program: program.program,
      frame: { ...emptyFrame('MANUAL', program), relatedId: expiryId ?? holdId ?? null, direction, reasonCode },
    };
  },
  needsLots: ({ direction }) => direction === 'DEBIT',
  fromRow(row, history) {
    const { partner, period, limit } = decodeFacts(row);
    if (partner !== null) return null;
    const related = history.find(row.relatedId);
    const holdId = related?.type === 'HOLD' ? related.id : undefined;
    return {
      kind: 'MANUAL',
      direction: row.direction === 'DEBIT' ? 'DEBIT' : 'CREDIT',
      points: points(row.pointsEarned),
      reasonCode: row.reasonCode ?? '',
      occurredAt: row.occurredAt,
      restaurantId: row.restaurantId,
      restores: holdId === undefined ? history.restoredBy(row) : null,
      ...ofHold(holdId),
      ...withPeriod(period),
      ...(limit === null ? {} : { limit }),
    };
  },
  alone: () => true,
  related: ({ expiryId }) => expiryId,
  hold: ({ holdId }) => holdId ?? null,
  reason: ({ expiryId, reasonCode }) => (expiryId === null ? reasonCode : null),
  grounds: ({ restores }, _body, { restoreGraceDays }) =>
    restores === null ? NO_GROUNDS : { ...NO_GROUNDS, restoredForDays: restoreGraceDays },
};

function ofHold(holdId: string | undefined): Pick<ManualAct, 'holdId'> {
  return holdId === undefined ? {} : { holdId };
}

function withPeriod(period: GivenPeriod | null): Pick<ManualAct, 'period'> {
  if (period === null) return {};
  const dayOf = (date: string | null) => (date === null ? null : dayOfIsoDate(date));
  return { period: { beginsOn: dayOf(period.beginsOn), endsOn: dayOf(period.endsOn) } };
}

/** The points that an expiry took, and those that earlier credits restored. */
function restoredOf(related: RelatedRows | null): NonNullable<ManualAct['restores']> | RefusalReason {
  if (related?.row.type !== 'EXPIRY') return refusing('not_restorable');
  const before = related.others.reduce((sum, row) => sum + (row.type === 'MANUAL' ? row.pointsEarned : 0), 0);
  const limited = decodeLimitedExpiry(related.row);
  const restores = { expiryId: related.row.id, expired: points(related.row.pointsEarned), before: points(before) };
  return limited.length === 0 ? restores : { ...restores, limited };
}
