import fc from 'fast-check';
import { presetForNetwork, programDocumentSchema } from '../../../configuration';
import type { ProgramDocument } from '../../../decision';
import { FIGURE_NAMES, FIGURES, figuresOf, type FigureMove, valuesOf, withValues } from './figures.rules';
import { BATCH, GoalSearch, type SearchGoals, type VariantFigures } from './goal-search.rules';

const PROGRAM = presetForNetwork('hybrid-5', 2);
const ANY: SearchGoals = { costAtMostPpm: null, losersAtMostPpm: null, keepsVisit: false };
const MOVES: readonly FigureMove[] = [
  { figure: 'EARNING_RATE', tier: null, from: 10_000, to: 110_000 },
  { figure: 'TIER_DISCOUNT', tier: 'BRONZE', from: 0, to: 90_000 },
];
const GUESTS = 1_000;
const isValid = (document: ProgramDocument) => programDocumentSchema.safeParse(document).success;

/** A past in which each per cent costs a per cent, and guests lose the more the less they get. */
function play(values: readonly number[]): VariantFigures {
  const [rate = 0, discount = 0] = values;
  const given = rate + discount;
  const losing = Math.max(0, Math.round((170_000 - rate - 1.5 * discount) / 150));
  return { sales: 10, amount: 1_000_000, payable: 1_000_000 - discount, given, spent: 0, gaining: 0, losing, lost: 1 };
}
const ACTUAL = play([100_000, 50_000]);

function searched(goals: Partial<SearchGoals> = {}, variants = 48) {
  const search = new GoalSearch({ program: PROGRAM, moves: MOVES, goals: { ...ANY, ...goals }, variants }, isValid);
  const sizes: number[] = [];
  for (let batch = search.next(); batch.length > 0; batch = search.next()) {
    sizes.push(batch.length);
    search.take(
      batch,
      batch.map(({ values }) => play(values)),
      ACTUAL,
      GUESTS,
    );
  }
  return { search, sizes };
}

describe('figures that a search moves', () => {
  it.each(FIGURE_NAMES)('%s reads what it has written, and changes nothing else of a programme', (figure) => {
    const tier = FIGURES[figure].isOfTier ? 'GOLD' : null;
    const move: FigureMove = { figure, tier, from: 0, to: 1 };
    const [now = 0] = valuesOf(PROGRAM, [move]) ?? [];
    const value = figure === 'EARNING_RATE' ? now / 2 : now + 1;
    const moved = withValues(PROGRAM, [move], [value]);
    expect(valuesOf(moved, [move])).toEqual([value]);
    expect(moved).not.toEqual(PROGRAM);
    expect(withValues(moved, [move], [now])).toEqual(PROGRAM);
    expect(valuesOf(PROGRAM, [{ ...move, tier: 'NONE' }])).toEqual(tier === null ? [now] : null);
  });
});

describe('figures of a programme', () => {
  it.each(['hybrid-5', 'points-4'] as const)(
    'have bounds around their values, as a search may take them: %s',
    (name) => {
      const program = presetForNetwork(name, 2);
      const figures = figuresOf(program);
      expect(figures.length).toBeGreaterThan(5);
      for (const { value, from, to, ...move } of figures) {
        expect(valuesOf(program, [{ ...move, from, to }])).toEqual([value]);
        expect([from <= value, value <= to, from < to]).toEqual([true, true, true]);
      }
      // The lowest tier needs nothing, so there is nothing to move.
      expect(figures.some(({ figure, tier }) => figure === 'TIER_SPEND' && tier === 'BRONZE')).toBe(false);
    },
  );
});

describe('a search for programmes', () => {
  it('tries the programme itself first, then as many valid ones within the bounds as were asked for, each once', () => {
    const { search, sizes } = searched();
    expect(sizes).toEqual([BATCH, 48 - BATCH]);
    expect(search.results[0]?.document).toEqual(PROGRAM);
    expect(new Set(search.results.map(({ values }) => values.join())).size).toBe(48);
    for (const { values, document } of search.results) {
      expect(isValid(document)).toBe(true);
      values.forEach((value, at) => {
        expect(value).toBeGreaterThanOrEqual(MOVES[at]?.from ?? 0);
        expect(value).toBeLessThanOrEqual(MOVES[at]?.to ?? 0);
      });
    }
    expect(search.results).toEqual(searched().search.results);
  });

  it('comes nearer to the best with each batch', () => {
    // The discount helps most for its cost, so the best variant of all has the largest discount.
    const least = (variants: number) =>
      searched({ costAtMostPpm: 120_000 }, variants).search.front().at(-1)?.figures.losing ?? GUESTS;
    expect(least(96)).toBeLessThan(least(24));
    expect(least(96)).toBeLessThan(play([60_000, 60_000]).losing);
  });

  it('shows those that no other one beats, and only such as keep the goals where any does', () => {
    const goals = fc.record({
      costAtMostPpm: fc.option(fc.integer({ min: 0, max: 200_000 })),
      losersAtMostPpm: fc.option(fc.integer({ min: 0, max: 1_000_000 })),
      keepsVisit: fc.boolean(),
    });
    fc.assert(
      fc.property(goals, fc.integer({ min: 8, max: 60 }), (asked, variants) => {
        const { search } = searched(asked, variants);
        const meeting = search.results.filter(({ meets }) => meets);
        for (const { figures, meets } of search.results) {
          const keeps =
            figures.given <= (asked.costAtMostPpm ?? Infinity) &&
            figures.losing / GUESTS <= (asked.losersAtMostPpm ?? Infinity) / 1_000_000 &&
            (!asked.keepsVisit || figures.payable >= ACTUAL.payable);
          expect(meets).toBe(keeps);
        }
        const among = meeting.length > 0 ? meeting : search.results;
        for (const best of search.front()) expect(among).toContain(best);
        for (const { figures } of among)
          expect(
            search.front().some((best) => best.figures.given <= figures.given && best.figures.losing <= figures.losing),
          ).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it('ends where the bounds hold fewer programmes than it was to try', () => {
    const moves: FigureMove[] = [{ figure: 'TIER_VISITS', tier: 'SILVER', from: 3, to: 6 }];
    const search = new GoalSearch({ program: PROGRAM, moves, goals: ANY, variants: 48 }, isValid);
    const values: number[] = [];
    for (let batch = search.next(); batch.length > 0; batch = search.next()) {
      values.push(...batch.map(({ values: [value = 0] }) => value));
      search.take(
        batch,
        batch.map(() => ACTUAL),
        ACTUAL,
        GUESTS,
      );
    }
    expect(values.sort()).toEqual([3, 4, 5, 6]);
  });
});
