import type { ReleaseAct } from '../../../decision';
import type { ReleaseBody } from '../../ledger/act/till-act';
import { emptyFrame } from './built-act';
import { type KindOfAct, programAt } from './kind';
import { openHold } from './open-hold';

/** Voids a hold. */
export const release: KindOfAct<ReleaseBody, ReleaseAct> = {
  row: 'RELEASE',
  build(prepared, { holdId, isReview }, context) {
    const program = programAt(context);
    if ('refused' in program) return program;
    const open = openHold(prepared.hold, isReview === true ? 'REVIEW' : 'RELEASE');
    if ('refused' in open) return open;
    return {
      act: { kind: 'RELEASE', holdId },
      program: program.program,
      frame: { ...emptyFrame('RELEASE', program), relatedId: holdId },
    };
  },
  outlivesGuest: true,
  needsLots: () => true,
  fromRow: (row) => ({ kind: 'RELEASE', holdId: row.relatedId ?? '' }),
  hold: ({ holdId }) => holdId,
};
