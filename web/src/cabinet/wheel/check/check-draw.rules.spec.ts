import VECTORS from '../../../../../test/golden/wheel-draws.json';
import { checkDraw, isRight } from './check-draw.rules';
import { drawOfLink } from './check-link.rules';

/** A golden draw of the first of three prizes, whose fallback is the third. */
const golden = VECTORS.find(({ counter, prize }) => counter === 1 && prize === 1);
if (golden === undefined) throw new Error('there is no such golden draw');
const { epochId: id, seed, odds, commitment, ticket } = golden;
const epoch = { id, seed, odds, commitment };
const parts = { epoch: id, sourceKind: 'SALE' as const, sourceId: golden.sourceId, number: golden.number };
const untold = { ticket: '', given: '', commitment: '' };
const shown = { ...parts, ticket: String(ticket), given: '1', commitment };

describe('A draw that is computed again', () => {
  it('is right where the network has shown what follows from seed, odds and own number', async () => {
    const checked = await checkDraw(epoch, shown);
    expect(checked).toMatchObject({
      commitment,
      ticket,
      total: 1_000_000,
      drawn: { number: 1 },
      fallback: { number: 3 },
    });
    expect(checked.agrees).toEqual({ commitment: true, noted: true, ticket: true, given: true });
    expect([checked.first, checked.last]).toEqual([0, 599_999]);
    expect(checked.digests.map((one) => one.ticket)).toEqual([null, ticket]);
    expect(isRight(checked)).toBe(true);
  });

  it('compares nothing that it was not told, besides the commitment', async () => {
    const checked = await checkDraw(epoch, { ...parts, ...untold });
    expect(checked.agrees).toEqual({ commitment: true, noted: null, ticket: null, given: null });
    expect(isRight(checked)).toBe(true);
  });

  it.each([
    ['another seed', { ...epoch, seed: '5eee'.repeat(16) }],
    ['other odds', { ...epoch, odds: odds.replace('600000', '500000').replace('300000', '400000') }],
    ['another epoch', { ...epoch, id: id.replace('0198', '0199') }],
  ])('does not agree with the commitment after %s', async (_, changed) => {
    const checked = await checkDraw(changed, { ...parts, ...untold });
    expect(checked.agrees.commitment).toBe(false);
    expect(isRight(checked)).toBe(false);
  });

  it.each([
    ['commitment', 'noted', { commitment: 'f'.repeat(64) }],
    ['ticket', 'ticket', { ticket: String(ticket + 1) }],
    ['prize', 'given', { given: '9' }],
  ] as const)('is wrong with another %s than the guest was shown', async (_, step, other) => {
    const checked = await checkDraw(epoch, { ...shown, ...other });
    expect(checked.agrees[step]).toBe(false);
    expect(isRight(checked)).toBe(false);
  });

  it('may have given the fallback in place of the prize that was drawn, and no third prize', async () => {
    expect((await checkDraw(epoch, { ...shown, given: '3' })).agrees.given).toBe(true);
    expect((await checkDraw(epoch, { ...shown, given: '2' })).agrees.given).toBe(false);
  });
});

describe('A link to a draw', () => {
  it('tells all its parts, and leaves empty those that it lacks', () => {
    const link = `#${new URLSearchParams({ ...parts, sourceKind: 'BADGE', ticket: '7' }).toString()}`;
    expect(drawOfLink(link)).toEqual({ ...parts, ...untold, sourceKind: 'BADGE', ticket: '7' });
    expect(drawOfLink('#sourceKind=OTHER')).toEqual({
      epoch: '',
      sourceKind: 'SALE',
      sourceId: '',
      number: '',
      ...untold,
    });
  });
});
