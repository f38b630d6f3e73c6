import { type ManualAct, points } from '../../../decision';
import { refusing, type Refusing } from '../../ledger/act/refusing';
import type { ManualBody, RelatedRows } from '../../ledger/act/till-act';
import { decodeFacts } from '../../ledger/journal/stored-json';
import { emptyFrame } from '../decide/built-act';
import { type Kind, NO_GROUNDS, programAt } from './kind';

/** A credit or debit by hand, or points of an expiry that come back. */
export const manual: Kind<ManualBody, ManualAct> = {
  row: 'MANUAL',
  build({ act, related }, body, context) {
    const program = programAt(context);
    if ('refused' in program) return program;
    const { direction, reasonCode, expiryId } = body;
    const restores = expiryId === null ? null : restoredOf(related);
    if (restores !== null && 'refused' in restores) return restores;
    return {
      act: {
        kind: 'MANUAL',
        direction,
        points: points(body.points),
        reasonCode,
        occurredAt: context.occurredAt,
        restaurantId: act.restaurantId,
        restores,
      },
      program: program.program,
      frame: { ...emptyFrame('MANUAL', program), relatedId: expiryId, direction, reasonCode },
    };
  },
  needsLots: ({ direction }) => direction === 'DEBIT',
  fromRow(row, history) {
    if (decodeFacts(row).partner !== null) return null;
    return {
      kind: 'MANUAL',
      direction: row.direction === 'DEBIT' ? 'DEBIT' : 'CREDIT',
      points: points(row.pointsEarned),
      reasonCode: row.reasonCode ?? '',
      occurredAt: row.occurredAt,
      restaurantId: row.restaurantId,
      restores: history.restoredBy(row),
    };
  },
  alone: () => true,
  related: ({ expiryId }) => expiryId,
  reason: ({ expiryId, reasonCode }) => (expiryId === null ? reasonCode : null),
  grounds: ({ restores }, _body, { restoreGraceDays }) =>
    restores === null ? NO_GROUNDS : { ...NO_GROUNDS, restoredForDays: restoreGraceDays },
};

/** The points that an expiry took, and those that came back before. */
function restoredOf(related: RelatedRows | null): NonNullable<ManualAct['restores']> | Refusing {
  if (related?.row.type !== 'EXPIRY') return refusing('not_restorable');
  const before = related.others.reduce((sum, row) => sum + (row.type === 'MANUAL' ? row.pointsEarned : 0), 0);
  return { expiryId: related.row.id, expired: points(related.row.pointsEarned), before: points(before) };
}
