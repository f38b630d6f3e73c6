import { points, type ReserveAct } from '../../../decision';
import type { ReserveBody } from '../../ledger/act/till-act';
import { emptyFrame } from './built-act';
import { type KindOfAct, programAt } from './kind';
import { isInReview, isReserved } from './open-hold';

/** The first step of a transfer, which sets points aside for a while. */
export const reserve: KindOfAct<ReserveBody, ReserveAct> = {
  row: 'HOLD',
  build(_prepared, body, context) {
    const program = programAt(context);
    if ('refused' in program) return program;
    return {
      act: { kind: 'RESERVE', points: points(body.points), expiresAt: context.now + body.seconds * 1_000 },
      program: program.program,
      frame: emptyFrame('HOLD', program),
    };
  },
  needsLots: () => true,
  fromRow(row, history) {
    if (!isReserved(row) || isInReview(row)) return null;
    return { kind: 'RESERVE', points: points(row.pointsRedeemed), expiresAt: history.holdOf(row).expiresAt };
  },
  alone: () => true,
  details: ({ expiresAt }) => JSON.stringify({ holdExpiresAt: expiresAt, reserved: true }),
};
