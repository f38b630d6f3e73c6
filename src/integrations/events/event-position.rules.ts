import type { LogPlace } from '../../transactions';

/** Position in the event log of a network. Events are read in the order of positions. */
export type EventPosition = LogPlace;

const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
const FORM = /^(\d{1,9})\.(\d{1,16})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

export const LOG_BEGIN: EventPosition = { epoch: 0, xid: 0, id: '00000000-0000-0000-0000-000000000000' };

/** The position after all events of transactions up to `xid`. */
export function endOf(epoch: number, xid: number): EventPosition {
  return { epoch, xid, id: LAST_ID };
}

/** Whether a position is before another one in the log. */
export function isBefore(one: EventPosition, other: EventPosition): boolean {
  if (one.epoch !== other.epoch) return one.epoch < other.epoch;
  if (one.xid !== other.xid) return one.xid < other.xid;
  return one.id < other.id;
}

/** A position as text for clients: `3.84512.0198f2c4-…`. */
export function textOfPosition({ epoch, xid, id }: EventPosition): string {
  return `${String(epoch)}.${String(xid)}.${id}`;
}

/** Returns undefined where the text is not a position. */
export function parsePosition(text: string): EventPosition | undefined {
  const [, epoch = '', xid = '', id = ''] = FORM.exec(text) ?? [];
  const position = { epoch: Number(epoch), xid: Number(xid), id };
  return id !== '' && Number.isSafeInteger(position.xid) ? position : undefined;
}
