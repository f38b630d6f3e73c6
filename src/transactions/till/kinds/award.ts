import type { AwardAct } from '../../../decision';
import { refusing } from '../../ledger/act/refusing';
import type { AwardBody } from '../../ledger/act/till-act';
import { emptyFrame } from '../decide/built-act';
import { type Kind, programAt } from './kind';

/** The award of the programme for an activity. */
export const award: Kind<AwardBody, AwardAct> = {
  row: 'AWARD',
  build({ act }, { activity }, context) {
    const program = programAt(context, context.occurredAt);
    if ('refused' in program) return program;
    if (!program.program.activities.has(activity)) return refusing('activity_unknown');
    return {
      act: { kind: 'AWARD', activity, occurredAt: context.occurredAt, restaurantId: act.restaurantId },
      program: program.program,
      frame: { ...emptyFrame('AWARD', program), reasonCode: activity },
    };
  },
  needsLots: () => false,
  fromRow: ({ reasonCode, occurredAt, restaurantId }) => ({
    kind: 'AWARD',
    activity: reasonCode ?? '',
    occurredAt,
    restaurantId,
  }),
};
