import type { CountAct } from '../../../decision';
import type { CountBody } from '../../ledger/act/till-act';
import { decodeCountDetails } from '../../ledger/journal/stored-json';
import { emptyFrame } from './built-act';
import { type KindOfAct, programAt } from './kind';

/** A custom counter of tiers rises. */
export const count: KindOfAct<CountBody, CountAct> = {
  row: 'COUNT',
  build(_prepared, body, context) {
    const program = programAt(context);
    if ('refused' in program) return program;
    return {
      act: { kind: 'COUNT', counter: body.counter, count: body.count, occurredAt: context.occurredAt },
      program: program.program,
      frame: emptyFrame('COUNT', program),
    };
  },
  needsLots: () => false,
  fromRow(row) {
    const details = decodeCountDetails(row);
    return { kind: 'COUNT', counter: details.counter, count: details.count, occurredAt: row.occurredAt };
  },
};
