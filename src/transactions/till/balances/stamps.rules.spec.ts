import {
  type CardStamps,
  EMPTY_COUNTERS,
  minorUnits,
  newGuest,
  points,
  type StampCardDocument,
} from '../../../decision';
import { programOf } from '../../../../test/support/decision/programs';
import { NOW, snapshotOf } from '../../../../test/support/till/till-acts';
import { stampsOf } from './stamps.rules';

const cardOf = (id: string, name: StampCardDocument['name'] = { en: id }): StampCardDocument => ({
  id,
  name,
  collects: { by: 'VISIT', leastAmount: minorUnits(0) },
  size: 5,
  reward: { rewardCode: 'MUG' },
  validityMonths: null,
});
const DAY = 86_400_000;
/** Yesterday's programme had the card `old`, today's has `visits`, and tomorrow's will have `later`. */
const SNAPSHOT = snapshotOf([
  { from: NOW - DAY, document: programOf({ stampCards: [cardOf('old')] }) },
  { from: NOW, document: programOf({ stampCards: [cardOf('visits', { en: 'Visits', ru: 'Визиты' })] }) },
  { from: NOW + DAY, document: programOf({ stampCards: [cardOf('later')] }) },
]);

const heldOf = (card: string, changes: Partial<CardStamps> = {}): CardStamps => ({
  card,
  collected: 0,
  completed: 0,
  full: [],
  expired: 0,
  endsAt: null,
  ...changes,
});
const full = (rewardCode: string | null, count: number): CardStamps['full'][number] => ({
  size: 5,
  points: rewardCode === null ? points(30) : null,
  rewardCode,
  count,
});
const shown = (held?: readonly CardStamps[], now = NOW) => {
  const state = { ...newGuest(), counters: { ...EMPTY_COUNTERS, ...(held && { stamps: held }) } };
  return stampsOf(state, SNAPSHOT, now, 'ru');
};

describe('the stamp cards that a guest sees', () => {
  it('are those of the programme in force, also without a stamp, named in the language of the reader', () => {
    const empty = { cardId: 'visits', name: 'Визиты', collected: 0, size: 5, completed: 0, rewards: [], endsAt: null };
    expect(shown()).toEqual([empty]);
    expect(shown([heldOf('visits')])).toEqual([empty]);
    expect(shown([], NOW - DAY - 1)).toEqual([]);
  });

  it.each([
    ['stamps', { collected: 1 }, true],
    ['stamps that the guest owes', { collected: -1 }, true],
    ['rewards that the guest has not taken', { full: [full(null, 1), full('MUG', 1)] }, true],
    ['nothing but cards that gave points', { completed: 3, full: [full(null, 3)] }, false],
    ['nothing', {}, false],
  ])('include one of an earlier version that holds %s: %#', (_name, held, isShown) => {
    expect(shown([heldOf('old', held)]).map(({ cardId }) => cardId)).toEqual(isShown ? ['visits', 'old'] : ['visits']);
  });

  it('leave out a card that no version has', () => {
    expect(shown([heldOf('gone', { collected: 1 })]).map(({ cardId }) => cardId)).toEqual(['visits']);
  });

  it('add up the rewards of one code, and show no more stamps than the card takes', () => {
    const held = heldOf('visits', {
      collected: 7,
      completed: 4,
      full: [full('MUG', 1), full('CAKE', 1), full(null, 9), full('MUG', 2)],
      endsAt: NOW + DAY,
    });
    expect(shown([held])).toMatchObject([
      {
        collected: 5,
        completed: 4,
        rewards: [
          { code: 'MUG', count: 3 },
          { code: 'CAKE', count: 1 },
        ],
        endsAt: NOW + DAY,
      },
    ]);
  });

  it.each([
    [1, NOW, NOW],
    [0, NOW, null],
    [-1, NOW, null],
    [1, null, null],
  ])('end with their stamps: %d stamps, stored end %s', (collected, endsAt, end) => {
    expect(shown([heldOf('visits', { collected, endsAt })])).toMatchObject([{ collected, endsAt: end }]);
  });
});
