import type { IncomingMessage } from 'node:http';
import { newId } from '../ids/ids';

export const REQUEST_ID_HEADER = 'x-request-id';

/** The request id that the caller sent, if it is 1 to 128 visible ASCII characters; else a new one. */
export function requestIdOf(request: Pick<IncomingMessage, 'headers'>): string {
  const given = request.headers[REQUEST_ID_HEADER];
  return typeof given === 'string' && /^[\x21-\x7e]{1,128}$/.test(given) ? given : newId();
}
