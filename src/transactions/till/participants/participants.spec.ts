import { LOCK_ORDER, LOCKING_STEPS } from './participant';
import { PARTICIPANTS } from './participants';

describe('the participants of an act', () => {
  it('lock guests, then budgets and stock, then claims, step by step in the order of their list', () => {
    const locked = LOCKING_STEPS.flatMap((step) => PARTICIPANTS.flatMap(({ locks }) => locks[step] ?? []));
    const ranks = locked.map((table) => LOCK_ORDER.indexOf(table));
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
    expect(locked).toContain('guest_states');
  });
});
