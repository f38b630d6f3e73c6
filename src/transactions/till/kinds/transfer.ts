import { type GiveAct, points, type ReceiveAct } from '../../../decision';
import type { GiveBody, ReceiveBody } from '../../ledger/act/till-act';
import type { JournalRow } from '../../ledger/journal/journal-columns';
import { decodeMergeDetails, decodeTransferDetails } from '../../ledger/journal/stored-json';
import { emptyFrame } from './built-act';
import { type KindOfAct, programAt } from './kind';

/** The giver's act of a transfer of points. */
export const give: KindOfAct<GiveBody, GiveAct> = {
  row: 'TRANSFER',
  build(_prepared, body, context) {
    const program = programAt(context);
    if ('refused' in program) return program;
    const { kind, purpose, toGuestId, points: wanted, earnedBefore, named, relatedId } = body;
    return {
      act: { kind, purpose, toGuestId, points: wanted, earnedBefore, named },
      program: program.program,
      frame: { ...emptyFrame('TRANSFER', program), reasonCode: purpose, direction: 'DEBIT', relatedId },
    };
  },
  needsLots: () => true,
  fromRow(row) {
    if (!isTransfer(row, 'DEBIT')) return null;
    const { purpose, otherGuestId, earnedBefore, named } = decodeTransferDetails(row);
    return { kind: 'GIVE', purpose, toGuestId: otherGuestId, points: points(row.pointsEarned), earnedBefore, named };
  },
};

/** The receiver's act of a transfer of points. */
export const receive: KindOfAct<ReceiveBody, ReceiveAct> = {
  row: 'TRANSFER',
  build(_prepared, body, context) {
    const program = programAt(context);
    if ('refused' in program) return program;
    const { kind, purpose, fromGuestId, lots, inactivity, giveId } = body;
    return {
      act: { kind, purpose, fromGuestId, lots, inactivity },
      program: program.program,
      frame: { ...emptyFrame('TRANSFER', program), reasonCode: purpose, direction: 'CREDIT', relatedId: giveId },
    };
  },
  needsLots: () => true,
  fromRow(row) {
    if (!isTransfer(row, 'CREDIT')) return null;
    const { purpose, otherGuestId, lots, inactivity } = decodeTransferDetails(row);
    return { kind: 'RECEIVE', purpose, fromGuestId: otherGuestId, lots, inactivity };
  },
};

function isTransfer(row: JournalRow, direction: 'CREDIT' | 'DEBIT'): boolean {
  return row.direction === direction && decodeMergeDetails(row) === null;
}
