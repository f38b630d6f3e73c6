import { points, type ReviewAct } from '../../../decision';
import type { ReviewBody } from '../../ledger/act/till-act';
import { emptyFrame } from './built-act';
import { type KindOfAct, programAt } from './kind';
import { isInReview } from './open-hold';

/** Puts points of doubtful acts in review. The row is that of a hold which no till can capture or release. */
export const review: KindOfAct<ReviewBody, ReviewAct> = {
  row: 'HOLD',
  build(_prepared, { actIds, expiresAt, most }, context) {
    const program = programAt(context);
    if ('refused' in program) return program;
    return {
      act: { kind: 'REVIEW', lotIds: actIds, expiresAt, ...(most === undefined ? {} : { most: points(most) }) },
      program: program.program,
      frame: emptyFrame('HOLD', program),
    };
  },
  needsLots: () => true,
  fromRow(row, history) {
    if (!isInReview(row)) return null;
    const { reviewed, most } = JSON.parse(row.details ?? '{}') as StoredReview;
    const { expiresAt } = history.holdOf(row);
    return { kind: 'REVIEW', lotIds: reviewed, expiresAt, ...(most === undefined ? {} : { most: points(most) }) };
  },
  alone: () => true,
  // JSON leaves an absent `most` out.
  details: ({ lotIds, expiresAt, most }) =>
    JSON.stringify({ holdExpiresAt: expiresAt, reserved: true, reviewed: lotIds, most } satisfies StoredReview),
};

/** `reserved` keeps acts that capture a quote's hold from capturing this one. */
interface StoredReview {
  readonly holdExpiresAt: number;
  readonly reserved: true;
  readonly reviewed: readonly string[];
  readonly most?: number | undefined;
}
