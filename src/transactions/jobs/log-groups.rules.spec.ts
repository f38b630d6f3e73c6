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
    expect(nextSize(500, 500, 50)).toBe(250);
    expect(nextSize(500, 500, 20)).toBe(625);
    expect(nextSize(500, 500, 1)).toBe(1_000);
    expect(nextSize(500, 500, 1_000)).toBe(250);
    // A short page says nothing of a long one, unless it was slow.
    expect(nextSize(500, 3, 2)).toBe(500);
    expect(nextSize(500, 3, 100)).toBe(250);
    expect([nextSize(300, 300, 1_000), nextSize(4_000, 4_000, 1)]).toEqual([250, 5_000]);
  });
});
