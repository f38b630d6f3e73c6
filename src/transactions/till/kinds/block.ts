import { type ActOf, invariant } from '../../../decision';
import type { BlockBody } from '../../ledger/act/till-act';
import { emptyFrame } from './built-act';
import { type KindOfAct, programAt } from './kind';

/** Blocks a guest, or lifts the block. */
export const block: KindOfAct<BlockBody, ActOf['BLOCK']> = {
  row: 'BLOCK',
  build(_prepared, { blocked, reasonCode }, context) {
    const program = programAt(context);
    if ('refused' in program) return program;
    return {
      act: { kind: 'BLOCK', blocked },
      program: program.program,
      frame: { ...emptyFrame('BLOCK', program), reasonCode },
    };
  },
  needsLots: () => false,
  fromRow({ id, details }) {
    invariant(details !== null, `the BLOCK ${id} says whether it blocks`);
    const { blocked } = JSON.parse(details) as StoredBlock;
    return { kind: 'BLOCK', blocked };
  },
  reason: ({ reasonCode }) => reasonCode,
  details: ({ blocked }) => JSON.stringify({ blocked } satisfies StoredBlock),
};

type StoredBlock = Pick<BlockBody, 'blocked'>;
