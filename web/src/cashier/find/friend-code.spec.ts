import { referralCodeOf } from './friend-code';

it('takes the code of a link, and what was typed as it is', () => {
  expect(referralCodeOf('https://points.example.com/join/osteria/K7M2Q-X9RAB?from=qr')).toBe('K7M2Q-X9RAB');
  expect(referralCodeOf('k7m2q x9rab')).toBe('k7m2q x9rab');
});
