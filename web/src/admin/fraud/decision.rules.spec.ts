import { bodyOf, effectsOf, type MadeDecision, mistakesOf } from './decision.rules';

const TYPED: MadeDecision = {
  decision: 'CONFIRM',
  ground: ' own card ',
  takeBack: true,
  block: true,
  isLimited: false,
  limitDays: 30,
  noteToStaff: ' ',
  message: 'Was it you?',
};
const CASE = { review: { points: 120, until: 'later' } };
const keysOf = (typed: MadeDecision, found: Parameters<typeof effectsOf>[1] = CASE) =>
  effectsOf(typed, found).map(({ key }) => key);

test('measures of another decision are not sent', () => {
  expect(bodyOf(TYPED)).toEqual({
    decision: 'CONFIRM',
    ground: 'own card',
    takeBack: true,
    block: true,
    limitDays: null,
    noteToStaff: null,
    message: null,
  });
  expect(bodyOf({ ...TYPED, decision: 'ASK' })).toEqual({
    decision: 'ASK',
    ground: 'own card',
    takeBack: false,
    block: false,
    limitDays: null,
    noteToStaff: null,
    message: 'Was it you?',
  });
});

test('the preview tells each effect, and points in review whether they are taken back or not', () => {
  expect(keysOf(TYPED)).toEqual(['takeBack', 'block', 'confirm']);
  expect(keysOf({ ...TYPED, takeBack: false, block: false })).toEqual(['keepReview', 'confirm']);
  expect(keysOf({ ...TYPED, decision: 'DISMISS' })).toEqual(['free', 'dismiss']);
  expect(keysOf({ ...TYPED, decision: 'DISMISS' }, { review: null })).toEqual(['dismiss']);
  expect(keysOf({ ...TYPED, decision: 'ASK' })).toEqual(['ask']);
});

test('a limit is of whole days, one to a year, and of a confirmed case alone', () => {
  const limited = { ...TYPED, isLimited: true };
  expect(bodyOf(limited)).toMatchObject({ limitDays: 30 });
  expect(bodyOf({ ...limited, decision: 'DISMISS' })).toMatchObject({ limitDays: null });
  expect(keysOf(limited)).toEqual(['takeBack', 'block', 'limit', 'confirm']);
  for (const limitDays of ['', 0, 1.5, 366]) expect(mistakesOf({ ...limited, limitDays })).toEqual(['limitDays']);
});

test('a decision is chosen, and needs its reason, and a question its words', () => {
  expect(mistakesOf(TYPED)).toEqual([]);
  expect(mistakesOf({ ...TYPED, decision: null })).toEqual(['decision']);
  expect(mistakesOf({ ...TYPED, ground: ' x ' })).toEqual(['ground']);
  expect(mistakesOf({ ...TYPED, decision: 'ASK', message: ' ' })).toEqual(['message']);
});
