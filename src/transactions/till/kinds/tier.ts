import type { TierAct } from '../../../decision';
import type { TierBody } from '../../ledger/act/till-act';
import { decodeTierDetails } from '../../ledger/journal/stored-json';
import { emptyFrame } from './built-act';
import { type KindOfAct, programAt } from './kind';

/** A tier set by hand, its end, or a review of the tier by a new programme. */
export const tier: KindOfAct<TierBody, TierAct> = {
  row: 'TIER',
  build(_prepared, { change, reasonCode }, context) {
    const program = programAt(context);
    if ('refused' in program) return program;
    return {
      act: { kind: 'TIER', change },
      program: program.program,
      frame: { ...emptyFrame('TIER', program), reasonCode },
    };
  },
  needsLots: () => false,
  fromRow(row) {
    const details = decodeTierDetails(row);
    return details === null ? null : { kind: 'TIER', change: details.change };
  },
  reason: ({ reasonCode }) => reasonCode,
};
