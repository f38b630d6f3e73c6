import type { ConfirmAct } from '../../../decision';
import type { ConfirmBody } from '../../ledger/act/till-act';
import { emptyFrame } from './built-act';
import { type KindOfAct, programAt } from './kind';

/** The payment of a sale was confirmed. */
export const confirm: KindOfAct<ConfirmBody, ConfirmAct> = {
  row: 'ACTIVATION',
  build(_prepared, { saleId }, context) {
    const program = programAt(context);
    if ('refused' in program) return program;
    return {
      act: { kind: 'CONFIRM', saleId },
      program: program.program,
      frame: { ...emptyFrame('ACTIVATION', program), relatedId: saleId },
    };
  },
  outlivesGuest: true,
  needsLots: () => true,
  // A row of points that became active by time names no sale.
  fromRow: ({ relatedId }) => (relatedId === null ? null : { kind: 'CONFIRM', saleId: relatedId }),
};
