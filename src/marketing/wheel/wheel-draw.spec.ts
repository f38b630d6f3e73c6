import { readFileSync } from 'node:fs';
import path from 'node:path';
import { commitmentOf, type DrawInput, drawTicket, type Odds, prizeOfTicket, ticketOf } from './wheel-draw.rules';
import { textOfOdds } from './wheel-odds';

interface Vector extends DrawInput {
  readonly seed: string;
  readonly odds: string;
  readonly commitment: string;
  readonly counter: number;
  readonly ticket: number;
  readonly prize: number;
}

/** Made by a program in Python, with its own hashes. */
const VECTORS = JSON.parse(readFileSync(path.resolve('test/golden/wheel-draws.json'), 'utf8')) as readonly Vector[];
const ROUND = 2 ** 32;

describe('a draw of the wheel', () => {
  it('is that of the golden draws, two of which reject a digest', () => {
    for (const vector of VECTORS) {
      const odds = JSON.parse(vector.odds) as Odds;
      expect(commitmentOf(vector.epochId, vector.seed, vector.odds)).toBe(vector.commitment);
      const { counter, ticket } = drawTicket(vector.seed, vector, odds.total);
      expect([counter, ticket]).toEqual([vector.counter, vector.ticket]);
      expect(prizeOfTicket(odds.prizes, ticket).number).toBe(vector.prize);
    }
    expect(VECTORS.filter(({ counter }) => counter > 0)).toHaveLength(2);
  });

  it('commits to a text of the odds that does not depend on the order of their members', () => {
    const [{ odds: text } = { odds: '' }] = VECTORS;
    const { version, ...odds } = JSON.parse(text) as Odds & { version: number };
    const turned = Object.fromEntries(Object.entries(odds).reverse()) as unknown as Odds;
    expect([version, textOfOdds(odds), textOfOdds(turned)]).toEqual([1, text, text]);
  });

  it('has another commitment for another epoch, seed or text', () => {
    const seed = '0'.repeat(64);
    const all = [
      commitmentOf('a', seed, 'odds'),
      commitmentOf('b', seed, 'odds'),
      commitmentOf('a', `1${seed.slice(1)}`, 'odds'),
      commitmentOf('a', seed, 'odd'),
      commitmentOf('a1', seed, 'odds'),
    ];
    expect(new Set(all).size).toBe(all.length);
  });

  it('rejects the numbers of the last incomplete round, and no other', () => {
    expect([ticketOf(0, 3), ticketOf(ROUND - 2, 3), ticketOf(ROUND - 1, 3)]).toEqual([0, 2, null]);
    expect([ticketOf(ROUND - 1, 2), ticketOf(ROUND - 1, 1)]).toEqual([1, 0]);
    const total = 1_000_000;
    const first = ROUND - (ROUND % total);
    expect([ticketOf(first - 1, total), ticketOf(first, total)]).toEqual([total - 1, null]);
  });

  it('gives each prize the tickets of its weight', () => {
    const prizes = [{ weight: 2 }, { weight: 1 }, { weight: 3 }];
    expect([0, 1, 2, 3, 4, 5].map((ticket) => prizes.indexOf(prizeOfTicket(prizes, ticket)))).toEqual([
      0, 0, 1, 2, 2, 2,
    ]);
    expect(() => prizeOfTicket(prizes, 6)).toThrow('above the total');
  });

  it('agrees with the odds: chi-squared of 100,000 draws is below its 99.9 % value', () => {
    const prizes = [{ weight: 5 }, { weight: 95 }, { weight: 400 }, { weight: 1_500 }, { weight: 8_000 }];
    const total = 10_000;
    const draws = 100_000;
    const seed = 'ab'.repeat(32);
    const counts = prizes.map(() => 0);
    for (let n = 0; n < draws; n += 1) {
      const input = { epochId: 'epoch', sourceKind: 'SALE', sourceId: `sale-${String(n)}`, number: '7' } as const;
      const place = prizes.indexOf(prizeOfTicket(prizes, drawTicket(seed, input, total).ticket));
      counts[place] = (counts[place] ?? 0) + 1;
    }
    const chiSquared = prizes.reduce((sum, { weight }, i) => {
      const expected = (draws * weight) / total;
      return sum + ((counts[i] ?? 0) - expected) ** 2 / expected;
    }, 0);
    // The 0.999 quantile of chi-squared with 4 degrees of freedom.
    expect(chiSquared).toBeLessThan(18.467);
  });
});
