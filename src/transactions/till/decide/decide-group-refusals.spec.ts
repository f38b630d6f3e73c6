import { deciding, KEY } from '../../../../test/support/till/deciding';
import { GUEST, journalRow, preparedAct, storedGuest, tillAct } from '../../../../test/support/till/till-acts';
import { PROBLEM_STATUS, type ProblemCode } from '../../../platform/problems/problem-codes';
import { type DecidedGroup, NOTHING_WRITTEN, togetherOf } from './decide-group';

describe('the refusal of an act with a key', () => {
  const answersTo = (code: ProblemCode) => {
    const { rows, outcomes } = deciding([{ key: KEY, refused: { refused: code, data: {} } }]);
    expect(outcomes).toMatchObject([{ kind: 'REFUSED', code }]);
    return { answers: rows.answers, claims: rows.claims };
  };

  it.each<ProblemCode>([
    'guest_merged',
    'confirmation_required',
    'confirmation_failed',
    'allowance_unknown',
    'allowance_of_another_till',
    'allowance_expired',
    'device_clock_back',
  ])('is not kept where the same act may come again and be taken: %s', (code) => {
    expect(answersTo(code)).toEqual({ answers: [], claims: [] });
  });

  it.each<ProblemCode>(['guest_blocked', 'insufficient_points', 'receipt_already_recorded'])(
    'is kept as the answer to every repetition elsewhere: %s',
    (code) => {
      const { answers, claims } = answersTo(code);
      expect(answers).toMatchObject([{ code, status: PROBLEM_STATUS[code], requestHash: 'hash' }]);
      expect(claims).toMatchObject([{ kind: 'KEY', digest: 'key-digest', holder: answers[0]?.id }]);
    },
  );
});

describe('groups that are written together', () => {
  const decided = (guestId: string | null, ...ids: readonly string[]): DecidedGroup => ({
    rows: { ...NOTHING_WRITTEN, group: { ...NOTHING_WRITTEN.group, guestId } },
    outcomes: ids.map((id) => ({ kind: 'POSTED', row: journalRow({ id }), redeemable: null, replayed: false })),
    stored: storedGuest({ tier: guestId ?? 'none' }),
  });

  it('are sorted by guest, the anonymous one first, with the last outcome of the one that leads', () => {
    const { groups, outcome, stored } = togetherOf([decided('c', '1'), decided('a', '2', '3'), decided(null, '4')], 1);
    expect(groups.map(({ group }) => group.guestId)).toEqual([null, 'a', 'c']);
    expect(outcome).toMatchObject({ row: { id: '3' } });
    expect(stored.tier).toBe('a');
  });

  it('have an act that leads', () => {
    expect(() => togetherOf([decided('a', '1')], 1)).toThrow('each act is decided');
    expect(() => togetherOf([decided('a')], 0)).toThrow('each act is decided');
  });

  it('name the balance that was read of a guest, and none of an anonymous receipt', () => {
    const sale = preparedAct({ act: tillAct({ guestId: null }) });
    const anonymous = deciding([sale], { version: null }, { guestId: null }).rows;
    expect([anonymous.read, anonymous.group.guestId]).toEqual([null, null]);
    const { read, group } = deciding([{}], { available: 7, lots: '[["lot",null,7,7,0,null,null]]' }).rows;
    expect([read, group.guestId]).toMatchObject([{ available: 7 }, GUEST]);
  });
});
