import { effectsOf, type TypedDecision } from './decision.rules';

const TYPED: TypedDecision = { decision: 'CONFIRM', takeBack: true, block: true, limitDays: '', noteToStaff: ' ' };
const CASE = { review: { points: 120, until: 'later' } };
const keysOf = (typed: TypedDecision, found: Parameters<typeof effectsOf>[1] = CASE) =>
  effectsOf(typed, found).map(({ key }) => key);

test('the preview tells each effect, and points in review whether they are taken back or not', () => {
  expect(keysOf(TYPED)).toEqual(['takeBack', 'block', 'confirm']);
  expect(keysOf({ ...TYPED, takeBack: false, block: false })).toEqual(['keepReview', 'confirm']);
  expect(keysOf({ ...TYPED, decision: 'DISMISS' })).toEqual(['free', 'dismiss']);
  expect(keysOf({ ...TYPED, decision: 'DISMISS' }, { review: null })).toEqual(['dismiss']);
  expect(keysOf({ ...TYPED, decision: 'ASK' })).toEqual(['ask']);
});

test('a limit and a note to staff are effects of a confirmed case alone', () => {
  const limited = { ...TYPED, limitDays: 30, noteToStaff: 'Ask for the card' };
  expect(keysOf(limited)).toEqual(['takeBack', 'block', 'limit', 'note', 'confirm']);
  expect(keysOf({ ...limited, decision: 'DISMISS' })).toEqual(['free', 'dismiss']);
});
