import { groupsOf, nextSize } from './log-groups.rules';

const at = (xid: number) => ({ epoch: 1, xid, id: '00000000-0000-0000-0000-000000000000' });

describe('those who follow the event log', () => {
  it('read one page where they stand at one place, and who is behind reads up to the others', () => {
    const places = [
      { follower: 'figures', at: at(9) },
      { follower: 'liability', at: at(4) },
      { follower: 'referrals', at: at(9) },
    ];
    expect(groupsOf(places)).toEqual([
      { at: at(4), followers: ['liability'], upTo: at(9) },
      { at: at(9), followers: ['figures', 'referrals'], upTo: undefined },
    ]);
    expect(groupsOf([])).toEqual([]);
  });

  it('take so many events in a piece as fit in its time, at most twice and at least half as many as before', () => {
    expect(nextSize(1_000, 1_000, 100)).toBe(500);
    expect(nextSize(1_000, 1_000, 40)).toBe(1_250);
    expect(nextSize(1_000, 1_000, 1)).toBe(2_000);
    expect(nextSize(1_000, 1_000, 1_000)).toBe(500);
    // A short page says nothing of a long one, unless it was slow.
    expect(nextSize(1_000, 3, 2)).toBe(1_000);
    expect(nextSize(1_000, 3, 100)).toBe(500);
    expect([nextSize(600, 600, 1_000), nextSize(4_000, 4_000, 1)]).toEqual([500, 5_000]);
  });
});
