import { actAt } from '../../../../test/support/fraud/facts';
import type { ActFact } from '../signals/facts';
import { judgementOf, type JudgingTask } from '../signals/judgement.rules';
import { judgeActs } from './judge-acts';

const MINUTE_MS = 60_000;
/** Checks of many cashiers, and one who puts cash checks of a shift on an own card. */
const acts: readonly ActFact[] = [
  ...Array.from({ length: 2_500 }, (_, number) =>
    actAt(600 + (number % 600), { cashierId: `peer-${number % 9}`, guestId: `guest-${number}` }),
  ),
  ...[600, 640, 690, 745].map((minute) => actAt(minute, { isCash: true, identifiedBy: 'PHONE' })),
];
const task: JudgingTask = {
  kind: 'RANGE',
  rules: [{ key: 'ownCard', params: {} }],
  from: 0,
  known: [],
  more: [],
};

describe('acts of a busy day', () => {
  it('are judged in a thread as they would be here, while this process goes on', async () => {
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 1);
    const judged = await judgeActs(acts, task);
    clearInterval(timer);
    expect(judged.signals).toHaveLength(1);
    expect(judged).toEqual(judgementOf(acts, task));
    expect(turns).toBeGreaterThan(1);
  });

  it('are as well when they are a past, day after day', async () => {
    const past: JudgingTask = { kind: 'PAST', rules: task.rules, from: -1_440 * MINUTE_MS };
    expect(await judgeActs(acts, past)).toEqual(judgementOf(acts, past));
  });

  it('fail the look with the error of the thread', async () => {
    const broken = { ...task, known: null } as unknown as JudgingTask;
    await expect(judgeActs(acts, broken)).rejects.toThrow(/filter/);
  });
});
