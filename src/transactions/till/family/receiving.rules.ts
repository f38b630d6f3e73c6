import { newId } from '../../../platform/ids/ids';
import type { JournalRow } from '../../ledger/journal/journal-row';
import { decodeTransferDetails } from '../../ledger/journal/stored-json';
import type { ReceiveBody, TillAct } from '../../ledger/act/till-act';

/** The act that credits the receiver of a gift of points (GIVE) with the giver's lots. */
export function receiveOf(give: TillAct, row: JournalRow): TillAct {
  const { purpose, otherGuestId, lots, inactivity } = decodeTransferDetails(row);
  const body: ReceiveBody = {
    kind: 'RECEIVE',
    purpose,
    fromGuestId: row.guestId ?? '',
    lots,
    inactivity,
    giveId: row.id,
  };
  return { ...give, id: newId(), guestId: otherGuestId, body, key: null, claims: [] };
}
