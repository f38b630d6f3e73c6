import type { OpeningAct, UndoOpeningAct } from '../../../decision';
import type { OpeningBody, UndoOpeningBody } from '../../ledger/act/till-act';
import { decodeOpeningDetails } from '../../ledger/journal/stored-json';
import { emptyFrame } from './built-act';
import { type KindOfAct, programAt } from './kind';

/** Balances, tier and totals that a guest brings from an earlier system. */
export const opening: KindOfAct<OpeningBody, OpeningAct> = {
  row: 'OPENING',
  build(_prepared, body, context) {
    const program = programAt(context);
    if ('refused' in program) return program;
    return {
      act: { kind: 'OPENING', opening: body.opening, occurredAt: context.occurredAt },
      program: program.program,
      frame: { ...emptyFrame('OPENING', program), direction: 'CREDIT' },
    };
  },
  needsLots: () => false,
  fromRow(row) {
    const details = decodeOpeningDetails(row);
    if (details.kind !== 'OPENING') return null;
    return { kind: 'OPENING', opening: details.opening, occurredAt: row.occurredAt };
  },
};

/** Undoes an opening of which the guest has used nothing. */
export const undoOpening: KindOfAct<UndoOpeningBody, UndoOpeningAct> = {
  row: 'OPENING',
  build(_prepared, body, context) {
    const program = programAt(context);
    if ('refused' in program) return program;
    return {
      act: { kind: 'UNDO_OPENING', opened: body.opened },
      program: program.program,
      frame: { ...emptyFrame('OPENING', program), direction: 'DEBIT', relatedId: body.openingId },
    };
  },
  needsLots: () => true,
  fromRow(row) {
    const details = decodeOpeningDetails(row);
    return details.kind === 'OPENING' ? null : details;
  },
};
