import type { KeyedCall } from '../../../platform/http/idempotency/keyed-call';
import { ProblemError, ReplayedProblemError } from '../../../platform/problems/problem';
import { journalRow, networkOf } from '../../../../test/support/till/till-acts';
import type { Outcome } from '../../ledger/act/till-act';
import { respond } from './respond';
import { transactionAnswerOf } from './transaction-answer';

const READER = { network: networkOf(), language: 'en' } as const;

/** The response's body with the status that the call was given. */
function telling(outcome: Outcome, status?: number) {
  const said: [string, number][] = [];
  const call: KeyedCall = {
    key: 'key',
    space: null,
    makerId: null,
    requestHash: '00'.repeat(32),
    requestId: 'request',
    answered: (code) => said.push(['answered', code]),
    replayed: (code) => said.push(['replayed', code]),
  };
  return { body: respond(outcome, call, READER, status), said };
}

describe('the outcome of an act, as it is told', () => {
  const row = journalRow();

  it('is the answer of its row, marked when it was given before', () => {
    const posted = { kind: 'POSTED', row, redeemable: null } as const;
    const body = transactionAnswerOf(row, READER);
    expect(telling({ ...posted, replayed: false })).toEqual({ body, said: [] });
    expect(telling({ ...posted, replayed: true })).toEqual({ body, said: [['replayed', 201]] });
    expect(telling({ ...posted, replayed: true }, 200)).toEqual({ body, said: [['replayed', 200]] });
  });

  it('keeps the status of what waits, the first time and again', () => {
    const body = { id: 'act', type: 'MANUAL', status: 'AWAITING_APPROVAL' };
    const stored = { kind: 'STORED', status: 202, body } as const;
    expect(telling({ ...stored, replayed: false })).toEqual({ body, said: [['answered', 202]] });
    expect(telling({ ...stored, replayed: true })).toEqual({ body, said: [['replayed', 202]] });
  });

  it('is thrown where the business said no, with the id of the request that heard it first', () => {
    const refused = { kind: 'REFUSED', code: 'insufficient_points', data: { available: 3 } } as const;
    const thrownBy = (outcome: Outcome): unknown => {
      try {
        return telling(outcome);
      } catch (error) {
        return error;
      }
    };
    const first = thrownBy({ ...refused, replayed: false, requestId: null });
    expect(first).toBeInstanceOf(ProblemError);
    expect(first).not.toBeInstanceOf(ReplayedProblemError);
    expect(first).toMatchObject({ code: 'insufficient_points', data: { available: 3 }, status: 422 });
    const again = thrownBy({ ...refused, replayed: true, requestId: 'first' });
    expect(again).toBeInstanceOf(ReplayedProblemError);
    expect(again).toMatchObject({ code: 'insufficient_points', data: { available: 3 }, firstRequestId: 'first' });
    expect(thrownBy({ ...refused, replayed: true, requestId: null })).toMatchObject({ firstRequestId: '' });
  });
});
