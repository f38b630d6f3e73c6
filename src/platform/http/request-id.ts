import type { IncomingMessage } from 'node:http';
import { newId } from '../ids/ids';

const REQUEST_ID_HEADER = 'x-request-id';

/** Longer ids of callers are cut: an id stands in the journal with each act. */
const MAX_CALLERS_ID_LENGTH = 64;
/** Read of the header before anything else, so that a long one costs nothing. */
const MAX_READ_LENGTH = 256;
const NOT_IN_AN_ID = /[^\w./+=@-]/g;

/**
 * An id of our own and, behind a colon, the one that the caller sent: `0198f2c4-7b1e-7c3a-9d52-000000000004:7K2Q-9XMD`. A caller
 * chooses the second part alone, so no two requests have one id.
 */
export function requestIdOf(request: Pick<IncomingMessage, 'headers'>): string {
  const given = request.headers[REQUEST_ID_HEADER];
  const callers =
    typeof given === 'string'
      ? given.slice(0, MAX_READ_LENGTH).replace(NOT_IN_AN_ID, '').slice(0, MAX_CALLERS_ID_LENGTH)
      : '';
  return callers === '' ? newId() : `${newId()}:${callers}`;
}
