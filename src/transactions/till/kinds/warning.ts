import type { WarningAct } from '../../../decision';
import type { WarningBody } from '../../ledger/act/till-act';
import { decodeWarning, encodeWarning } from '../../ledger/journal/stored-json';
import { emptyFrame } from './built-act';
import { type KindOfAct, programAt } from './kind';

/** The guest received the warning of expiring points. */
export const warning: KindOfAct<WarningBody, WarningAct> = {
  row: 'WARNING',
  build(_prepared, body, context) {
    const program = programAt(context);
    if ('refused' in program) return program;
    const { endsAt, lots } = body;
    return {
      act: { kind: 'WARNING', endsAt, lots },
      program: program.program,
      frame: emptyFrame('WARNING', program),
    };
  },
  needsLots: () => true,
  fromRow: decodeWarning,
  details: encodeWarning,
};
