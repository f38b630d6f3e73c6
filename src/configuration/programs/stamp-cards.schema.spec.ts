import { programOf } from '../../../test/support/decision/programs';
import { validateProgram } from './drafts/validate-program.rules';

const CARD = {
  id: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
  name: { en: 'Coffees', ru: 'Кофе' },
  collects: { by: 'ITEM', skus: ['coffee'] },
  size: 6,
  reward: { points: 100 },
  validityMonths: null,
};
const EARNS_NOTHING = { ...programOf().earning, base: null };

/** Where a programme with these cards is wrong. */
function placesOf(stampCards: unknown, model = 'STAMPS'): string[] {
  const document = { ...programOf(), model, earning: EARNS_NOTHING, stampCards };
  return validateProgram(document, 'en', null).errors.map(({ path }) => path);
}

describe('the stamp cards of a programme', () => {
  it('are all that STAMPS needs', () => {
    expect(placesOf([CARD])).toEqual([]);
    expect(placesOf([{ ...CARD, reward: { rewardCode: 'MUG' }, validityMonths: 6 }])).toEqual([]);
    expect(placesOf([])).toEqual(['stampCards']);
    expect(placesOf(undefined)).toEqual(['stampCards']);
  });

  it.each([
    ['a size of one', { size: 1 }, 'stampCards[0].size'],
    ['a size above a hundred', { size: 101 }, 'stampCards[0].size'],
    ['no name', { name: {} }, 'stampCards[0].name'],
    ['a reward of nothing', { reward: { points: 0 } }, 'stampCards[0].reward'],
    ['no goods', { collects: { by: 'CATEGORY', categories: [] } }, 'stampCards[0].collects.categories'],
    ['a visit for nothing', { collects: { by: 'VISIT', leastAmount: 0 } }, 'stampCards[0].collects.leastAmount'],
    ['an end at once', { validityMonths: 0 }, 'stampCards[0].validityMonths'],
    ['an id that is none', { id: 'coffee' }, 'stampCards[0].id'],
    ['more points than can be counted', { reward: { points: 1_000_000_000 }, size: 2 }, 'earning'],
  ])('refuse %s', (_what, change, place) => {
    expect(placesOf([{ ...CARD, ...change }])[0]).toContain(place);
  });

  it('have an id each', () => {
    expect(placesOf([CARD, CARD])).toEqual(['stampCards[1].id']);
  });
});
