import type { KeyedCall } from '../../../platform/http/idempotency/keyed-call';
import { ProblemError, ReplayedProblemError } from '../../../platform/problems/problem';
import type { Outcome } from '../../ledger/act/till-act';
import { transactionAnswerOf } from './transaction-answer';
import type { AnswerReader } from './shown-names';
import type { AnyTransaction, WaitingAnswer } from './transaction-answer.dto';

/**
 * The answer to an act, with the header `Idempotent-Replayed` on a repetition.
 * @throws ProblemError the refusal of the business
 */
export function respond(
  outcome: Outcome,
  call: KeyedCall,
  reader: AnswerReader,
  status = 201,
): AnyTransaction | WaitingAnswer {
  requirePosted(outcome);
  if (outcome.kind === 'STORED') {
    if (outcome.replayed) call.replayed(outcome.status);
    else call.answered(outcome.status);
    return outcome.body as WaitingAnswer;
  }
  if (outcome.replayed) call.replayed(status);
  return transactionAnswerOf(outcome.row, reader, outcome.told);
}

/** @throws ProblemError the refusal; a repetition repeats it unchanged */
export function requirePosted(outcome: Outcome): asserts outcome is Exclude<Outcome, { kind: 'REFUSED' }> {
  if (outcome.kind !== 'REFUSED') return;
  if (!outcome.replayed) throw new ProblemError(outcome.code, outcome.data);
  throw new ReplayedProblemError(outcome.code, outcome.data, [], outcome.requestId ?? '');
}
