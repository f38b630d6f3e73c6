import VECTORS from '../../../../test/golden/wheel-draws.json';
import { commitmentOf, digestsOf, oddsOf, prizeOfTicket, roundsBelow, ticketOf } from './wheel-draw.rules';

const ROUND = 2 ** 32;

describe('A draw of the wheel in the browser', () => {
  it.each(VECTORS)('is the golden draw of number $number from $sourceKind $sourceId', async (vector) => {
    const epoch = { id: vector.epochId, seed: vector.seed, odds: vector.odds };
    const { prizes, total } = oddsOf(epoch);
    expect(await commitmentOf(epoch)).toBe(vector.commitment);
    const digests = await digestsOf(epoch, vector, total);
    expect(digests.map(({ counter }) => counter)).toEqual(Array.from({ length: vector.counter + 1 }, (_, at) => at));
    expect(digests.slice(0, -1).every(({ ticket }) => ticket === null)).toBe(true);
    expect(digests.at(-1)).toMatchObject({ digest: vector.digest, ticket: vector.ticket });
    expect(prizeOfTicket(prizes, vector.ticket).prize.number).toBe(vector.prize);
  });

  it('rejects the values of the last incomplete round, and no other', () => {
    expect(VECTORS.filter(({ counter }) => counter > 0)).toHaveLength(2);
    expect([ticketOf(0, 3), ticketOf(ROUND - 2, 3), ticketOf(ROUND - 1, 3)]).toEqual([0, 2, null]);
    expect([ticketOf(ROUND - 1, 2), ticketOf(ROUND - 1, 1)]).toEqual([1, 0]);
    const first = roundsBelow(1_000_000);
    expect([ticketOf(first - 1, 1_000_000), ticketOf(first, 1_000_000)]).toEqual([999_999, null]);
  });

  it('gives each prize the tickets of its weight', () => {
    const prizes = [{ weight: 2 }, { weight: 1 }, { weight: 3 }];
    const found = [0, 1, 2, 3, 4, 5].map((ticket) => prizeOfTicket(prizes, ticket));
    expect(found.map(({ prize }) => prizes.indexOf(prize))).toEqual([0, 0, 1, 2, 2, 2]);
    expect(found.map(({ first, last }) => [first, last])).toEqual([
      [0, 1],
      [0, 1],
      [2, 2],
      [3, 5],
      [3, 5],
      [3, 5],
    ]);
    expect(() => prizeOfTicket(prizes, 6)).toThrow('above the total');
  });
});
