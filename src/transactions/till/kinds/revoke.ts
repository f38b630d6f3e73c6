import { type CompiledProgram, points, type RevokeAct } from '../../../decision';
import { refusing } from '../../ledger/act/refusing';
import type { RevokeBody } from '../../ledger/act/till-act';
import type { JournalRow } from '../../ledger/journal/journal-columns';
import { decodeAwardCampaigns, decodeRefundDetails } from '../../ledger/journal/stored-json';
import { emptyFrame } from './built-act';
import { type KindOfAct, NO_GROUNDS } from './kind';

/** Takes an award back because the sale for which it was given was refunded. The programme of the award decides. */
export const revoke: KindOfAct<RevokeBody, RevokeAct> = {
  row: 'REFUND',
  build({ related }, _body, context) {
    const award = related?.row;
    if (award?.type !== 'AWARD' || award.programVersion === null) return refusing('not_refundable');
    if (related?.others.some(({ type }) => type === 'REFUND') === true) return refusing('not_refundable');
    const program = context.snapshot.programOfVersion(award.programVersion);
    if (program === undefined) return refusing('no_program');
    return {
      act: revokeOf(award, related?.expired ?? 0, program.program),
      program: program.program,
      frame: { ...emptyFrame('REFUND', program), relatedId: award.id, reasonCode: award.reasonCode },
    };
  },
  needsLots: () => true,
  fromRow(row, history, program) {
    const award = history.find(row.relatedId);
    if (award?.type !== 'AWARD') return null;
    const act = revokeOf(award, history.expiredOf(award.id), program);
    return decodeRefundDetails(row).begunFirst === true ? act : { ...act, olderFirst: true };
  },
  related: ({ awardId }) => awardId,
  concernsSold: true,
  grounds: (_act, _body, { restoreGraceDays }) => ({ ...NO_GROUNDS, restoredForDays: restoreGraceDays }),
};

function revokeOf(award: JournalRow, expired: number, { document }: CompiledProgram): RevokeAct {
  const byTasks = decodeAwardCampaigns(award).reduce((sum, sold) => sum + sold.points, 0);
  return {
    kind: 'REVOKE',
    awardId: award.id,
    activity: award.reasonCode ?? '',
    points: points(award.pointsEarned - byTasks),
    restaurantId: award.restaurantId,
    occurredAt: award.occurredAt,
    awardedAt: award.recordedAt,
    expired: points(expired),
    refundPolicy: document.refundPolicy,
  };
}
