import type { AwardAct } from '../../../decision';
import { refusing } from '../../ledger/act/refusing';
import type { AwardBody } from '../../ledger/act/till-act';
import { decodeFacts } from '../../ledger/journal/stored-json';
import { emptyFrame } from './built-act';
import { type KindOfAct, programAt } from './kind';

/** The award of the programme for an activity. */
export const award: KindOfAct<AwardBody, AwardAct> = {
  row: 'AWARD',
  build({ act }, { activity, saleId = null }, context) {
    const program = programAt(context, context.occurredAt);
    if ('refused' in program) return program;
    if (!program.program.activities.has(activity)) return refusing('activity_unknown');
    return {
      act: { kind: 'AWARD', activity, occurredAt: context.occurredAt, restaurantId: act.restaurantId },
      program: program.program,
      frame: { ...emptyFrame('AWARD', program), reasonCode: activity, relatedId: saleId },
    };
  },
  needsLots: () => false,
  fromRow: (row) => ({
    kind: 'AWARD',
    activity: row.reasonCode ?? '',
    occurredAt: row.occurredAt,
    restaurantId: row.restaurantId,
    segments: decodeFacts(row).segments,
  }),
};
