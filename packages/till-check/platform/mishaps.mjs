/**
 * A fault of a call. `isDone`: the platform does what is asked; `ends`: how the connection ends in place of an answer; `status` and `code`: the
 * answer in place of the act's.
 * @typedef {{ name: string, isDone: boolean, ends?: 'LOST' | 'HUNG' | 'CUT', status?: number, code?: string, retryAfter?: number, isPage?: boolean,
 * isKept?: boolean }} Mishap
 */

/** The act is done, and its answer is lost. @type {Mishap} */
export const LOST_ANSWER = { name: 'lost-answer', isDone: true, ends: 'LOST' };
/** It is done, and half of the answer arrives. @type {Mishap} */
export const CUT_ANSWER = { name: 'cut-answer', isDone: true, ends: 'CUT' };
/** The act is done, and no answer comes until the till gives up. @type {Mishap} */
export const HUNG_ANSWER = { name: 'hung-answer', isDone: true, ends: 'HUNG' };
/** The connection ends before the call is looked at. @type {Mishap} */
export const LOST_CALL = { name: 'lost-call', isDone: false, ends: 'LOST' };
/** The act is done, and a proxy answers in place of the platform. @type {Mishap} */
export const DONE_BEHIND_504 = { name: 'done-behind-504', isDone: true, status: 504, isPage: true };
/** A proxy answers with a page. @type {Mishap} */
export const PAGE_OF_PROXY = { name: 'page-of-proxy', isDone: false, status: 502, isPage: true };
/** The sale is on the disk of the server, and recorded later. @type {Mishap} */
export const KEPT = { name: 'kept', isDone: false, isKept: true };

/**
 * It is not done, and this is the answer.
 *
 * @param {number} status
 * @param {string} code
 * @param {number} [retryAfter] seconds
 * @returns {Mishap}
 */
export function answered(status, code, retryAfter) {
  return {
    name: `${status}-${code}`,
    isDone: false,
    status,
    code,
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
}
