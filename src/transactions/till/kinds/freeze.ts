import { type ActOf, invariant } from '../../../decision';
import type { FreezeBody } from '../../ledger/act/till-act';
import { emptyFrame } from './built-act';
import { type KindOfAct, programAt } from './kind';

/** A manager forgives a guest one more missed week of a streak. */
export const freeze: KindOfAct<FreezeBody, ActOf['FREEZE']> = {
  row: 'FREEZE',
  build(_prepared, act, context) {
    const program = programAt(context);
    if ('refused' in program) return program;
    return { act, program: program.program, frame: emptyFrame('FREEZE', program) };
  },
  needsLots: () => false,
  fromRow({ id, details }) {
    invariant(details !== null, `the FREEZE ${id} names a streak`);
    return { kind: 'FREEZE', ...(JSON.parse(details) as StoredFreeze) };
  },
  details: ({ campaign, occurrence, until, task }) =>
    JSON.stringify({ campaign, occurrence, until, task } satisfies StoredFreeze),
};

type StoredFreeze = Omit<FreezeBody, 'kind'>;
