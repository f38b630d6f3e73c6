import { changesOf } from './gift-acts.rules';

const SOLD_AT = '2026-11-20T09:29:58.000Z';

test.each([
  ['ISSUED', 0, null, ['block']],
  ['ACTIVE', 500, SOLD_AT, ['send', 'block', 'replace', 'correct']],
  ['ACTIVE', 0, SOLD_AT, ['send', 'block', 'replace']],
  ['BLOCKED', 500, SOLD_AT, ['unblock', 'replace', 'correct']],
  ['BLOCKED', 0, null, ['unblock']],
  ['REPLACED', 0, SOLD_AT, []],
  ['ENDED', 0, SOLD_AT, []],
] as const)('a card in the state %s with %i, sold %s, allows %j', (state, balance, soldAt, changes) => {
  expect(changesOf({ state, balance, soldAt })).toEqual(changes);
});
