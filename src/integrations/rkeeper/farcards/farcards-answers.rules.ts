import type { NetworkProfile } from '../../../configuration';
import { ProblemError } from '../../../platform/problems/problem';
import type { ProblemCode } from '../../../platform/problems/problem-codes';
import type { Outcome } from '../../../transactions';
import type { FinalResult } from '../../inbox/inbox';
import { plainText, problemText } from './till-texts';
import { xmlDocument, xmlElement } from '../wire/xml.rules';

type Locale = Pick<NetworkProfile, 'locale'>;

const CODE_OF: Readonly<Partial<Record<ProblemCode, number>>> = {
  guest_not_found: 1,
  guest_blocked: 2,
  insufficient_points: 51,
  gift_card_unknown: 1,
  gift_card_state: 2,
  gift_card_short: 51,
  idempotency_key_reused: 68,
  unavailable: 96,
};
const GUEST_UNKNOWN = 1;
const AWAY = 96;
const OTHER = 99;

/** The outcome of a packet for the inbox, and the answer to the till. A stored answer is in both. */
export interface PacketOutcome {
  readonly result: FinalResult;
  readonly answer: string;
}

/** @param transactionId the ledger's transaction; null: only gift cards paid, or got money back */
export function done(transactionId: string | null, card: string, reason?: string): PacketOutcome {
  if (transactionId === null) {
    const paid = answerOf(0);
    return { answer: paid, result: { status: 'DONE', transactionId, reason, answer: paid } };
  }
  const transaction = xmlElement('TRANSACTION', { cardcode: card, num: 1, ext_id: transactionId });
  const answer = answerOf(0, xmlElement('TRRESPONSE', { error_code: 0 }, transaction));
  return { answer, result: { status: 'DONE', transactionId, reason, answer } };
}

export function ignored(reason: string): PacketOutcome {
  const answer = answerOf(0);
  return { answer, result: { status: 'IGNORED', reason, answer } };
}

/** Accepts the packet with a notice at the till, and leaves the rest to the manager. */
export function accepted(reason: string, notice: string): PacketOutcome {
  const answer = noticeAnswer(notice);
  return { answer, result: { status: 'REFUSED', reason, answer } };
}

/** Refuses for a reason that people can mend, so the same packet is decided again when it is repeated. */
export function notKept(reason: string, text: string, code = OTHER): PacketOutcome {
  return { answer: refusalOf(code, text), result: { status: 'REFUSED', reason } };
}

/** Refuses a gift card that can't pay now; the same packet is decided again when it is repeated. */
export function giftRefused(locale: Locale, problem: ProblemError): PacketOutcome {
  return notKept(problem.code, problemText(locale, problem), CODE_OF[problem.code] ?? OTHER);
}

export function guestUnknown(locale: Locale): PacketOutcome {
  return notKept('guest_unknown', plainText(locale, 'guestUnknown'), GUEST_UNKNOWN);
}

/** Refuses for good by the ledger: a repeated packet gets the same refusal. */
export function refused(code: ProblemCode, text: string): PacketOutcome {
  const answer = refusalOf(CODE_OF[code] ?? OTHER, text);
  return { answer, result: { status: 'REFUSED', reason: code, answer } };
}

/** The answer for a packet that was kept on the disk. */
export const keptAnswer = (locale: Locale): string => noticeAnswer(plainText(locale, 'kept'));

/** The answer when the outcome is unknown and the packet was not kept: the till closes the check without points, or asks again. */
export const awayAnswer = (locale: Locale): string => refusalOf(AWAY, plainText(locale, 'unavailable'));

export const mixedSignsAnswer = (locale: Locale): string => refusalOf(OTHER, plainText(locale, 'mixedSigns'));

/** A connection's act never waits for approval, so any outcome here but a refusal is a bug. */
export function refusedBy(locale: Locale, outcome: Outcome): { readonly code: ProblemCode; readonly text: string } {
  if (outcome.kind !== 'REFUSED') throw new Error(`an act of a till system was ${outcome.kind}`);
  return { code: outcome.code, text: problemText(locale, new ProblemError(outcome.code, outcome.data)) };
}

const noticeAnswer = (notice: string): string =>
  answerOf(0, xmlElement('TRRESPONSE', { error_code: 0, err_text: notice }));

const refusalOf = (code: number, text: string): string =>
  answerOf(1, xmlElement('TRRESPONSE', { error_code: code, err_text: text }));

function answerOf(result: 0 | 1, response?: string): string {
  const children = response === undefined ? [] : [xmlElement('OUTBUF', { OUTKIND: 1 }, response)];
  return xmlDocument(xmlElement('TransactionsEx', { Result: result }, ...children));
}
