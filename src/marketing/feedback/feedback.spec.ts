import { answerableUntil, figuresOf, together, unaskedFor } from './feedback.rules';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = 400 * DAY;
const due = { askAt: NOW, lastAskedAt: null, isRefunded: false, isOff: false, isHeldOut: false };
const terms = { repeatDays: 30 };

describe('whether a guest is asked after a visit', () => {
  it('waits for the days since the last question, to the millisecond', () => {
    expect(unaskedFor(due, terms, NOW)).toBeNull();
    expect(unaskedFor({ ...due, lastAskedAt: NOW - 30 * DAY + 1 }, terms, NOW)).toBe('TOO_SOON');
    expect(unaskedFor({ ...due, lastAskedAt: NOW - 30 * DAY }, terms, NOW)).toBeNull();
  });

  it('is no for a refunded sale, and for a question that is a day late', () => {
    expect(unaskedFor({ ...due, isRefunded: true }, terms, NOW)).toBe('REFUNDED');
    expect(unaskedFor({ ...due, askAt: NOW - DAY }, terms, NOW)).toBeNull();
    expect(unaskedFor({ ...due, askAt: NOW - DAY - 1 }, terms, NOW)).toBe('LATE');
  });

  it('is no for a held-out guest', () => {
    expect(unaskedFor({ ...due, isHeldOut: true }, terms, NOW)).toBe('HELD_OUT');
  });
});

describe('figures of answers', () => {
  it('have an average from five answers on, in hundredths', () => {
    expect(figuresOf({ asked: 9, scores: [0, 0, 0, 0, 4] })).toMatchObject({ answers: 4, averageHundredths: null });
    expect(figuresOf({ asked: 9, scores: [1, 0, 0, 1, 4] })).toEqual({
      asked: 9,
      answers: 6,
      scores: [1, 0, 0, 1, 4],
      averageHundredths: 417,
    });
  });

  it('are of the sum of the counts', () => {
    const counts = together([
      { asked: 2, scores: [1, 0, 0, 0, 1] },
      { asked: 3, scores: [0, 0, 0, 2, 0] },
    ]);
    expect(counts).toEqual({ asked: 5, scores: [1, 0, 0, 2, 1] });
    expect(together([])).toEqual({ asked: 0, scores: [0, 0, 0, 0, 0] });
  });

  it('let a guest answer for whole days after the question', () => {
    expect(answerableUntil(new Date('2026-03-01T10:00:00Z'), 14)).toEqual(new Date('2026-03-15T10:00:00Z'));
  });
});
