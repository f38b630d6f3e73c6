import { type Act } from '../../../decision';
import { type BuildContext, type BuiltAct, emptyFrame } from './built-act';
import { refusing, type Refusing } from '../../ledger/act/refusing';
import type { AbsorbBody, GiveBody, ReceiveBody, SurrenderBody } from '../../ledger/act/till-act';

/** Reason codes of a TRANSFER that merges two guests, and of the one that parts them. */
export const MERGE = 'MERGE';
export const UNMERGE = 'UNMERGE';

/** One side of points that go from guest to guest. */
export function buildTransfer(body: GiveBody | ReceiveBody, context: BuildContext): BuiltAct | Refusing {
  const program = context.snapshot.programInForce(new Date(context.now));
  if (program === undefined) return refusing('no_program');
  const frame = { ...emptyFrame('TRANSFER', program), reasonCode: body.purpose };
  if (body.kind === 'RECEIVE') {
    const { kind, purpose, fromGuestId, lots, inactivity, giveId } = body;
    const act: Act = { kind, purpose, fromGuestId, lots, inactivity };
    return { act, program: program.program, frame: { ...frame, direction: 'CREDIT', relatedId: giveId } };
  }
  const { kind, purpose, toGuestId, points: wanted, earnedBefore, named, relatedId } = body;
  const act: Act = { kind, purpose, toGuestId, points: wanted, earnedBefore, named };
  return { act, program: program.program, frame: { ...frame, direction: 'DEBIT', relatedId } };
}

/** One side of a merge, or of its undo. */
export function buildMerge(body: SurrenderBody | AbsorbBody, context: BuildContext): BuiltAct | Refusing {
  const program = context.snapshot.programInForce(new Date(context.now));
  if (program === undefined) return refusing('no_program');
  const frame = emptyFrame('TRANSFER', program);
  if (body.kind === 'ABSORB') {
    const { kind, fromGuestId, isUndo, lots, inactivity, figures, surrenderId } = body;
    const reasonCode = isUndo ? UNMERGE : MERGE;
    return {
      act: { kind, fromGuestId, isUndo, lots, inactivity, figures },
      program: program.program,
      frame: { ...frame, direction: 'CREDIT', reasonCode, relatedId: surrenderId },
    };
  }
  const { kind, toGuestId, undoes, mergeId } = body;
  return {
    act: { kind, toGuestId, undoes },
    program: program.program,
    frame: { ...frame, direction: 'DEBIT', reasonCode: undoes === null ? MERGE : UNMERGE, relatedId: mergeId },
  };
}
