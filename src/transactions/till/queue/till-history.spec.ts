import type { Outcome, TillAct } from '../../ledger/act/till-act';
import type { SingleActTransaction } from './single-act-transaction';
import type { TillBatch } from '../batch/till-batch';
import { TillHistory } from './till-history';

const act = (id: string, guestId: string | null): TillAct => ({ id, guestId }) as TillAct;
const outcome = (id: string): Outcome => ({ kind: 'STORED', status: 200, body: id, replayed: false });

/** A till whose batches return what the test gives. The till records the acts that were decided alone. */
function historyOf(batch: (acts: readonly TillAct[]) => readonly TillAct[], failing?: string) {
  const alone: string[] = [];
  const history = new TillHistory(
    {
      run: (_: string, acts: readonly TillAct[]) => {
        const settled = batch(acts);
        const lost = acts.filter((one) => !settled.includes(one));
        return Promise.resolve({ settled: new Map(settled.map((one) => [one, outcome(one.id)])), lost });
      },
    } as unknown as TillBatch,
    {
      run: async ({ id }: TillAct) => {
        await new Promise(setImmediate);
        if (id === failing) throw new Error('the database is gone');
        alone.push(id);
        return outcome(id);
      },
    } as unknown as SingleActTransaction,
  );
  return { history, alone };
}

const acts = [act('1', 'a'), act('2', 'b'), act('3', 'a'), act('4', null), act('5', 'b')];

describe('a history', () => {
  it('is recorded as one batch', async () => {
    const { history, alone } = historyOf((all) => all);
    const outcomes = await history.record('network', acts);
    expect(acts.map((one) => outcomes.get(one))).toEqual(acts.map(({ id }) => outcome(id)));
    expect(alone).toEqual([]);
  });

  it('decides what lost a race alone, each guest in order', async () => {
    const { history, alone } = historyOf((all) => all.filter(({ guestId }) => guestId === 'b'));
    const outcomes = await history.record('network', acts);
    expect(outcomes.size).toBe(acts.length);
    expect(alone.filter((id) => id !== '4')).toEqual(['1', '3']);
    expect(alone).toContain('4');
  });

  it('halves a batch that fails until the act that caused it stands alone', async () => {
    const { history, alone } = historyOf((all) => {
      if (all.some(({ id }) => id === '3')) throw new Error('a bad act');
      return all;
    });
    const outcomes = await history.record('network', acts);
    expect(outcomes.size).toBe(acts.length);
    expect(alone).toEqual(['3']);
  });

  it('ends with the failure of an act alone when the others have ended', async () => {
    const { history, alone } = historyOf(() => [], '1');
    await expect(history.record('network', acts)).rejects.toThrow('the database is gone');
    expect(alone.toSorted()).toEqual(['2', '4', '5']);
  });
});
