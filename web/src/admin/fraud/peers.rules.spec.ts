import { rankedPeers } from './peers.rules';

test('the own figure stands among those of peers, the greatest first', () => {
  expect(rankedPeers(4, [1, 9.04, 4, 0])).toEqual([
    { place: 1, value: 9, isOwn: false },
    { place: 2, value: 4, isOwn: true },
    { place: 3, value: 4, isOwn: false },
    { place: 4, value: 1, isOwn: false },
    { place: 5, value: 0, isOwn: false },
  ]);
});
